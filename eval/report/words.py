"""Words of a report, in Chinese and in English."""

from dataclasses import dataclass

from eval.run.record import Outcome


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str


OUTCOMES = {
    Outcome.RIGHT: Words("答对", "Right"),
    Outcome.RIGHTLY_REFUSED: Words("该拒已拒", "Rightly refused"),
    Outcome.REFUSED: Words("误拒", "Wrongly refused"),
    Outcome.NOT_RETRIEVED: Words("没检索到", "Not retrieved"),
    Outcome.NOT_CHOSEN: Words("检索到没选中", "Not chosen"),
    Outcome.WRONG: Words("选中但没答全", "Chosen but wrong"),
    Outcome.ANSWERED_FROM_NOTHING: Words("无据作答", "Answered from nothing"),
    Outcome.ERROR: Words("出错", "Error"),
    Outcome.UNSCORED: Words("未评分", "Unscored"),
}
"""Every outcome, from good to bad: the order of bars and legends."""

GOOD = frozenset({Outcome.RIGHT, Outcome.RIGHTLY_REFUSED})
LOST = frozenset(OUTCOMES) - GOOD - {Outcome.UNSCORED}
"""The outcomes in which a question went wrong."""

SUPPORT = {
    "verbatim": Words("原文摘录", "Verbatim"),
    "supported": Words("已核对", "Checked"),
    "unsupported": Words("未获原文支持", "Not carried by the sources"),
}
STAGES = {
    "understand": Words("理解问题", "Understand"),
    "embed": Words("嵌入", "Embed"),
    "search": Words("检索", "Search"),
    "evidence": Words("找证据", "Evidence"),
    "first_token": Words("首字", "First token"),
    "generate": Words("生成", "Generate"),
    "total": Words("合计", "Total"),
}


def css_name(outcome: Outcome) -> str:
    """The outcome as a part of CSS names."""
    return outcome.value.replace(" ", "-")


def stage(name: str) -> Words:
    """What a stage of the timings is called; an unknown one by its own name."""
    return STAGES.get(name, Words(name, name))
