"""Two rankings of the same passages into one."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def fuse(dense: ArrayLike, lexical: ArrayLike, weight: float = 0.7) -> NDArray[np.float64]:
    """Fused scores of n candidates: ``weight`` * z(dense) + (1 - ``weight``) * z(lexical), shape (n,).

    z is the standard score over the candidates; a list whose scores are all equal says nothing: its z is 0, not nan.
    Source of 0.7: measured on CMRC2018 dev, eval/bench/README.md. Raises: ValueError if the lengths differ.
    """
    a, b = np.asarray(dense, dtype=np.float64), np.asarray(lexical, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"scores of the same candidates have one length; these have shapes {a.shape} and {b.shape}")
    return weight * _standard(a) + (1 - weight) * _standard(b)


def _standard(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = scores.std() if scores.size else 0.0
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)
