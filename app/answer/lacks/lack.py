"""A thing that can be checked exactly, and that a sentence lacks."""

from dataclasses import dataclass
from enum import StrEnum

from app.answer.attribution import without_attribution
from index.fold import fold


class Kind(StrEnum):
    """What is lacking of what the question asks."""

    PLACE = "place"  # the one it asks about, in the whole passage
    SORT = "sort"  # a department, a bank, a city … where one is asked for
    LIST = "list"  # two things side by side, or as many as are asked for
    DAY = "day"
    MONTH = "month"
    TIME = "time"
    LENGTH = "length"  # of time
    YEAR = "year"  # the figures are another year's
    WHOLE_YEAR = "whole year"  # the figures are those of some of its months
    PLAN_YEARS = "plan years"  # 十四五 where 十三五 is asked about
    AMOUNT = "amount"  # of money, in the unit asked for, a share
    PRESENT = "present"  # it was so once
    SUPERLATIVE = "superlative"


@dataclass(frozen=True, slots=True)
class Lack:
    """``words`` are the question's own for it, where it has any."""

    kind: Kind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, folded, as ``text`` and without who reported it when; ``around`` is its passage with the titles."""

    text: str
    bare: str
    around: str

    @classmethod
    def of(cls, sentence: str, around: str) -> "Said":
        """Fold both."""
        text = fold(sentence)
        return cls(text, without_attribution(text), fold(around))
