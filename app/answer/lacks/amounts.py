"""Amounts of the kind that is asked for: money, people, a share. Years and days of the month are none."""

import re
from collections.abc import Iterator

from app.answer.lacks.lack import Kind, Lack, Said
from app.answer.question import Question, Wanted

_MONEY = re.compile(r"多少钱|多少[万亿]*元|融资额|金额|几个亿|市值|营收|利润|估值|身价")
_TOLD_MONEY = re.compile(
    r"\d[\d.,]*多?余?[万亿]*(?:元|美元|块|人民币)|\d[\d.]*[万亿]|[一二三四五六七八九十百千]+[万亿]?元|%|亏"
)
_SHARE = re.compile(r"几成|百分之几|增幅|增速|占比|占了?几|比例|比重|多少个?百分")
_TOLD_SHARE = re.compile(r"%|百分|成|倍|分之|一半|过半|半数")
_DATES = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?")
_SAME_UNITS = (
    {"家", "个", "座", "间", "所"},
    {"度", "℃", "°"},
    {"人", "名", "位"},
    {"条", "项", "个"},
    {"年", "岁"},
    {"台", "辆", "架"},
)
_ORDER = re.compile("第几|哪几|几层")


def lacking_amount(question: Question, asked: str, said: Said) -> Iterator[Lack]:
    """A number of money, of the unit that is asked for, a share of something."""
    told = _DATES.sub("", said.bare)
    number = question.wanted is Wanted.NUMBER
    counts = number and question.unit not in ("", "个", "%") and not _ORDER.search(asked)
    if number and _MONEY.search(asked) and not _TOLD_MONEY.search(told):
        yield Lack(Kind.AMOUNT)
    elif counts and not _in_unit(told, question.unit):
        yield Lack(Kind.AMOUNT)
    elif _SHARE.search(asked) and not _TOLD_SHARE.search(said.bare):
        yield Lack(Kind.AMOUNT)


def _in_unit(text: str, unit: str) -> bool:
    """Whether a number stands before the unit, or near before it; rows of tables may leave it to their heading."""
    same = {unit}.union(*(group for group in _SAME_UNITS if unit in group))
    number = r"(?:[\d.]+|[一二三四五六七八九十百千两几]+)[万亿]*多?余?来?"
    bare = re.search(r"\d[\d.]*[万亿]多?余?(?![\w])", text)  # 勉语约有150万
    return "|" in text or bool(bare) or any(re.search(rf"{number}\w{{0,6}}?{re.escape(one)}", text) for one in same)
