"""Which texts are nearly the same, by their signatures; none is read, and few are compared.

Two that are alike have most of their hashes in common, so that some band of five is the same in both: with 25 bands,
99.99 of 100 pairs of a resemblance of 0.8 are found, and each is then compared by all its hashes (Leskovec, Rajaraman,
Ullman, "Mining of Massive Datasets", 3.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.8
"""Resemblance from which two texts count as one with changes: a reprint, a corrected copy."""
_BANDS, _ROWS = 25, 5
_NEIGHBOURS = 50  # of one band that a text is compared with: a thousand of one pattern are not all compared with all
_AT_ONCE = 20_000  # pairs
_MIX = np.uint64(0x9E3779B97F4A7C15)
_NO_TEXT = np.uint32(0xFFFFFFFF)  # the hash of a set in which there is nothing

Signatures = Sequence[NDArray[np.void]]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two texts by their places, the first before the second, and the estimate of how alike they are, 0.8 to 1."""

    first: int
    second: int
    similarity: float


def resemblances(parts: Signatures, fresh: NDArray[np.bool_]) -> list[Resemblance]:
    """Pairs that are alike and of which one at least is ``fresh``, the most alike first, then by place.

    Places count through all ``parts``; ``fresh`` has a value for each.
    """
    count = len(fresh)
    if count < 2 or not fresh.any():
        return []
    found = [np.zeros(0, dtype=np.int64)]
    for band in range(_BANDS):
        keys = np.concatenate([_band(part, band) for part in parts])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        for distance in range(1, min(_NEIGHBOURS, count - 1) + 1):
            same = np.flatnonzero(keys[distance:] == keys[:-distance])
            if not len(same):
                break
            one, other = order[same], order[same + distance]
            wanted = fresh[one] | fresh[other]
            found.append(np.minimum(one, other)[wanted] * count + np.maximum(one, other)[wanted])
    pairs = np.unique(np.concatenate(found))
    alike = []
    for at in range(0, len(pairs), _AT_ONCE):
        first, second = np.divmod(pairs[at : at + _AT_ONCE], count)
        hashes, others = _hashes(parts, first), _hashes(parts, second)
        similarity = (hashes == others).mean(axis=1)
        similarity[(hashes == _NO_TEXT).all(axis=1)] = 0
        for n in np.flatnonzero(similarity >= ALIKE).tolist():
            alike.append(Resemblance(int(first[n]), int(second[n]), round(float(similarity[n]), 3)))
    return sorted(alike, key=lambda pair: (-pair.similarity, pair.first, pair.second))


def _band(part: NDArray[np.void], band: int) -> NDArray[np.uint64]:
    """A number for each text that is the same where its hashes of this band are."""
    rows = part["minhash"][:, band * _ROWS : (band + 1) * _ROWS].astype(np.uint64)
    keys = np.zeros(len(rows), dtype=np.uint64)
    for column in rows.T:
        keys = (keys ^ column) * _MIX
    return keys


def _hashes(parts: Signatures, places: NDArray[np.int64]) -> NDArray[np.uint32]:
    firsts = np.cumsum([0, *(len(part) for part in parts)])
    hashes = np.empty((len(places), parts[0].dtype["minhash"].shape[0]), dtype=np.uint32)
    of_part = np.searchsorted(firsts, places, side="right") - 1
    for number in np.unique(of_part).tolist():
        mine = of_part == number
        hashes[mine] = parts[number]["minhash"][places[mine] - firsts[number]]
    return hashes
