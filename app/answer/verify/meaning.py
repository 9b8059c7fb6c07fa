"""Whether a sentence means what the evidence says, by their vectors."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Embedder

_KEPT = 4096  # vectors, 1.5 KB each


class Meaning:
    """Nearness of sentences to evidence. Safe to call from several threads; keeps the vectors it made last."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def nearness(self, sentence: str, units: Sequence[str]) -> float:
        """Cosine of the sentence with the unit of evidence that is nearest to it; 0 where there is none."""
        if not units:
            return 0.0
        vectors = self._of([sentence, *units])
        return float(np.max(vectors[1:] @ vectors[0]))

    def _of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= dict(zip(new, self._embedder.passages(new), strict=True))
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > _KEPT:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])
