import datetime

import pytest

from corpus.article import BlockKind
from corpus.draft import Draft
from corpus.formats.shown import shown
from corpus.table import add_table
from tests.corpus.conftest import words

Rows = list[list[str]]


def lines(rows: Rows, named: int | None = None, headed: bool = False) -> list[str]:
    draft = Draft()
    add_table(draft, rows, named, headed)
    return words(draft)


def test_each_value_stands_under_the_name_of_its_column() -> None:
    rows = [["企业", "赛道", "产值"], ["甲", "机器人", "5亿元"], ["乙", "", "7亿元"]]
    assert lines(rows) == ["企业：甲 | 赛道：机器人 | 产值：5亿元", "企业：乙 | 产值：7亿元"]


def test_a_line_above_the_names_is_no_row() -> None:
    draft = Draft()
    add_table(draft, [["2025年企业名单"], ["企业", "赛道", "地区"], ["甲", "芯片", "园区"]])
    assert words(draft, BlockKind.PARAGRAPH) == ["2025年企业名单"]
    assert words(draft, BlockKind.ROW) == ["企业：甲 | 赛道：芯片 | 地区：园区"]


def test_names_in_two_rows_are_joined() -> None:
    rows = [
        ["地区", "2024年", "2024年", "2025年", "2025年"],
        ["地区", "产值", "增速", "产值", "增速"],
        ["园区", "1", "2%", "3", "4%"],
    ]
    assert lines(rows) == ["地区：园区 | 2024年产值：1 | 2024年增速：2% | 2025年产值：3 | 2025年增速：4%"]


@pytest.mark.parametrize(
    "rows",
    [
        [["名称", "甲公司"], ["成立", "2015年的春天"], ["法人", "张三"]],  # features of one thing
        [["甲公司", "做机器人", "在园区"], ["乙公司", "做芯片", "在高新区"]],  # a first row like the others
        [["1", "2", "3"], ["4", "5", "6"]],
    ],
)
def test_a_table_without_names_is_read_as_it_stands(rows: Rows) -> None:
    assert lines(rows) == [" | ".join(row) for row in rows]


def test_a_table_behind_an_empty_row_has_its_own_names_or_those_above() -> None:
    rows = [
        ["企业", "赛道", "产值"],
        ["甲", "芯片", "5"],
        [],
        ["乙", "软件", "6"],
        [""],
        ["地区", "企业数"],
        ["园区", "30"],
    ]
    assert lines(rows) == [
        "企业：甲 | 赛道：芯片 | 产值：5",
        "企业：乙 | 赛道：软件 | 产值：6",
        "地区：园区 | 企业数：30",
    ]


def test_years_name_columns() -> None:
    assert lines([["指标", "2023年", "2024年"], ["产值", "4万亿", "5万亿"]]) == [
        "指标：产值 | 2023年：4万亿 | 2024年：5万亿"
    ]


def test_where_the_file_tells_the_names_nothing_is_guessed() -> None:
    assert lines([["甲", "乙"], ["丙", "丁"]], named=1) == ["甲：丙 | 乙：丁"]
    assert lines([["Name", "City"], ["Ann", "Suzhou"]], headed=True) == ["Name: Ann | City: Suzhou"]


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (0.125, "0.0%", "12.5%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (5, '0"万元"', "5万元"),
        (5.5, '"¥"#,##0.00', "¥5.50"),
        (-3.2, "#,##0.0;[Red](#,##0.0)", "(3.2)"),
        (1e9, '#,##0,,"百万"', "1,000百万"),
        (0.1 + 0.2, "General", "0.3"),
        (2025, "General", "2025"),
        (3.0, "General", "3"),
        (12.0, "0.##", "12"),
        (0.5, "0", "1"),  # Excel rounds halves up
        (True, "General", "TRUE"),
        (None, "General", ""),
        (datetime.datetime(2026, 1, 4), "mm-dd-yy", "2026-01-04"),
        (datetime.datetime(2026, 1, 4, 9, 30), "yyyy/m/d h:mm", "2026-01-04 09:30"),
        (datetime.datetime(2026, 1, 4), 'yyyy"年"m"月"d"日"', "2026年1月4日"),
        (datetime.datetime(2026, 1, 4), 'yyyy"年"m"月";@', "2026年1月"),
        (datetime.time(9, 5), 'h"时"mm"分"', "9时05分"),
        (datetime.timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
    ],
)
def test_a_cell_is_written_as_its_spreadsheet_shows_it(value: object, number_format: str, seen: str) -> None:
    assert shown(value, number_format) == seen
