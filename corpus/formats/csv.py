"""Comma-separated values, and those parted by tabs, semicolons or bars: a line a row, values under their names."""

import csv
import io

from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.table import add_table

_SAMPLE = 64 << 10  # characters from which the separator is told
_SEPARATORS = ",\t;|，"
_LONGEST_CELL = 1 << 20  # characters


def read_csv(text: str) -> Draft:
    """The article of a table in ``text``. Raises: SourceError for a cell of more than a million characters."""
    draft = Draft(format="csv")
    csv.field_size_limit(_LONGEST_CELL)
    try:
        add_table(draft, csv.reader(io.StringIO(text, newline=""), _dialect(text[:_SAMPLE])), headed=True)
    except csv.Error as error:
        raise SourceError(f"is not a table: {error} (a quotation mark that is never closed?)") from error
    return draft


def _dialect(sample: str) -> type[csv.Dialect] | csv.Dialect:
    """How cells are parted and quoted: the separator that parts the first lines most alike."""
    lines = [line for line in sample.splitlines() if line.strip()][:20]
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=separator) if row]
        usual = max(set(counts), key=counts.count, default=0)
        score = usual and counts.count(usual) / len(counts) + min(usual, 50) / 1000
        if score > most:
            best, most = separator, score

    class Found(csv.excel):
        delimiter = best

    return Found
