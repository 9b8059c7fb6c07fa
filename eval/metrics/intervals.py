"""Bootstrap intervals: how far a figure would move if other questions of the same kind had been asked."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2000
_AT_ONCE = 2_000_000  # drawn questions: bounds the memory


def intervals(
    numerators: ArrayLike, denominators: ArrayLike, seed: int = 0, resamples: int = RESAMPLES
) -> NDArray[np.float64]:
    """95 % percentile intervals of m figures over the same n questions; shape (m, 2), low and high.

    Both arrays have shape (m, n). A figure is the sum of its numerators by the sum of its denominators: a mean over the
    questions that it applies to has denominator 1 for these and 0 for the others. Each of the ``resamples`` draws n
    questions with replacement, the same for all figures, and the interval runs from the 2.5th to the 97.5th percentile
    of the figure over them. Resamples with no question that a figure applies to are left out; nan where it applies to
    none at all. The same seed gives the same intervals.
    Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3.
    """
    above, below = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    count, questions = above.shape
    applies = below.sum(axis=1) > 0 if questions else np.zeros(count, dtype=bool)
    found = np.full((count, 2), np.nan)
    if not applies.any():
        return found
    random = np.random.default_rng(seed)
    figures = np.empty((int(applies.sum()), resamples))
    step = max(1, _AT_ONCE // questions)
    for first in range(0, resamples, step):
        drawn = random.integers(0, questions, (min(step, resamples - first), questions))
        for row, which in enumerate(np.flatnonzero(applies)):
            sums, weights = above[which][drawn].sum(axis=1), below[which][drawn].sum(axis=1)
            with np.errstate(invalid="ignore"):
                figures[row, first : first + step] = sums / weights
    found[applies] = np.nanpercentile(figures, [2.5, 97.5], axis=1).T
    return found
