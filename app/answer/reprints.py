"""One text that came from several sources: said and cited once, and all of them named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from corpus.article import Article, Source, Span
from index.fold import fold
from index.generation import Generation
from index.search import Retrieval
from index.store.alike import Copy

_MOST = 5  # other sources that are named
_MARKS = re.compile(r"[\W_]+")


class _Quoted(Protocol):
    """Words of an article."""

    @property
    def article(self) -> Article: ...

    @property
    def text(self) -> str: ...


Quoted = TypeVar("Quoted", bound=_Quoted)


def also_published(generation: Generation, article: Article, span: Span) -> tuple[Source, ...]:
    """Where else these very words were published: by copies of the article, and by reprints that hold them.

    At most five, copies first; none that differs in neither publisher, date nor address.
    """
    words = letters(article.quote(span.start, span.end))
    found = list(_copies(generation, article.id))
    for name, _ in generation.alike.near(article.id):
        other = generation.article(name)
        if words and words in letters(other.text):
            found += [Source(name, other.title, other.publisher, other.date, other.url), *_copies(generation, name)]
    known = {(article.publisher, article.date, article.url), (None, None, None)}
    differing = []
    for source in found:
        about = (source.publisher, source.date, source.url)
        if about not in known:
            known.add(about)
            differing.append(source)
    return tuple(differing[:_MOST])


def is_reprint(generation: Generation, words: tuple[str, str], others: tuple[str, str]) -> bool:
    """Whether an article's id and words of it are those of another article's that is nearly the same."""
    (name, text), (other, other_text) = words, others
    near = name != other and any(other == found for found, _ in generation.alike.near(name))
    return near and letters(text) == letters(other_text)


def without_reprints(found: Sequence[Quoted], generation: Generation) -> list[Quoted]:
    """Those that no earlier one says in the same words from a text that is nearly the same."""
    if not generation.alike.any_near:
        return list(found)
    kept: list[Quoted] = []
    for one in found:
        words = (one.article.id, one.text)
        if not any(is_reprint(generation, words, (other.article.id, other.text)) for other in kept):
            kept.append(one)
    return kept


def without_reprinted_hits(retrieval: Retrieval) -> Retrieval:
    """The retrieval without hits that an earlier hit repeats: they would be read in the place of others."""
    if not retrieval.generation.alike.any_near:
        return retrieval
    kept: list[tuple[str, str]] = []
    hits = []
    for hit in retrieval.hits:
        words = (hit.article_id, hit.text)
        if not any(is_reprint(retrieval.generation, words, other) for other in kept):
            kept.append(words)
            hits.append(hit)
    return retrieval if len(hits) == len(retrieval.hits) else replace(retrieval, hits=tuple(hits))


def letters(text: str) -> str:
    """What two prints of the same words have in common: no case, no punctuation, no white space, one script."""
    return _MARKS.sub("", fold(text))


def _copies(generation: Generation, article_id: str) -> Iterator[Source]:
    copies: Sequence[Copy] = generation.alike.copies.get(article_id, ())
    return (Source(copy.id, copy.title, copy.publisher, copy.date, copy.url) for copy in copies)
