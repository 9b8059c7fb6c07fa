"""Excel workbooks: every visible sheet that has a column for the question."""

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UsageError
from eval.formats.row import Place, Row
from eval.formats.shown import EAST_ASIAN, shown
from eval.formats.table import HEAD_ROWS, Header, column_letter, find_header, known_columns

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # an OLE file: .xls, or .xlsx behind a password
_MOST_BYTES = 200 * 2**20  # unpacked
_MOST_CELLS = 2 * 10**6  # of a sheet's rectangle: a stray cell at its very end would fill the memory
_FORMAT_NUMBER = attrgetter("_style.numFmtId")  # openpyxl takes what only East Asian Excels have for General
_GOLD = frozenset({"answerable", "answers", "evidence", "reference", "history"})


def read_xlsx(path: Path, data: bytes) -> Iterator[Row]:
    """The rows that are not blank, with each cell's words as Excel shows them, of a formula its last result.

    A cell merged over several rows counts for each of them, but a question only for the first. Sheets that name no
    column of a question set are the editor's own, and so are hidden ones.
    Raises: UsageError naming sheet, row and column, or a file that is no workbook.
    """
    values, formulas = _open(path, data, data_only=True), _open(path, data, data_only=False)
    sheets = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    tables = [table for sheet in sheets if (table := _Sheet(path, sheet, formulas[sheet.title], values.epoch)).head]
    asking = [table for table in tables if len(tables) == 1 or table.columns & {"question", *_GOLD}]
    if tables and not asking:
        names = ", ".join(f"‘{sheet.title}’" for sheet in sheets)
        raise UsageError(f"{path}: none of the sheets has a column question or 问题 in its first rows: {names}")
    for table in asking:
        yield from table.rows()


def _open(path: Path, data: bytes, data_only: bool) -> "Workbook":
    from openpyxl import load_workbook

    if data.startswith(_OLD_OR_LOCKED):
        raise UsageError(f"{path} is an old .xls file or has a password: save it as .xlsx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UsageError(f"{path} is no Excel workbook, or a damaged one: save it as .xlsx again") from error
    if size > _MOST_BYTES:
        raise UsageError(f"{path} unpacks to {size // 2**20} MB; at most {_MOST_BYTES // 2**20} are read")
    try:
        with warnings.catch_warnings():  # on what a question set needs none of: dropdowns, colours, drawings
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=data_only)
    except Exception as error:  # a damaged file breaks any part of the parser
        raise UsageError(f"{path} is a damaged Excel workbook ({error}): save it as .xlsx again") from error


class _Sheet:
    """A sheet's rows as text. ``formulas`` is the same sheet with formulas in place of their results.

    ``head`` are the first rows that are not blank, ``columns`` the fields that these name.
    """

    def __init__(self, path: Path, sheet: "Worksheet", formulas: "Worksheet", epoch: datetime.datetime) -> None:
        self._path = path
        self._sheet = sheet
        self._formulas = formulas
        self._epoch = epoch
        self._width = sheet.max_column
        if sheet.max_row * self._width > _MOST_CELLS:
            end = f"row {sheet.max_row}, column {column_letter(self._width - 1)}"
            raise UsageError(f"{path}, sheet ‘{sheet.title}’: reaches to {end}; delete what stands there by mistake")
        self._filled = [row for row, cells in enumerate(sheet.iter_rows(values_only=True), start=1) if _any(cells)]
        self.head = [(self._place(row), self._words(row)) for row in self._filled[:HEAD_ROWS]]
        self.columns = frozenset[str]().union(*(known_columns(texts) for _, texts in self.head))
        self._above = {  # the row that a merged cell's words stand in, for each cell it covers in its first column
            (row, area.min_col - 1): area.min_row
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row + 1, area.max_row + 1)
        }

    def rows(self) -> Iterator[Row]:
        header = find_header(self._path, self.head)
        asked = header.fields.index("question")
        for row in self._filled:
            if row > header.place.number:
                sources = [row if c == asked else self._above.get((row, c), row) for c in range(self._width)]
                texts = [self._text(header, source, column) for column, source in enumerate(sources)]
                yield header.row(self._place(row), texts)

    def _words(self, row: int) -> list[str]:
        """The values of a row's cells, as they are."""
        cells = (self._sheet.cell(row, column + 1) for column in range(self._width))
        return ["" if cell.value is None else str(cell.value).strip() for cell in cells]

    def _text(self, header: Header, row: int, column: int) -> str:
        """The words of the cell in this row, counted from 1, and column, counted from 0; empty for an editor's own."""
        if header.is_own(column):
            return ""
        cell = self._sheet.cell(row, column + 1)
        where = f"{self._path}, {self._place(row)}, {header.label(column)}"
        if cell.value is None:
            formula = self._formulas.cell(row, column + 1).data_type == "f"
            if formula and cell.data_type == "n":  # an empty result that Excel wrote is of the type str
                raise UsageError(f"{where}: the file has no result of this formula; open it in Excel and save it")
            return ""
        if cell.data_type == "e":
            raise UsageError(f"{where}: {cell.value} is an error of a formula; mend it, or write the value")
        code = EAST_ASIAN.get(_FORMAT_NUMBER(cell), cell.number_format)
        return shown(cell.value, code, self._epoch).strip()

    def _place(self, row: int) -> Place:
        return Place("row", row, self._sheet.title)


def _any(values: Sequence[object]) -> bool:
    return any(value is not None and str(value).strip() for value in values)
