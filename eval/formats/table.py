"""Tables of questions: a row of column names, then a question a row. What CSV and Excel files have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from eval.formats.fields import field_named, is_note, known_names
from eval.formats.row import Place, Row

HEAD_ROWS = 5
"""Rows that are not blank, among which the header is looked for: a file may have titles above it."""


@dataclass(frozen=True, slots=True)
class Header:
    """The row of column names: ``fields`` has the field of each column, in order, None for those of the editor."""

    path: Path
    place: Place
    names: tuple[str, ...]
    fields: tuple[str | None, ...]

    @classmethod
    def of(cls, path: Path, place: Place, cells: Sequence[str]) -> "Header":
        """Read the names. Raises: UsageError naming a column that is not known or there twice, or no question's."""
        names = tuple(cell.strip() for cell in cells)
        while names and not names[-1]:
            names = names[:-1]
        fields = tuple(field_named(name) for name in names)
        if "question" not in fields:
            there = ", ".join(filter(None, names))[:200]
            raise UsageError(
                f"{path}, {place}: there is no column for the question; the first row that is not empty names the "
                f"columns, one of them question or 问题, and this one says: {there}"
            )
        for column, (name, field) in enumerate(zip(names, fields, strict=True)):
            where = f"{path}, {place}, column {column_letter(column)}"
            if field is None and name and not is_note(name):
                raise UsageError(f"{where}: ‘{name}’ is not known; known are {known_names()}")
            if field is not None and field in fields[:column]:
                first = fields.index(field)
                raise UsageError(
                    f"{where}: ‘{name}’ and ‘{names[first]}’ (column {column_letter(first)}) are one field"
                )
        return cls(path, place, names, fields)

    def label(self, column: int) -> str:
        """What to call a column in a message: ``column C (答案)``."""
        name = self.names[column] if column < len(self.names) else ""
        return f"column {column_letter(column)} ({name})" if name else f"column {column_letter(column)}"

    def is_own(self, column: int) -> bool:
        """Whether a column, counted from 0, is the editor's: named, and not as a field."""
        return column < len(self.names) and bool(self.names[column]) and self.fields[column] is None

    def row(self, place: Place, cells: Sequence[str]) -> Row:
        """The question of a row; empty cells are no fields.

        Raises: UsageError naming a cell under no column name, or a row without a question.
        """
        for column, cell in enumerate(cells):
            if cell.strip() and not (column < len(self.names) and self.names[column]):
                raise UsageError(
                    f"{self.path}, {place}, column {column_letter(column)}: ‘{cell.strip()[:40]}’ stands under no "
                    f"column name; give the column one (x_… for your own), or mend the row"
                )
        fields = {
            field: cell.strip()
            for field, cell in zip(self.fields, cells, strict=False)
            if field is not None and cell.strip()
        }
        if "question" not in fields:
            label = self.label(self.fields.index("question"))
            raise UsageError(f"{self.path}, {place}, {label}: is empty; every row that is not needs a question here")
        return Row(place, fields, self._labels())

    def _labels(self) -> Mapping[str, str]:
        return {field: self.label(column) for column, field in enumerate(self.fields) if field is not None}


def find_header(path: Path, rows: Sequence[tuple[Place, Sequence[str]]]) -> Header:
    """The header among the first rows that are not blank: the first that names a question column, below any titles.

    Raises: UsageError as ``Header.of``, of the first row where none does.
    """
    for place, cells in rows[:HEAD_ROWS]:
        if "question" in known_columns(cells):
            return Header.of(path, place, cells)
    return Header.of(path, *rows[0])


def known_columns(cells: Sequence[str]) -> frozenset[str]:
    """The fields that cells name, if they are a header."""
    return frozenset(field for cell in cells if (field := field_named(cell)) is not None)


def column_letter(column: int) -> str:
    """The name a spreadsheet gives a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
