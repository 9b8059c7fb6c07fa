"""The pieces that pages are made of. Lengths are in points; ``bottom`` and ``top`` grow upwards, as in PDF."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SPACED = re.compile(r"(?:[\u4e00-\u9fff] ){2,}[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand beside one another without a wide gap."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        """Height of its characters."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Height at which it stands on the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces beside one another, left to right, and the bounds of the column in which they stand."""

    pieces: tuple[Piece, ...]
    page: int  # from 1
    column_left: float
    column_right: float

    @property
    def text(self) -> str:
        """Its words; a title whose characters are spaced (通 知) without the blanks."""
        words = " ".join(piece.text for piece in self.pieces)
        return words.replace(" ", "") if _SPACED.fullmatch(words) else words

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.pieces[-1].right

    @property
    def size(self) -> float:
        """Height of its characters, of the largest if they differ."""
        return max(piece.size for piece in self.pieces)

    @property
    def top(self) -> float:
        """Its upper end."""
        return max(piece.top for piece in self.pieces)

    @property
    def middle(self) -> float:
        """Height at which it stands on the page."""
        return sum(piece.middle for piece in self.pieces) / len(self.pieces)


def in_rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand at one height together, left to right; rows from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        height = rows[-1][0].middle if rows else 0.0
        if rows and abs(height - piece.middle) <= min(rows[-1][0].size, piece.size) / 2:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]
