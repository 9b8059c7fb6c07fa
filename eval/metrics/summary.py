"""The figures of a whole run: ``metrics.json``."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from corpus.draft import guess_language
from eval.metrics.intervals import intervals
from eval.metrics.latency import Percentiles, latency
from eval.metrics.overlap import gold_articles
from eval.run.record import Outcome, Record

_RIGHT = (Outcome.RIGHT, Outcome.RIGHTLY_REFUSED)
_UNTYPED = "untyped"


class Group(BaseModel):
    """The figures of some of a run's questions. ``questions`` counts them, those that ended in an error too."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    questions: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]


class Summary(Group):
    """The object of ``metrics.json``.

    ``answerable``, ``unanswerable`` and ``unscored`` (it is not known what is right) add up to ``questions``;
    ``errors`` of them have no result, and are in no figure. ``metrics`` are the figures, a figure that applies to no
    question is absent; ``intervals`` their 95 % bootstrap intervals, ``counts`` the questions they are over.
    ``groups`` has the same by type, language and article of the evidence: a question is in the group of each article
    that its evidence stands in. ``judged`` is what a chat model said as a judge, never mixed with the measured.
    """

    answerable: int
    unanswerable: int
    unscored: int
    errors: int
    counts: dict[str, int]
    outcomes: dict[Outcome, int]
    latency_ms: dict[str, Percentiles]
    groups: dict[str, dict[str, Group]]
    judged: dict[str, Any] = {}


class _Figures:
    """Every figure of a run as sums over its questions: a row a figure, a column a question."""

    def __init__(self, records: Sequence[Record], seed: int) -> None:
        self._seed = seed
        sums = _means(records) | _of_the_set(records)
        self._names = list(sums)
        shape = (len(sums), len(records))
        self._above = np.array([above for above, _ in sums.values()], dtype=np.float64).reshape(shape)
        self._below = np.array([below for _, below in sums.values()], dtype=np.float64).reshape(shape)

    def counts(self) -> dict[str, int]:
        """How many questions each figure is over."""
        found = zip(self._names, (self._below > 0).sum(axis=1).tolist(), strict=True)
        return {name: count for name, count in found if count}

    def of(self, questions: Sequence[int]) -> Group:
        """The figures of these questions, by their places in the run; of those that apply to one of them."""
        above, below = self._above[:, questions], self._below[:, questions]
        around = intervals(above, below, self._seed)
        totals = below.sum(axis=1)
        known = [row for row in range(len(self._names)) if totals[row] > 0]
        return Group(
            questions=len(questions),
            metrics={self._names[row]: _rounded(above[row].sum() / totals[row]) for row in known},
            intervals={self._names[row]: (_rounded(around[row, 0]), _rounded(around[row, 1])) for row in known},
        )


def summarise(records: Sequence[Record], seed: int = 0) -> Summary:
    """The figures of a run; without records there are none. The intervals follow from ``seed`` and the records' order.

    Of each score of ``Record.scores`` the mean over the questions that have it, under its name. Of the set as well:
    ``refusal_precision``, ``refusal_recall``, ``refusal_f1`` (see ``refusals``; a set without unanswerable questions
    has none), ``false_refusals`` (the mean of false_refusal), and ``answered_right``: the share of questions with a
    known right answer or known to have none that were answered right or rightly refused.
    """
    figures = _Figures(records, seed)
    everything = figures.of(range(len(records)))
    return Summary(
        **dict(everything),
        answerable=sum(record.scored and record.answerable for record in records),
        unanswerable=sum(not record.answerable for record in records),
        unscored=sum(not record.scored for record in records),
        errors=sum(bool(record.error) for record in records),
        counts=figures.counts(),
        outcomes=_outcomes(records),
        latency_ms=latency(records),
        groups={
            "type": _groups(figures, [(record.type or _UNTYPED,) for record in records]),
            "lang": _groups(figures, [(record.lang or guess_language(record.question),) for record in records]),
            "article": _groups(figures, [sorted(gold_articles(record)) for record in records]),
        },
    )


_Sums = dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]


def _means(records: Sequence[Record]) -> _Sums:
    """Of each score its values, and 1 for the questions that have it."""
    names = dict.fromkeys(name for record in records for name in record.scores)
    return {
        name: (
            np.array([record.scores.get(name, 0.0) for record in records]),
            np.array([float(name in record.scores) for record in records]),
        )
        for name in names
    }


def _of_the_set(records: Sequence[Record]) -> _Sums:
    """The figures that are no mean of a score."""
    found: _Sums = {}
    right = np.array([float(record.outcome in _RIGHT) for record in records])
    told = np.array([float(bool(record.scores.keys() & {"refused", "false_refusal"})) for record in records])
    known = told * np.array([float(record.outcome is not Outcome.UNSCORED) for record in records])
    means = _means(records)
    nothing = np.zeros(len(records))
    hits, unanswerable = means.get("refused", (nothing, nothing))
    alarms, answerable = means.get("false_refusal", (nothing, nothing))
    found["answered_right"] = right * known, known
    found["false_refusals"] = alarms, answerable
    if unanswerable.any():
        found["refusal_precision"] = hits, hits + alarms
        found["refusal_recall"] = hits, unanswerable
        found["refusal_f1"] = 2 * hits, hits + alarms + unanswerable  # 2 TP / (2 TP + FP + FN)
    return found


def _outcomes(records: Iterable[Record]) -> dict[Outcome, int]:
    counted = Counter(record.outcome for record in records)
    return {kind: counted[kind] for kind in Outcome if counted[kind]}


def _groups(figures: _Figures, values: Sequence[Sequence[str]]) -> dict[str, Group]:
    """The figures by value, the values in alphabetical order; ``values`` are those of each question."""
    members: dict[str, list[int]] = {}
    for place, of_question in enumerate(values):
        for value in of_question:
            members.setdefault(value, []).append(place)
    return {value: figures.of(members[value]) for value in sorted(members)}


def _rounded(value: float) -> float:
    return round(float(value), 4)
