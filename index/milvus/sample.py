"""What is known of all passages by some of them: how many hold a term, and the mean vector of each language.

Keys are digests, so the passages of the least keys are drawn at random; a store of no more than that is known exactly.
"""

import math
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.milvus.database import Database

SIZE = 20_000  # passages: a term that none of them holds weighs as much as any other such term
_FIELDS = ("terms", "characters", "language", "vector")


@dataclass(frozen=True, slots=True)
class Sample:
    """``terms`` and ``characters`` count passages, of ``size``; ``means`` are by language; ``read`` says when."""

    size: int
    terms: Mapping[int, int]
    characters: Mapping[str, int]
    means: Mapping[str, NDArray[np.float32]]
    read: float = field(default_factory=time.monotonic)

    @property
    def is_all(self) -> bool:
        """Whether it may be all there is, so that it changes with each passage."""
        return self.size < SIZE

    def idf(self, frequency: int) -> float:
        """As tantivy's: ln(1 + (n - df + 0.5) / (df + 0.5))."""
        return math.log(1 + max(self.size - frequency + 0.5, 0.5) / (frequency + 0.5))


def read_sample(database: Database) -> Sample:
    """Draw passages and count."""
    terms: Counter[int] = Counter()
    characters: Counter[str] = Counter()
    sums: dict[str, NDArray[np.float64]] = {}
    counts: Counter[str] = Counter()
    for row in database.each(database.passages, "", _FIELDS, SIZE):
        terms.update(row["terms"].keys())
        characters.update(row["characters"].split(" "))
        language = row["language"]
        vector = np.asarray(row["vector"], dtype=np.float64)
        sums[language] = sums.get(language, np.zeros_like(vector)) + vector
        counts[language] += 1
    means = {name: (sums[name] / count).astype(np.float32) for name, count in counts.items()}
    return Sample(counts.total(), terms, characters, means)
