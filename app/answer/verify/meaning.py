"""Whether a sentence means what the evidence says, by their vectors."""

from collections.abc import Sequence

import numpy as np

from app.answer.sentence_vectors import SentenceVectors
from index.embed.embedder import Embedder


class Meaning:
    """Nearness of sentences to evidence. Safe to call from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._vectors = SentenceVectors(embedder)

    def nearness(self, sentence: str, units: Sequence[str]) -> float:
        """Cosine of the sentence with the unit of evidence that is nearest to it; 0 where there is none."""
        if not units:
            return 0.0
        vectors = self._vectors.of([sentence, *units])
        return float(np.max(vectors[1:] @ vectors[0]))
