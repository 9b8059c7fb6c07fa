"""Names that are asked about and that stand in nothing that was read."""

import re

from app.answer.lacks import place_in_chinese
from app.answer.question import Question
from app.answer.verify.plain import plain
from app.answer.verify.strangers import named_in_chinese
from index.fold import HAN, fold, terms
from index.generation import Generation
from index.names.places import PLACE
from index.names.romanised import is_pinyin
from index.names.words import FUNCTION, is_proper

_LONGEST_NAME = 3  # characters
_CHINESE = re.compile(f"[{HAN}]{{2}}")
_QUOTES = "“\"《「『‘'"


def missing_names(question: Question, text: str, generation: Generation) -> tuple[str, ...]:
    """Names in a question that a text certainly lacks; ``generation`` explains Latin ones."""
    return tuple(name for name in _unheld(question, text) if _is_missing(name, text, generation))


def _unheld(question: Question, text: str) -> tuple[str, ...]:
    """Words of the question that look like names and that a text holds no pair of characters of: 无锡, Hefei."""
    asked, held = fold(question.text), set(terms(text))
    missing = sorted((term for term in question.terms if term not in held), key=lambda term: -len(term))
    found: list[str] = []
    at = 0
    while at < len(asked):
        end = next((at + len(term) for term in missing if asked.startswith(term, at)), at)
        while end > at and (step := next((t for t in missing if len(t) == 2 and asked.startswith(t, end - 1)), "")):
            end += len(step) - 1
        if end > at + 2 and asked[end - 1 : end + 1] in held:
            end -= 1  # the last character begins the next word, which is known: 无锡机|器人
        word = asked[at:end]
        written = question.text[at:end] if len(asked) == len(question.text) else word
        quoted = at > 0 and asked[at - 1] in _QUOTES
        named = written[:1].isupper() if word.isascii() else quoted or (at == 0 and _is_name(word))
        if word and named:
            found.append(written)
        at = max(end, at + 1)
    return tuple(dict.fromkeys(found))


def _is_missing(name: str, text: str, generation: Generation) -> bool:
    """Whether a text certainly lacks a name; of a Latin one in a text with Chinese, this is known of some only."""
    if not name.isascii() or not _CHINESE.search(text):
        return True
    told = named_in_chinese(name.casefold(), plain(text), generation) is False
    return told and (not is_pinyin(name.casefold()) or place_in_chinese(name) is not None)  # Moore reads as 莫热


def _is_name(word: str) -> bool:
    """Whether the first word of a question is a name, as far as its characters tell: 无锡, not 因 or 老听人讲."""
    return bool(PLACE.fullmatch(word)) or (
        1 < len(word) <= _LONGEST_NAME and is_proper(word) and not set(word) & set(FUNCTION)
    )
