"""The nouns everything else is made of: an article, its blocks, and spans of its text."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from corpus.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of an article's text: code points, from 0, ``end`` excluded."""

    article_id: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}:{self.end} of article {self.article_id!r} holds no text")


class BlockKind(StrEnum):
    """What a run of lines is for the reader."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table
    ASIDE = "aside"  # picture credits, bylines, notes: part of the text, never of a passage


STATING = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW})
"""Kinds of blocks that carry statements."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of an article's text that holds together: half-open, code points; ``level`` of a heading, from 1."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article's author has a statement from."""

    id: str
    title: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A footnote mark: the sentence that holds ``position`` (a code point of the text) rests on this source."""

    position: int
    source_id: str


@dataclass(frozen=True, slots=True)
class Article:
    """A text that answers can be taken from, with what is known of where it comes from.

    ``text`` is what a reader reads: no markup, no footnote marks. ``blocks`` lie inside it in order and do not overlap.
    ``date`` is ISO 8601, possibly without day or month. ``path`` says where it was loaded from: a file, or a file and
    behind a slash what it holds the article under. ``pages`` are the places in the text where its pages begin, page 1
    first; none where it has no pages. ``receipt`` says how it was read.
    """

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    path: str
    language: str = "zh"
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    summary: str | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    references: tuple[Reference, ...] = ()
    pages: tuple[int, ...] = ()
    receipt: Receipt = Receipt()

    def quote(self, start: int, end: int) -> str:
        """The exact words from ``start`` to ``end``.

        Raises: ValueError if that is not a run of this text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"{start}:{end} is not inside article {self.id!r} of {len(self.text)} characters")
        return self.text[start:end]

    def sources_of(self, start: int, end: int) -> tuple[Source, ...]:
        """The sources whose marks stand in or right behind the words from ``start`` to ``end``, first mark first."""
        by_id = {source.id: source for source in self.sources}
        heads = {block.start for block in self.blocks}  # a mark before a block's first word belongs to that word
        marks = (r.source_id for r in self.references if start < r.position <= end or r.position == start in heads)
        return tuple(by_id[source_id] for source_id in dict.fromkeys(marks) if source_id in by_id)

    def page_of(self, position: int) -> int | None:
        """The page, from 1, on which the character at ``position`` stands; None where the article has no pages."""
        return max(1, bisect_right(self.pages, position)) if self.pages else None

    def sections(self) -> Iterator[tuple[str, tuple[Block, ...]]]:
        """Runs of blocks that carry statements, each with the path of its headings (``一 › 二``).

        A run ends at a heading and at an aside, so that nothing else lies between its first and last character.
        """
        headings: list[Block] = []
        body: list[Block] = []
        for block in self.blocks:
            if block.kind is BlockKind.HEADING:
                if body:
                    yield self._heading_path(headings), tuple(body)
                headings = [h for h in headings if h.level < block.level] + [block]
                body = []
            elif block.kind in STATING:
                body.append(block)
            elif body:  # an aside stands between
                yield self._heading_path(headings), tuple(body)
                body = []
        if body:
            yield self._heading_path(headings), tuple(body)

    def _heading_path(self, headings: list[Block]) -> str:
        return " › ".join(self.text[h.start : h.end] for h in headings)

    def content_hash(self) -> str:
        """sha256 of everything but path and receipt: two loads of the same words and metadata give the same value."""
        fields = {name: value for name, value in asdict(self).items() if name not in ("path", "receipt")}
        if not self.pages:  # as the hash of an article without pages was before there were any
            del fields["pages"]
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
