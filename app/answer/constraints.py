"""What can be checked exactly: does a sentence name the kind of thing that is asked, of the year that is asked?"""

import re
from dataclasses import dataclass, fields

from app.answer.question import ASKING, Question, Wanted, years
from index.fold import fold, terms

_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*|[零一二三四五六七八九十百千万亿两半]+(?=[个家项条名人座所款倍成万亿年月日度级大])"
)
_ENGLISH_NUMBER = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half)\b"
)
_DATE = re.compile(
    r"(?:\d{4}|\d{1,2}|[一二三四五六七八九十]+)年|\d{1,2}月|\d{1,2}日|今年|去年|前年|上半年|年底|年初|"
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_REASON = re.compile(
    r"因为|由于|因此|所以|原因|为了|为的是|使得|导致|鉴于|缘于|源于|理由|不是|并非|不等于|没有|"
    r"because|since|due to|so that"
)
_PLANNED = re.compile(
    r"目标|计划|力争|拟|将|预计|规划|提出|争取|打算|要求|到20\d\d年底?|plan|target|aim|will|by the end of|expect|want"
)
_ACHIEVED = re.compile(r"已|实际|截至|突破了|达到了|完成|实现|为止|共有|have|has|had|reached|was|were|as of")
_ASKS_ACHIEVED = re.compile(
    r"实际|真正|到底做|已经|截至|目前|现在|如今|眼下|完成|最后|至今|做到|actual|so far|already|now|finished|current"
)
_ASKS_PLANNED = re.compile(
    r"目标|计划|力争|打算|预计|规划|争取|想|要[达建实培新把]|拟|plan|target|aim|want|expect|intend"
)
_BESIDE = 4  # characters
_SAME_UNITS = ({"家", "个", "座"}, {"人", "名", "位"}, {"条", "项", "个"}, {"年", "岁"})


@dataclass(frozen=True, slots=True)
class Misses:
    """What a sentence lacks of what the question asks: each True or False, weighed in ``sufficiency.py``."""

    year: bool  # any that is asked for, in the sentence and around it
    other_year: bool  # the sentence names years, but none that is asked for
    number: bool  # other than those of the question
    unit: bool
    date: bool
    reason: bool
    outcome: bool  # asked for, but planned
    plan: bool  # asked for, but told as an outcome

    @property
    def count(self) -> int:
        """How many of them it lacks."""
        return sum(self.as_signals().values())

    def as_signals(self) -> dict[str, int]:
        """By name, 1 for what is lacking."""
        return {field.name: int(getattr(self, field.name)) for field in fields(self)}


def misses(question: Question, sentence: str, around: str) -> Misses:
    """Check a sentence; ``around`` is its passage under its title and heading, where a year may stand as well."""
    asked, said = fold(question.text), fold(sentence)
    number = question.wanted is Wanted.NUMBER
    planned, achieved = bool(_PLANNED.search(said)), bool(_ACHIEVED.search(said))
    asks_planned = bool(_ASKS_PLANNED.search(asked))
    return Misses(
        year=bool(question.years) and not question.years & years(around),
        other_year=bool(question.years and years(sentence)) and not question.years & years(sentence),
        number=number and not _numbers(said) - _numbers(asked),
        unit=number and bool(question.unit) and not _in_unit(said, question.unit),
        date=question.wanted is Wanted.DATE and not _DATE.search(_without(said, question.years)),
        reason=question.wanted is Wanted.REASON and not _REASON.search(said),
        outcome=bool(_ASKS_ACHIEVED.search(asked)) and not asks_planned and planned and not achieved,
        plan=asks_planned and achieved and not planned,
    )


def focus(question: Question, text: str) -> float:
    """How much of what stands beside the word that asks (存续期是几年) a text holds, from 0 to 1; 0.5: unknown."""
    asked = fold(question.text)
    match = ASKING.search(asked)
    if match is None:
        return 0.5
    beside = [
        *terms(asked[max(0, match.start() - _BESIDE) : match.start()]),
        *terms(asked[match.end() : match.end() + _BESIDE]),
    ]
    held = set(terms(text))
    return sum(term in held for term in beside) / len(beside) if beside else 0.5


def _numbers(text: str) -> set[str]:
    return {match.group() for pattern in (_NUMBER, _ENGLISH_NUMBER) for match in pattern.finditer(text)}


def _without(text: str, years_: frozenset[str]) -> str:
    """A text without the years the question names itself: these are no answer to when."""
    for year in years_:
        text = re.sub(rf"{year}年?", "", text)
    return text


def _in_unit(text: str, unit: str) -> bool:
    if unit == "%":
        return bool(re.search(r"[%％成倍]|百分之|per ?cent|percent", text))
    same = {unit}.union(*(group for group in _SAME_UNITS if unit in group))
    return any(
        re.search(rf"[\d一二三四五六七八九十百千万亿两几][多余来]?[万亿]*{re.escape(one)}", text) for one in same
    )
