"""Vectors that are made once, for whatever compares two stores of the same texts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Embedder
from index.store.vectors import VectorCache, passage_key


class KeptVectors:
    """An embedder that keeps the vectors of passages in a file, in half precision as a store does, and of questions in
    memory.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        """``path``: such a file, or the ``embeddings.sqlite`` of a store."""
        self._embedder = embedder
        self._path = path
        self._questions: dict[str, NDArray[np.float32]] = {}
        self.embedded = 0
        """Passages that were not known."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return self._embedder.dim

    @property
    def fingerprint(self) -> str:
        """The embedder's own."""
        return self._embedder.fingerprint

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim)."""
        keys = [passage_key(text) for text in texts]
        cache = VectorCache(self._path, self.fingerprint)
        known = cache.get(keys)
        missing = [n for n, key in enumerate(keys) if key not in known]
        if missing:
            vectors = self._embedder.passages([texts[n] for n in missing])
            fresh = {keys[n]: vector for n, vector in zip(missing, vectors, strict=True)}
            cache.put(fresh)
            known |= fresh
            self.embedded += len(missing)
        cache.close()
        return np.array([known[key] for key in keys], dtype=np.float32).reshape(len(keys), -1)

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        if text not in self._questions:
            self._questions[text] = self._embedder.question(text)
        return self._questions[text]

    def prepare(self) -> None:
        """Load the model."""
        self._embedder.prepare()
