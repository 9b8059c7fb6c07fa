"""A question in English with the Chinese of its names beside them: Taicang (太仓), Yu Hao (俞浩), PatSnap (智慧芽).

The encoder knows few names in both scripts and BM25 knows none, so that what articles in Chinese tell of a name would
not be found by it. A name is looked for among the words of the store: as it is read, or as an article explains it.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.draft import guess_language
from index.fold import HAN, simplify
from index.generation import Generation, Lexical
from index.names.places import place_read_as
from index.names.romanised import is_pinyin, is_syllables, readings_of
from index.names.words import FUNCTION, is_proper

_WORD = r"[A-Z][A-Za-z0-9&+-]*[A-Za-z0-9+]"
_NAMES = re.compile(rf"{_WORD}(?: {_WORD})*|\b[a-z]{{4,}}\b")
_MOST_WORDS = 6  # of a name
_LOOKED_AT = 8  # passages that may explain a name
_SHORT = 5  # characters before a bracket that are all of a name; of more only the last ones, as its begin is not marked
_LAST = 3


def with_chinese_names(question: str, generation: Generation) -> str:
    """The question with what is known of its names; as it is if it is not in English, or no article is in Chinese."""
    if guess_language(question) != "en" or "zh" not in generation.languages:
        return question
    found, at = "", 0
    for end, name in _found(question, generation):
        if name not in question:
            found += f"{question[at:end]} ({name})"
            at = end
    return found + question[at:]


def without_chinese_names(text: str, question: str) -> str:
    """A part of what ``with_chinese_names`` made of the question, in the asker's own words again."""
    return text if text in question else re.sub(rf" \([{HAN}]+\)", "", text)


def _found(question: str, generation: Generation) -> Iterator[tuple[int, str]]:
    """The names in Chinese, and where the English ones end; of several words that are one, the most."""
    for match in _NAMES.finditer(question):
        words, end = match.group().split(" "), match.start() - 1
        while words:
            for size in range(min(_MOST_WORDS, len(words)), 0, -1):
                name = _in_chinese(words[:size], generation)
                if name or size == 1:
                    end += 1 + len(" ".join(words[:size]))
                    words = words[size:]
                    break
            if name:
                yield end, name


def _in_chinese(words: Sequence[str], generation: Generation) -> str | None:
    read = "".join(words).casefold()
    if place := place_read_as(read):
        return place
    if words[0].islower():  # too many English words can be read so
        return None
    if (
        is_pinyin(read)
        and all(is_syllables(word.casefold()) for word in words)
        and (name := _by_reading(read, generation.lexical))
    ):
        return name
    return _explained(" ".join(words), generation)


def _by_reading(word: str, lexical: Lexical) -> str | None:
    """The most frequent name of the store that is read so, by the rarest of its pairs of characters."""
    unseen = lexical.idf("\0")
    best, best_idf = None, unseen
    for characters in readings_of(word):
        begun = [(character, 0.0) for character in characters[0]]
        for following in characters[1:]:
            idfs = ((text + c, rarest, lexical.idf(text[-1] + c)) for text, rarest in begun for c in following)
            begun = [(text, max(rarest, idf)) for text, rarest, idf in idfs if idf < best_idf]
        for text, idf in begun:
            if idf < best_idf and is_proper(text) and text[0] not in FUNCTION:
                best, best_idf = text, idf
    return best


def _explained(name: str, generation: Generation) -> str | None:
    """The Chinese that an article puts beside a name in brackets, or before the name in brackets."""
    numbers, _ = generation.lexical.top(name, _LOOKED_AT)
    latin = re.escape(name)
    pattern = re.compile(
        rf"(?P<longer>(?!The )[A-Z]\S* )?\b{latin} ?\((?P<behind>[{HAN}]{{2,10}})\)|"
        rf"(?P<before>[{HAN}]{{2,}})\({latin}\)"
    )
    for row in generation.rows(numbers).tolist():
        article, passage = generation.passage(row)
        for match in pattern.finditer(simplify(article.quote(passage.start, passage.end))):
            if match["longer"]:
                continue
            if match["behind"]:
                return match["behind"]
            before = match["before"].lstrip(FUNCTION)
            return before if 1 < len(before) <= _SHORT else match["before"][-_LAST:]
    return None
