"""Is a difference between two runs more than luck of the questions?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.compare.sums import Sums, Values

RESAMPLES = 10_000
_AT_ONCE = 2_000_000  # drawn questions: bounds the memory


@dataclass(frozen=True, slots=True)
class Difference:
    """Second run less first, with its 95% interval and p by paired bootstrap."""

    value: float
    low: float
    high: float
    p: float


def paired_bootstrap(
    first: Sequence[Sums], second: Sequence[Sums], seed: int = 0, resamples: int = RESAMPLES
) -> list[Difference]:
    """Differences of figures of two runs over the same questions.

    Each resample draws as many questions as there are, with replacement, and takes both runs' figures over it; so the
    questions' own difficulty cancels out. The interval runs from the 2.5th to the 97.5th percentile of the differences
    (Efron & Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3; paired over questions: Koehn 2004,
    "Statistical Significance Tests for Machine Translation Evaluation"). p is two-sided: the smallest level at which
    that interval would touch 0, 2 * min(#(d <= 0) + 1, #(d >= 0) + 1) / (resamples + 1), at most 1. The same seed gives
    the same numbers. Resamples in which a figure applies to no question are left out. Figures must apply to a question
    in both runs.
    """
    if not first:
        return []
    above = np.array([[one.above for one in side] for side in (first, second)])  # (2, figures, questions)
    below = np.array([[one.below for one in side] for side in (first, second)])
    questions = above.shape[2]
    rows = [part.reshape(-1, questions).T for part in (above, below)]  # (questions, 2 * figures)
    random = np.random.default_rng(seed)
    step = max(1, _AT_ONCE // questions)
    drawn: list[Values] = []
    for start in range(0, resamples, step):
        times = _times(random, min(step, resamples - start), questions)
        with np.errstate(invalid="ignore", divide="ignore"):
            figures = ((times @ rows[0]) / (times @ rows[1])).reshape(len(times), 2, -1)
        drawn.append(figures[:, 1] - figures[:, 0])
    found = np.concatenate(drawn)
    return [_difference(a, b, found[:, number]) for number, (a, b) in enumerate(zip(first, second, strict=True))]


def mcnemar(first: Values, second: Values) -> float:
    """p, two-sided, of McNemar's exact test on right (1) and wrong (0) of the same questions.

    Of the questions on which the runs differ, each is as likely to be won by either if they are equally good: a sign
    test on Binomial(b + c, 1/2) (McNemar 1947; exact form: Fagerland et al. 2013). 1 where they differ on none.
    """
    from scipy.stats import binomtest

    won, lost = int(((first < 0.5) & (second > 0.5)).sum()), int(((first > 0.5) & (second < 0.5)).sum())
    return float(binomtest(won, won + lost, 0.5).pvalue) if won + lost else 1.0


def holm(ps: Sequence[float]) -> list[float]:
    """Each p corrected for how many there are (Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure").

    The i-th smallest of m, from 0, is multiplied by m - i, is never under a smaller one's, and at most 1; in the order
    given.
    """
    corrected, least = [0.0] * len(ps), 0.0
    for place, number in enumerate(sorted(range(len(ps)), key=lambda number: ps[number])):
        least = max(least, min(1.0, (len(ps) - place) * ps[number]))
        corrected[number] = least
    return corrected


def _times(random: np.random.Generator, resamples: int, questions: int) -> Values:
    """How often each question is drawn in each resample; shape (resamples, questions)."""
    drawn = random.integers(0, questions, (resamples, questions))
    places = drawn + np.arange(resamples)[:, None] * questions
    return np.bincount(places.ravel(), minlength=resamples * questions).reshape(resamples, questions).astype(float)


def _difference(first: Sums, second: Sums, drawn: Values) -> Difference:
    drawn = np.round(drawn[~np.isnan(drawn)], 12)  # sums in another order are no difference
    low, high = np.percentile(drawn, [2.5, 97.5])
    tail = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    p = min(1.0, 2 * (tail + 1) / (len(drawn) + 1))
    return Difference(second.value - first.value, float(low), float(high), p)
