"""What is printed in the margin of every page: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.draft import Draft
from corpus.layout.line import Piece, in_rows

_MARGIN = 0.13  # share of a page's height at either end
_ROWS = 3  # at either end of a page that are looked at
_LEAST_PAGES = 0.4  # share of the pages on which a header stands; left and right ones differ
_NUMBER = re.compile(
    r"[-—–·.\s|/]*(?:第\s*)?(?P<number>\d{1,4})\s*(?:页)?(?P<total>\s*[/，,共of\s]+\s*\d{1,4}\s*页?)?[-—–·.\s|]*"
    r"|(?:page|p\.)\s*(?P<page>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")

Page = tuple[list[Piece], float, float]
"""Pieces, and the lower and upper end of the page."""


def without_margins(pages: Sequence[Page], draft: Draft) -> list[list[Piece]]:
    """The pieces of each page that are no header, footer or page number; those are noted in ``draft``.

    A header stands at one height on two pages in five, digits aside, and on two pages at least. A number alone is that
    of a page if it counts with the pages, or stands as such numbers do: ``- 1 -``, 第1页.
    """
    found = [list(_edges(page)) for page in pages]
    seen = Counter(key for edges in found for key in {_key(piece, where) for piece, where in edges})
    least = max(2, _LEAST_PAGES * len(pages))
    offsets = Counter(
        number - n
        for n, edges in enumerate(found)
        for number in {_number(piece) for piece, _ in edges}
        if number is not None
    )
    offset = max(offsets, key=lambda value: (offsets[value], value == 1), default=0)
    kept = []
    for n, ((pieces, _, _), edges) in enumerate(zip(pages, found, strict=True)):
        dropped: set[int] = set()
        for piece, where in edges:
            counts = _number(piece) == n + offset and (offsets[offset] > 1 or offset == 1)
            if counts or _is_marked(piece):
                draft.leave_out("page number", piece.text)
            elif seen[_key(piece, where)] >= least and len(pages) > 1:
                draft.leave_out("header" if where > 0 else "footer", piece.text)
            else:
                continue
            dropped.add(id(piece))
        kept.append([piece for piece in pieces if id(piece) not in dropped])
    return kept


def _edges(page: Page) -> Iterator[tuple[Piece, int]]:
    """The pieces in a page's margins, each with its row: 1, 2 … from the top, -1, -2 … from the bottom."""
    pieces, bottom, top = page
    rows = in_rows(pieces)
    margin = (top - bottom) * _MARGIN
    for number, row in enumerate(rows[:_ROWS], 1):
        yield from ((piece, number) for piece in row if piece.middle > top - margin)
    for number, row in enumerate(reversed(rows[-_ROWS:]), 1):
        yield from ((piece, -number) for piece in row if piece.middle < bottom + margin)


def _key(piece: Piece, where: int) -> tuple[str, int, int]:
    return _DIGITS.sub("#", piece.text), where > 0, round(piece.middle / 4)


def _number(piece: Piece) -> int | None:
    match = _NUMBER.fullmatch(piece.text)
    return int(match["number"] or match["page"]) if match else None


def _is_marked(piece: Piece) -> bool:
    """Whether a number is written as only page numbers are."""
    match = _NUMBER.fullmatch(piece.text)
    return bool(match) and bool(re.search(r"^[-—–]|页|page|\bof\b", piece.text, re.IGNORECASE))
