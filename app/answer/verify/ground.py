"""What a sentence may rest on: the words its citations hold, and what stands around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answer.events import Citation
from corpus.article import Article, BlockKind
from corpus.sentences import sentences
from index.generation import Generation

_AUTHOR = re.compile(r"[（(].*")
_LONGEST = 12  # characters of a publisher's name; a title may be longer


@dataclass(frozen=True, slots=True)
class Ground:
    """``quotes`` are the cited words; the rest may only say who is spoken of, when, and by whom it is told.

    ``heads`` are titles and headings, ``beside`` the sentences next to the cited ones in their paragraphs, ``tellers``
    the sources and publishers with their dates.
    """

    quotes: tuple[str, ...]
    heads: tuple[str, ...]
    beside: tuple[str, ...]
    tellers: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The cited sentences, and each pair of neighbours."""
        found: list[str] = []
        for quote in self.quotes:
            parts = [quote[start:end] for start, end in sentences(quote, 0, len(quote))]
            found += parts
            found += [f"{first}{second}" for first, second in zip(parts, parts[1:], strict=False)]
        return tuple(dict.fromkeys(found))


def ground(citations: Sequence[Citation], generation: Generation) -> Ground | None:
    """What these citations give; None where there is none, or one whose span does not hold its quote."""
    quotes: list[str] = []
    heads: list[str] = []
    beside: list[str] = []
    tellers: list[str] = []
    for citation in citations:
        article = held(citation, generation)
        if article is None:
            return None
        quotes.append(citation.quote)
        heads += _heads(article, citation)
        beside += _beside(article, citation)
        tellers += _tellers(article, citation)
    return Ground(*(tuple(dict.fromkeys(texts)) for texts in (quotes, heads, beside, tellers))) if quotes else None


def held(citation: Citation, generation: Generation) -> Article | None:
    """The article of a citation; None if there is no such article, or the span does not hold the quote."""
    if citation.article_id not in generation:
        return None
    article = generation.article(citation.article_id)
    inside = 0 <= citation.start < citation.end <= len(article.text)
    return article if inside and article.text[citation.start : citation.end] == citation.quote else None


def _heads(article: Article, citation: Citation) -> list[str]:
    headings: dict[int, str] = {}
    for block in article.blocks:
        if block.kind in (BlockKind.TITLE, BlockKind.HEADING) and block.start <= citation.start:
            headings = {level: text for level, text in headings.items() if level < block.level}
            headings[block.level] = article.text[block.start : block.end]
    return [article.title, *headings.values()]


def _beside(article: Article, citation: Citation) -> list[str]:
    found: list[str] = []
    for block in article.blocks:
        if block.start < citation.end and block.end > citation.start:
            own = sentences(article.text, block.start, block.end)
            touched = [n for n, (start, end) in enumerate(own) if start < citation.end and end > citation.start]
            around = own[max(0, touched[0] - 1) : touched[-1] + 2] if touched else []
            found += [article.text[start:end] for start, end in around]
    return found


def _tellers(article: Article, citation: Citation) -> list[str]:
    found = [article.publisher or ""]
    for source in article.sources_of(citation.start, citation.end):
        found += [source.title, source.publisher or "", source.date or ""]
    return [text for text in found if text]


def publishers(tellers: Sequence[str]) -> list[str]:
    """Names of publishers without what is added to them in brackets."""
    names = (_AUTHOR.sub("", text).strip() for text in tellers)
    return [name for name in names if 2 <= len(name) <= _LONGEST and re.search(r"[^\W\d]", name)]
