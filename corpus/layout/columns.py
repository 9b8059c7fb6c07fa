"""In which order the pieces of a page are read: columns one after the other, each from top to bottom."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from corpus.layout.line import Line, Piece, in_rows

_STEP = 3.0  # points between the places that are looked at for a gutter
_INNER = (0.2, 0.8)  # shares of the width between which it lies
_MOST_ACROSS = 0.25  # share of the characters that may stand across it, in titles and pictures' captions
_LEAST_BESIDE = 0.2  # share of the characters on either side
_FULL = 0.55  # of a column's width: the usual line of a text; cells of a table are shorter
_LEAST_ROWS = 4  # on either side


def in_reading_order(pieces: Sequence[Piece], page: int) -> list[Line]:
    """The lines of a page. What stands across two columns parts them into those above and below it."""
    if not pieces:
        return []
    gutter = _gutter(pieces)
    if gutter is None:
        return _column(pieces, page, pieces)
    beside = [piece for piece in pieces if not _crosses(piece, gutter)]
    sides = [[p for p in beside if p.right <= gutter + 1], [p for p in beside if p.right > gutter + 1]]
    lines: list[Line] = []
    for across, rows in groupby(in_rows(pieces), lambda row: any(_crosses(piece, gutter) for piece in row)):
        band = [piece for row in rows for piece in row]
        for side in [pieces] if across else sides:
            lines += _column([piece for piece in band if across or piece in side], page, side)
    return lines


def _column(pieces: Sequence[Piece], page: int, column: Sequence[Piece]) -> list[Line]:
    """Lines of some pieces of a column, which is as wide as all of its pieces."""
    left, right = min(piece.left for piece in column), max(piece.right for piece in column)
    return [Line(tuple(row), page, left, right) for row in in_rows(pieces)]


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where a gap runs down the page between two columns of text; None where there is one column, or a table."""
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    total = sum(len(piece.text) for piece in pieces)
    best: tuple[float, list[float]] = (_MOST_ACROSS * total, [])
    for place in _places(left, right):
        across = sum(len(piece.text) for piece in pieces if _crosses(piece, place))
        if across < best[0]:
            best = (across, [place])
        elif across == best[0] and best[1]:
            best[1].append(place)
    if not best[1]:
        return None
    run = max(_runs(best[1]), key=len)
    place = run[len(run) // 2]
    beside = [piece for piece in pieces if not _crosses(piece, place)]
    sides = [[p for p in beside if p.right <= place + 1], [p for p in beside if p.right > place + 1]]
    for side in sides:
        if len(side) < _LEAST_ROWS or sum(len(piece.text) for piece in side) < _LEAST_BESIDE * total:
            return None
        width = max(piece.right for piece in side) - min(piece.left for piece in side)
        if median(piece.right - piece.left for piece in side) < _FULL * width or len(in_rows(side)) < _LEAST_ROWS:
            return None
    return place


def _places(left: float, right: float) -> Iterator[float]:
    place = left + (right - left) * _INNER[0]
    while place < left + (right - left) * _INNER[1]:
        yield place
        place += _STEP


def _runs(places: Sequence[float]) -> list[list[float]]:
    runs: list[list[float]] = []
    for place in places:
        if runs and place - runs[-1][-1] < _STEP * 1.5:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _crosses(piece: Piece, place: float) -> bool:
    return piece.left < place - 1 and piece.right > place + 1
