"""Which articles a page of the list holds: filtered, sorted, some at a time."""

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from index.fold import fold
from index.generation import Generation
from index.store.catalog import Entry

PAGE = 50  # articles that are shown at once
Column = Literal["title", "publisher", "date", "passages"]
COLUMNS: tuple[Column, ...] = get_args(Column)


@dataclass(frozen=True, slots=True)
class View:
    """What a reader wants to see: articles that hold ``wanted`` in title, publisher, tag, date or id, by a column.

    ``page`` counts from 0.
    """

    wanted: str = ""
    column: Column = "date"
    falling: bool = True
    page: int = 0

    def by(self, column: Column) -> "View":
        """Sorted by a column; by the one it is sorted by already, the other way round."""
        falling = not self.falling if column == self.column else column in ("date", "passages")
        return replace(self, column=column, falling=falling, page=0)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list: its articles, the place of the first among all that pass the filter, and their number."""

    entries: tuple[Entry, ...]
    first: int
    count: int


def listed(generation: Generation, view: View) -> Listed:
    """The articles of a page; the last page for one behind it. Articles without a value come last, either way."""
    count = sum(1 for _ in _passing(generation, view))
    page = min(max(view.page, 0), max(count - 1, 0) // PAGE)
    first = page * PAGE
    named = (entry for entry in _passing(generation, view) if _value(entry, view.column))
    choose = heapq.nlargest if view.falling else heapq.nsmallest
    best = choose(first + PAGE, named, key=lambda entry: (_value(entry, view.column), entry.id))
    if len(best) < first + PAGE:
        unnamed = (entry for entry in _passing(generation, view) if not _value(entry, view.column))
        best += itertools.islice(unnamed, first + PAGE - len(best))
    return Listed(tuple(best[first:]), first, count)


def _passing(generation: Generation, view: View) -> Iterator[Entry]:
    wanted = fold(view.wanted).split()
    if not wanted:
        return generation.entries()
    return (entry for entry in generation.entries() if _holds(entry, wanted))


def _holds(entry: Entry, wanted: list[str]) -> bool:
    said = fold(" ".join((entry.title, entry.publisher or "", *entry.tags, entry.date or "", entry.id)))
    return all(word in said for word in wanted)


def _value(entry: Entry, column: Column) -> str:
    value = entry.passages if column == "passages" else getattr(entry, column)
    return f"{value:012d}" if isinstance(value, int) else value or ""
