"""Figures with their units: 超1100亿元 is 110,000,000,000 元, 35个工业大类 is 35 个 of 工业大类."""

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.quantities import values
from index.fold import fold

_FIGURE = re.compile(
    r"(?P<number>(?:\d+(?:,\d{3})*(?:\.\d+)?|[零一二两三四五六七八九十百千]+)[多余]?[十百千]?[万亿]*)[多余]?"
    r"(?P<unit>个百分点|平方公里|pflops|p(?![a-z])|%|亩|元|家|人|名|位|个|项|条|座|所|款|倍|台|辆|架|天|岁|吨|度)"
    r"(?P<noun>[\u4e00-\u9fff]{0,4})"
)
_LIKE = {"名": "人", "位": "人", "座": "个", "pflops": "p"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in a unit, and the characters behind it, which often say of what; ``words`` are all of it."""

    value: Decimal
    unit: str
    noun: str
    words: str


def figures(text: str) -> list[Figure]:
    """The figures of a text, in order; years and dates are none."""
    found = []
    for match in _FIGURE.finditer(fold(text)):
        read = values(match["number"].replace("多", "").replace("余", ""))
        if read:
            unit = _LIKE.get(match["unit"], match["unit"])
            found.append(Figure(max(read), unit, match["noun"], match.group()))
    return found
