"""Questions made of the rows of a table: what | how much | when | target or actual."""

import re
from collections.abc import Iterator

from app.answer.cloze.made import Made
from index.names.places import PLACE

_WHEN = re.compile(r"(?:19|20)\d\d年(?:底|末|初|\d{1,2}月底?)?")
_VALUE = re.compile(
    r"(?:超过|超|约|近|不少于|至少|达到|突破)?(?P<value>(?P<number>\d[\d,.]*[万亿]*)多?"
    r"(?P<unit>家|个|项|座|人|名|款|所|只|亿元|万亿元|元|%|P|PFLOPS))(?:以上|左右)?"
)
_COUNTED = "家个项座人名款所只"
_PLANNED = re.compile(r"目标|计划|规划")
_OWNED = re.compile(r"企业(?!$)")  # 苏州企业某公司: the year would stand before the wrong name
_TOLD = re.compile(r"实际|预计|完成")


def row_questions(row: str) -> Iterator[Made]:
    """What a row answers that names a place's thing, one figure, one time, and whether it is planned or told."""
    cells = [cell.strip() for cell in row.split("|")]
    if len(cells) < 4 or not 4 <= len(cells[0]) <= 22 or re.search(r"[、（(，]", cells[0]):
        return
    value, when, place = _VALUE.fullmatch(cells[1]), _WHEN.fullmatch(cells[2]), PLACE.match(cells[0])
    if value is None or when is None or place is None or _OWNED.search(cells[0]):
        return
    unit = value["unit"] if value["unit"] in _COUNTED else ""
    what = f"{place.group()}{when.group()}{cells[0][place.end() :]}"
    if _PLANNED.fullmatch(cells[3]) and "月" not in when.group():
        yield Made(f"{what}的目标是多少{unit}？", value["value"], "row")
    elif _TOLD.fullmatch(cells[3]):
        yield Made(f"{what}{'有' if unit else '是'}多少{unit}？", value["value"], "row")
