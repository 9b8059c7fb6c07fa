"""A list that is asked for: a sentence that only counts its items is no answer."""

import re
from collections.abc import Iterator

from app.answer.lacks.lack import Kind, Lack, Said
from app.answer.question import Question, Wanted

_NUMERAL = r"\d+|[二三四五六七八九十两]+"
_MEASURE = "[个家项条名位座款种类大支所场]"
_LIST = re.compile(
    r"哪些|有谁|哪几|哪[两三四五六七八九十]|名单|列一下|列[全出举]|都有啥|各叫什么|都叫什么|各是什么|(?:各|都|分别)的?是?全名|"
    r"全名分别|分别[叫是]什么|包括什么"
)
_NO_LIST = re.compile(r"哪一?[天年]|何时|多少|哪一[家个位座]|谁|几家")
_HOW_MANY = (
    re.compile(rf"哪({_NUMERAL}){_MEASURE}"),
    re.compile(
        rf"({_NUMERAL}){_MEASURE}(?:(?!\d)[^，,？]){{0,14}}?(?:分别|都|具体|各)?(?:是|有|叫|为|包括|都)(?:哪些|哪几|什么|谁|啥|列)"
    ),
    re.compile(rf"({_NUMERAL}){_MEASURE}[^，,]*?(?:名单|列一下|全名)"),
)
_BREAK = re.compile(r"[，,。；;：:|！!？?\n]")
_JOINT = re.compile(r"、|以及|(?<=[\w”》])(?:和|与|及)(?=[\w“《])|(?<=[”》])(?=[“《])")
_COUNTED = re.compile(r"\d+(?!\.\d)")
_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def lacking_list(question: Question, asked: str, said: Said) -> Iterator[Lack]:
    """Where a list is asked for, and the sentence opens none and does not name two things, or half of those counted."""
    wanted = question.wanted in (Wanted.LIST, Wanted.ANYTHING, Wanted.NAME)
    if not wanted or not _LIST.search(asked) or _NO_LIST.search(asked) or said.text.rstrip().endswith(":"):
        return
    count = next((_value(match[1]) for pattern in _HOW_MANY if (match := pattern.search(asked))), 0)
    if _named(said.text) < max(2, min(count, (count + 1) // 2)):
        yield Lack(Kind.LIST)


def _named(text: str) -> int:
    """How many things stand side by side; those that are counted themselves (10个集群、30条产业链) are no names."""
    most = 0
    for clause in _BREAK.split(text):
        items = [item.strip() for item in _JOINT.split(clause) if item.strip()]
        most = max(most, sum(len(items) < 2 or not _COUNTED.match(item) for item in items))
    return most


def _value(numeral: str) -> int:
    """Of up to two Chinese digits around 十, or of Arabic ones."""
    if numeral.isdigit():
        return int(numeral)
    before, ten, behind = numeral.partition("十")
    ones = _CHINESE.get(behind if ten else before, 0)
    return _CHINESE.get(before, 1) * 10 + ones if ten else ones
