"""Several scores of the same passages into one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def fuse(
    scores: ArrayLike, others: Sequence[tuple[float, ArrayLike]], groups: ArrayLike, own: int
) -> NDArray[np.float64]:
    """Fused scores of n candidates, shape (n,): a weighted sum of standard scores.

    ``scores`` can be compared among all candidates. Each of ``others``, with its weight, counts words that question and
    passage share, so it can be compared within a language only: ``groups`` are the candidates' languages, ``own`` is
    the question's. What is left of a weight of 1 is that of ``scores``. A passage in another language shares names
    and numbers at most: it is never put lower for that than ``scores`` alone put it.
    The weights are measured: eval/bench/README.md. Raises: ValueError if the lengths differ.
    """
    first, languages = np.asarray(scores, dtype=np.float64), np.asarray(groups)
    if any(np.shape(s) != first.shape for s in (languages, *(s for _, s in others))) or first.ndim != 1:
        raise ValueError("scores and groups of the same candidates have one length; these differ")
    alone = standard(first)
    mixed = alone * (1 - sum(weight for weight, _ in others))
    for weight, other in others:
        values = np.asarray(other, dtype=np.float64)
        for language in np.unique(languages):
            mine = languages == language
            mixed[mine] += weight * standard(values[mine])
    return np.where(languages == own, mixed, np.maximum(mixed, alone))


def standard(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard scores: mean 0, deviation 1; all 0 where the scores are equal, as these tell nothing."""
    spread = scores.std() if scores.size else 0.0
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)
