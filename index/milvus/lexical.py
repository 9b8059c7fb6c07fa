"""BM25 over the terms of passages in Milvus."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.filter import Filter
from index.fold import terms
from index.milvus.conditions import both, numbers, of
from index.milvus.database import Database
from index.milvus.sample import Sample
from index.milvus.weights import dimension

_LOOKED_UP_AT_ONCE = 500  # passages whose scores are asked for


class MilvusLexical:
    """As ``index.lexical.LexicalIndex``: see weights.py."""

    def __init__(self, database: Database, sample: Sample) -> None:
        self._database = database
        self._sample = sample

    def idf(self, term: str, field: Literal["terms", "characters"] = "terms") -> float:
        """Inverse document frequency over the passages of the sample."""
        known = self._sample.characters.get(term, 0) if field == "characters" else 0
        return self._sample.idf(known or (self._sample.terms.get(dimension(term), 0) if field == "terms" else 0))

    def top(self, question: str, k: int, where: Filter | None = None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Keys and BM25 of the ``k`` best passages that share a term with ``question``, best first, shapes (n,)."""
        return _arrays(self._search(question, k, of(where)))

    def scores(self, question: str, keys: Iterable[int]) -> dict[int, float]:
        """BM25 of these passages for ``question``, by key; those that share no term are left out."""
        wanted = list(keys)
        found: dict[int, float] = {}
        for at in range(0, len(wanted), _LOOKED_UP_AT_ONCE):
            part = wanted[at : at + _LOOKED_UP_AT_ONCE]
            found |= dict(self._search(question, len(part), f"id in {numbers(part)}"))
        return found

    def _search(self, question: str, k: int, condition: str) -> list[tuple[int, float]]:
        counts = Counter(terms(question))
        weights: dict[int, float] = {}
        for term, count in counts.items():
            place = dimension(term)
            weights[place] = weights.get(place, 0.0) + count * self.idf(term)
        return self._database.nearest("terms", weights, k, both(condition)) if weights else []


def _arrays(found: list[tuple[int, float]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    keys = np.array([key for key, _ in found], dtype=np.int64)
    return keys, np.array([score for _, score in found], dtype=np.float32)
