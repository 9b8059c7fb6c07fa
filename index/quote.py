"""An older citation's words in today's articles: where they stand now, or that they have changed since."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from corpus.article import Article
from corpus.sentences import statements
from index.fold import terms
from index.generation import Generation

_ALIKE = 0.5  # of the terms of the cited words and of these: a sentence that was changed, and not another one

State = Literal["same", "moved", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Located:
    """Where a citation leads.

    ``same``: its words stand where they stood. ``moved``: word for word in another place, but for white space and the
    width of characters. ``changed``: these words have taken their place. ``missing``: the article says nothing like it
    any more, or is not in the store: then ``article`` is None. ``start``, ``end`` are a span of its text, None where
    the words are missing, and ``words`` what stands there.
    """

    state: State
    article: Article | None = None
    start: int | None = None
    end: int | None = None
    words: str = ""


def locate(generation: Generation, article_id: str, start: int, end: int, quote: str) -> Located:
    """Find the words ``quote``, which were cited from ``start`` to ``end`` of an article of an older generation.

    Of several places the nearest to the old one is taken, the earlier of two as near. An article whose text is held
    as another one's copy is looked up there.
    """
    name = article_id if article_id in generation else generation.alike.holder(article_id)
    if name is None:
        return Located("missing")
    article = generation.article(name)
    if quote and article.text[start:end] == quote:
        return Located("same", article, start, end, quote)
    if place := _word_for_word(article.text, quote, start) or _by_letters(article.text, quote, start):
        return Located("moved", article, *place, article.text[place[0] : place[1]])
    if place := _changed(article, quote, start):
        return Located("changed", article, *place, article.text[place[0] : place[1]])
    return Located("missing", article)


def _word_for_word(text: str, quote: str, start: int) -> tuple[int, int] | None:
    places = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return next(((at, at + len(quote)) for at in _nearest_first(places, start)), None)


def _by_letters(text: str, quote: str, start: int) -> tuple[int, int] | None:
    """The same words in characters of another width, or broken into lines elsewhere."""
    letters = [(place, letter) for place, character in enumerate(text) for letter in _plain(character)]
    folded = "".join(letter for _, letter in letters)
    wanted = _plain(quote)
    found = _word_for_word(folded, wanted, sum(place < start for place, _ in letters))
    return (letters[found[0]][0], letters[found[1] - 1][0] + 1) if found else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _changed(article: Article, quote: str, start: int) -> tuple[int, int] | None:
    """The run of sentences, as many as were cited, that has most terms in common with the cited words."""
    own = Counter(terms(quote))
    spans = statements(article, 0, len(article.text))
    known = [Counter(terms(article.quote(span.start, span.end))) for span in spans]
    best, best_score = None, 0.0
    for first in range(len(spans)):
        run: Counter[str] = Counter()
        for last in range(first, len(spans)):
            run += known[last]
            shared = 2 * (run & own).total() / max(1, run.total() + own.total())  # Dice's coefficient
            nearer = best is not None and abs(spans[first].start - start) < abs(best[0] - start)
            if shared > best_score or (shared == best_score and nearer):
                best, best_score = (spans[first].start, spans[last].end), shared
            if run.total() > own.total():
                break
    return best if best_score >= _ALIKE else None


def _nearest_first(places: list[int], start: int) -> list[int]:
    return sorted(places, key=lambda place: (abs(place - start), place))
