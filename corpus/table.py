"""Tables as text: each row is a line that can be read and cited alone, its values under the names of their columns.

``企业：甲公司 | 赛道：机器人 | 产值：5亿元``
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from statistics import median_low

from corpus.article import BlockKind
from corpus.draft import Draft
from corpus.lines import tidy

_LOOKED_AHEAD = 12  # rows from which it is told whether the first names the columns
_LONGEST_NAME = 30  # characters of a column's name
_LEAST_NAMED = 0.6  # share of the columns that a row of names names
_VALUE = re.compile(r"(?=.*\d)[\d\s.,%‰+\-−–—~～/:：（）()￥¥$€年月日时分亿万千百元个家人件台项次平方米吨亩]+")
_GENERAL = re.compile(  # names of second columns that tell a table of two columns from a list of features
    r"内容|说明|备注|数值|数量|数据|金额|单位|名称|地址|时间|日期|比例|占比|增速|增幅|情况|描述|类型|类别|来源|负责人|电话|value|amount|"
    r"number|name|description|note|date|total|share|unit|type",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")

Row = Sequence[str]


def add_table(draft: Draft, rows: Iterable[Row], named: int | None = None, headed: bool = False) -> None:
    """Append a table; row by row, so that it may be long.

    ``named`` says how many of the first rows name the columns, where that is known; else it is told from what stands in
    them: of two columns of words only if such a table is usually ``headed`` by their names. A line of one cell above
    the names is a paragraph. An empty row parts two tables: the second has the names of the first, unless its first row
    names other ones. An empty table appends nothing.
    """
    names: list[str] = []
    for number, run in enumerate(_runs(rows)):
        first = list(islice(run, _LOOKED_AHEAD))
        while len(first) > 1 and _filled(first[0]) == 1 and max(map(_filled, first[1:])) > 1 and not named:
            draft.add(BlockKind.PARAGRAPH, next(cell for cell in first.pop(0) if cell))
        count = named if named is not None and not number else _names(first, bool(names), headed)
        if count:
            names = _joined(first[:count])
        for row in chain(first[count:], run):
            if words := row_words(row, names):
                draft.add(BlockKind.ROW, words)


def row_words(row: Row, names: Row) -> str:
    """A row's cells that are not empty, each behind its column's name if there is one."""
    cells = []
    for number, cell in enumerate(row):
        name = names[number] if number < len(names) else ""
        if cell and name and name != cell:
            cells.append(f"{name}{'：' if _CHINESE.search(name + cell) else ': '}{cell}")
        elif cell:
            cells.append(cell)
    return " | ".join(cells)


def _runs(rows: Iterable[Row]) -> Iterator[Iterator[Row]]:
    """The rows between empty ones, tidied. Each run is to be read to its end before the next."""
    source = ([tidy(cell) for cell in row] for row in rows)
    for row in source:
        if any(row):
            yield chain([row], _until_empty(source))


def _until_empty(source: Iterator[list[str]]) -> Iterator[list[str]]:
    for row in source:
        if not any(row):
            return
        yield row


def _names(rows: Sequence[Row], again: bool, headed: bool) -> int:
    """How many of the first rows name the columns: 0, 1, or 2 where the first has names of groups.

    ``again``: there are names already, from a run above, and only a row that is clearly of another kind replaces them.
    """
    if len(rows) < 2:
        return 0
    if _are_names(rows[0], rows[1:]):
        clear = _differ(rows[0], rows[1:])
        two = _columns(rows) == 2 and not headed
        return int(clear or not (again or two or _alike(rows[0], rows[1:])))
    grouped = len({cell for cell in rows[0] if cell}) < _filled(
        rows[0]
    )  # a group's name stands over each of its columns
    return 2 if grouped and len(rows) > 2 and _are_names(_joined(rows[:2]), rows[2:]) else 0


def _are_names(row: Row, following: Sequence[Row]) -> bool:
    cells = [cell for cell in row if cell]
    if len(cells) < 2 or len(set(cells)) < len(cells):
        return False
    if any(len(cell) > _LONGEST_NAME or cell.endswith("。") or _VALUE.fullmatch(cell) for cell in cells):
        return len(cells) > 2 and _are_years(row)
    return len(cells) >= _LEAST_NAMED * median_low([_filled(other) for other in following])


def _are_years(row: Row) -> bool:
    """Whether the columns are named by years or months: ``指标 | 2023年 | 2024年``."""
    cells = [cell for cell in row[1:] if cell]
    return not _VALUE.fullmatch(row[0]) and all(
        re.fullmatch(r"(?:19|20)\d\d(?:年|年?\d{1,2}月)?", cell) for cell in cells
    )


def _differ(row: Row, following: Sequence[Row]) -> bool:
    """Whether a column has values below what would be its name, or the second is named as such columns are."""
    for column, name in enumerate(row):
        below = [other[column] for other in following if column < len(other) and other[column]]
        values = sum(bool(_VALUE.fullmatch(cell)) for cell in below)
        if name and below and values > len(below) / 2:
            return True
    return len(row) > 1 and len(row[1]) <= 8 and bool(_GENERAL.search(row[1]))


def _alike(row: Row, following: Sequence[Row]) -> bool:
    """Whether half of the columns begin or end below as they do in ``row``: then it is a row like the others."""
    alike = 0
    for column, name in enumerate(row):
        below = [other[column] for other in following if column < len(other) and other[column]]
        same = sum(name[:1] == cell[:1] or name[-1:] == cell[-1:] for cell in below)
        alike += bool(below) and same > len(below) / 2
    return alike * 2 >= _filled(row)


def _columns(rows: Sequence[Row]) -> int:
    return max((number + 1 for row in rows for number, cell in enumerate(row) if cell), default=0)


def _filled(row: Row) -> int:
    return sum(bool(cell) for cell in row)


def _joined(rows: Sequence[Row]) -> list[str]:
    """Names in two rows as one: that of the group before that of the column."""
    width = max(len(row) for row in rows)
    names = []
    for column in range(width):
        parts = [row[column] for row in rows if column < len(row) and row[column]]
        names.append(
            "".join(dict.fromkeys(parts)) if _CHINESE.search("".join(parts)) else " ".join(dict.fromkeys(parts))
        )
    return names
