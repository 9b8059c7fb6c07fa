"""How far a judge's figures agree with the measured ones: what the judge is worth here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eval.run.record import Record

_PAIRS = (("faithfulness", "supported"), ("faithfulness", "answer_exact"), ("relevance", "answer_exact"))
_FROM = {"faithfulness": 1.0, "relevance": 0.5, "supported": 1.0, "answer_exact": 1.0}


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far a judged and a measured figure agree, over the ``n`` questions that have both.

    ``spearman``: rank correlation (Spearman 1904; ties get their mean rank), None if one of the two is the same for
    all. ``same``: share of the questions on which both say yes or both say no, a yes from ``judged_from`` and
    ``measured_from`` on, None for none. ``kappa``: that share beyond what chance gives (see ``kappa``).
    """

    judged: str
    measured: str
    n: int
    spearman: float | None
    same: float | None
    kappa: float | None
    judged_from: float
    measured_from: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Each judged figure beside the measured ones that it should agree with."""

    pairs: tuple[Agreed, ...]

    def __getitem__(self, name: str) -> Agreed:
        """The pair of a name such as ``faithfulness/supported``. Raises: KeyError if there is none."""
        return {f"{pair.judged}/{pair.measured}": pair for pair in self.pairs}[name]


def agreement(records: Sequence[Record]) -> Agreement:
    """How far the judged figures of records agree with their measured ones.

    Faithfulness should go with ``supported``, which means the same, measured. It need not go with ``answer_exact``: an
    answer can be faithful to the wrong passage; nor need relevance, which asks what is spoken of, not whether it is
    right. How far they do tells whether the judge could stand in for gold answers.
    """
    return Agreement(tuple(_agreed(records, judged, measured) for judged, measured in _PAIRS))


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    """Cohen's kappa of two raters who say yes or no: (p_o - p_e) / (1 - p_e).

    p_o is the share of cases they agree on, p_e what they would agree on if each kept to its own share of yes by
    chance (Cohen 1960, "A coefficient of agreement for nominal scales"). 1 is full agreement, 0 chance, below 0 less
    than chance. None if chance alone agrees on everything: no case, or both give the same single answer throughout.
    Raises: ValueError if the lengths differ.
    """
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True))
    yes = sum(first) * sum(second)
    no = (n - sum(first)) * (n - sum(second))
    expected = yes + no  # n² times p_e, in whole numbers
    return (n * observed - expected) / (n * n - expected) if expected < n * n else None


def _agreed(records: Sequence[Record], judged: str, measured: str) -> Agreed:
    both = [
        (record.judged[judged], record.scores[measured])
        for record in records
        if judged in record.judged and measured in record.scores
    ]
    ours, theirs = [one for one, _ in both], [one for _, one in both]
    yes = [one >= _FROM[judged] for one in ours], [one >= _FROM[measured] for one in theirs]
    same = sum(a == b for a, b in zip(*yes, strict=True)) / len(both) if both else None
    found = kappa(*yes)
    return Agreed(judged, measured, len(both), _spearman(ours, theirs), same, found, _FROM[judged], _FROM[measured])


def _spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    if len(set(first)) < 2 or len(set(second)) < 2:
        return None
    from scipy.stats import spearmanr

    found = float(spearmanr(first, second).statistic)
    return None if math.isnan(found) else found
