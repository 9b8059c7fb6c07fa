"""Bars of outcomes: how many questions came to what."""

from collections import Counter
from collections.abc import Iterable
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
    counts = Counter(record.outcome for record in records)
    total = counts.total()
    return [
        Segment(outcome, words, css_name(outcome), counts[outcome], counts[outcome] / total)
        for outcome, words in OUTCOMES.items()
        if counts[outcome]
    ]
