"""CSV and TSV: comma, semicolon or tab, whatever the program that wrote the file puts between cells."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from corpus.decode import decode
from corpus.errors import UsageError
from eval.formats.row import Place, Row
from eval.formats.table import HEAD_ROWS, find_header, known_columns

_SEPARATORS = ",;\t"
_DECLARED = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)  # a first line for Excel, which Excel itself hides


def read_csv(path: Path, data: bytes) -> Iterator[Row]:
    """The rows that are not blank, counted as a spreadsheet shows them.

    The separator is the one by which one of the first rows names most columns, a comma where that says nothing.
    Raises: UsageError naming row and column; SourceError as ``decode``.
    """
    text = decode(data)
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    rows = list(_rows(path, text, declared[1] if declared else _separator(text)))
    if rows:
        header = find_header(path, rows)
        yield from (header.row(place, cells) for place, cells in rows if place.number > header.place.number)


def _separator(text: str) -> str:
    head = list(islice((line for line in text.split("\n") if line.strip(" ,;\t")), HEAD_ROWS))
    known = {mark: max((len(known_columns(_split(line, mark))) for line in head), default=0) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: known[mark])  # the first of equals


def _split(line: str, mark: str) -> list[str]:
    return line.replace('"', "").split(mark)


def _rows(path: Path, text: str, separator: str) -> Iterator[tuple[Place, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(
                f"{path}, row {number}: {error}; a cell that begins with a quotation mark ends with one, and those "
                "inside it are doubled"
            ) from error
        if any(cell.strip() for cell in cells):
            yield Place("row", number), cells
