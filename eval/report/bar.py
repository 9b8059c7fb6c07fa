"""Bars of outcomes: how many questions came to what."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eval.report.words import OUTCOMES, Words, css_name
from eval.run.record import Outcome, Record


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: ``count`` questions, ``share`` of the bar's in 0 to 1."""

    outcome: Outcome
    words: Words
    css: str
    count: int
    share: float


def bar(records: Iterable[Record]) -> list[Segment]:
    """The outcomes of records, from good to bad; those that did not happen are left out."""
    return segments(Counter(record.outcome for record in records))


def segments(counts: Mapping[Outcome, int]) -> list[Segment]:
    """The same from how many questions came to each outcome."""
    total = sum(counts.values())
    return [
        Segment(outcome, words, css_name(outcome), count, count / total)
        for outcome, words in OUTCOMES.items()
        if (count := counts.get(outcome, 0))
    ]
