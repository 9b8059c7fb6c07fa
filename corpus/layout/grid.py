"""A table that only the places of its words tell: its cells under one another."""

from collections.abc import Sequence

from corpus.layout.line import Line, Piece
from corpus.lines import joined

_MOST_COLUMNS = 24


def cells(lines: Sequence[Line]) -> list[list[str]]:
    """The rows of a table. A line that fills but some of the columns, below one that fills more, goes on with it."""
    columns = _columns([piece for line in lines for piece in line.pieces])
    if len(columns) > _MOST_COLUMNS:
        return [[piece.text for piece in line.pieces] for line in lines]
    rows: list[list[str]] = []
    last: Line | None = None
    for line in lines:
        row = [""] * len(columns)
        for piece in line.pieces:
            column = next(n for n, (left, right) in enumerate(columns) if left <= piece.left <= right)
            row[column] = f"{row[column]} {piece.text}".strip()
        near = last is not None and last.page == line.page and last.middle - line.middle < 1.4 * last.size
        if rows and near and not row[0] and sum(map(bool, row)) < sum(map(bool, rows[-1])):
            rows[-1] = [joined([above, words]) for above, words in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
        last = line
    return rows


def _columns(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """The stretches of the width in which anything stands, left to right."""
    columns: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if columns and piece.left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.right))
        else:
            columns.append((piece.left, piece.right))
    return columns
