"""Excel workbooks: a heading a sheet, a line a row, each value under the name of its column."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.article import BlockKind
from corpus.draft import Draft
from corpus.formats.library import needed_for
from corpus.formats.office import opened, read_properties
from corpus.formats.shown import shown
from corpus.lines import tidy
from corpus.table import add_table

_SMALL = 24 << 20  # bytes of XML in all sheets up to which a workbook is held in memory, with its merged cells
_MOST_CELLS = 2_000_000  # of a sheet that is held in memory, the empty ones too
_HEAD = 6  # rows at the head of a sheet in which a merged cell is a group's name, over each of its columns
_NO_VALUE = re.compile(rb"<f[ >/][^<]*(?:</f>)?\s*(?:<v\s*/>|<v>\s*</v>|</c>)")


def read_xlsx(data: bytes) -> Draft:
    """The article of a workbook; numbers and dates are written as Excel shows them, formulas as their values.

    Hidden sheets are left out. Of a workbook with more than 24 MB of cells, merged cells are read as one value and
    empty cells. Raises: SourceError if it is damaged or a zip bomb.
    """
    with needed_for("Excel files"):
        import openpyxl

    draft = Draft(format="xlsx")
    with opened(data) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that openpyxl does not write back
        large = _look(draft, file)
        book = openpyxl.load_workbook(file, read_only=large, data_only=True, keep_links=False)
        if not large and any(sheet.max_row * sheet.max_column > _MOST_CELLS for sheet in book.worksheets):
            large = True  # a lone cell in the last row of a sheet: do not make all those before it
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        read_properties(draft, book.properties.title, book.properties.creator, book.properties.created)
        shown_sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                draft.leave_out("hidden sheet", sheet.title)
        for sheet in shown_sheets:
            if len(shown_sheets) > 1 or not re.fullmatch(r"(?:Sheet|工作表|Sheet ?)\s*\d*", sheet.title):
                draft.add(BlockKind.HEADING, tidy(sheet.title) or "—", level=1)
            add_table(draft, _rows(sheet, large))
        book.close()
    return draft


def _look(draft: Draft, file: io.BytesIO) -> bool:
    """Whether the workbook is large; warns of formulas without a value, as programs write that do not compute."""
    with zipfile.ZipFile(file) as archive:
        sheets = [entry for entry in archive.infolist() if entry.filename.startswith("xl/worksheets/")]
        if sum(entry.file_size for entry in sheets) > _SMALL:
            return True
        without = sum(len(_NO_VALUE.findall(archive.read(entry))) for entry in sheets)
    if without:
        draft.warn(f"{without} formulas hold no value: open it in a spreadsheet program, save it, and add it again")
    return False


def _rows(sheet: Any, large: bool) -> Iterator[list[str]]:
    if large:
        sheet.reset_dimensions()  # what the file says of its size may be wrong, and makes every row that wide
    merged = {} if large else _merged(sheet)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = []
        for column, cell in enumerate(row, 1):
            above = merged.get((number, column))
            cells.append(_words(sheet.cell(*above) if above else cell))
        yield _without_tail(cells)


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Where the value of a merged cell is to be read: down its rows; across its columns too near the sheet's head.

    A cell over the whole width is a title, and stands once.
    """
    places = {}
    for area in sheet.merged_cells.ranges:
        across = area.min_row <= sheet.min_row + _HEAD and area.max_col - area.min_col + 1 < sheet.max_column
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            for column in range(area.min_col, (min(area.max_col, sheet.max_column) if across else area.min_col) + 1):
                places[row, column] = (area.min_row, area.min_col)
    return places


def _words(cell: Any) -> str:
    if cell.value is None or getattr(cell, "data_type", "") == "e":  # an error: #REF!
        return ""
    return shown(cell.value, cell.number_format or "General")


def _without_tail(cells: Iterable[str]) -> list[str]:
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    return cells
