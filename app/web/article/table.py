"""Rows of a table (``企业：甲公司 | 产值：5亿元``: corpus/table.py), back under the names of their columns."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_NAME = re.compile(r"([^：:|]{1,30})(?:：|: )")
_BETWEEN = " | "
_MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell's words stand in the article: half-open, code points."""

    start: int
    end: int


def columns(rows: Sequence[tuple[str, int]]) -> tuple[list[str], list[dict[str, Cell]]] | None:
    """Names of the columns, and each row's cells by these names; ``rows`` are their words and where they begin.

    None where the rows do not name their cells alike: they are to be shown as they stand.
    """
    found = [_cells(words, start) for words, start in rows]
    named = [row for row in found if row]
    if len(found) < 2 or len(named) < len(found):
        return None
    counts = Counter(name for row in named for name in row)
    shared = [name for name, count in counts.items() if count * 2 >= len(named)]
    if len(counts) > _MOST_COLUMNS or len(shared) * 2 < len(counts):
        return None
    return _in_order([list(row) for row in named]), named


def _cells(words: str, start: int) -> dict[str, Cell]:
    """A row's cells by their columns; empty if one has no name of its own."""
    cells: dict[str, Cell] = {}
    at = 0
    for part in words.split(_BETWEEN):
        name = _NAME.match(part)
        if not name or name[1] in cells:
            return {}
        cells[name[1]] = Cell(start + at + name.end(), start + at + len(part))
        at += len(part) + len(_BETWEEN)
    return cells


def _in_order(rows: Sequence[Sequence[str]]) -> list[str]:
    """All names: as the longest row has them, each other one behind the name it stands behind in its own row."""
    longest: Sequence[str] = max(rows, key=lambda row: len(row))
    order = list(longest)
    for row in rows:
        for number, name in enumerate(row):
            if name not in order:
                order.insert(order.index(row[number - 1]) + 1 if number else 0, name)
    return order
