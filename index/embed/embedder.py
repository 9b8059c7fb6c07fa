"""What an embedding model must give, and which one the settings name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

DEFAULT = "default"


class Embedder(Protocol):
    """Texts to vectors of length 1, whose inner products are cosines."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """Another value as soon as any text would get another vector."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim): row i is texts[i]."""

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,). Not the same as a passage with these words."""

    def prepare(self) -> None:
        """Load now what would otherwise be loaded when it is needed: for a process that stays."""


class LazyEmbedder:
    """An embedder that is loaded when the first text comes: a build in which nothing changed loads no model."""

    def __init__(self, name: str, cache: Path) -> None:
        self._name = name
        self._cache = cache
        self._loaded: Embedder | None = None

    @property
    def fingerprint(self) -> str:
        """The default's is known beforehand; another model has to be loaded for it."""
        if self._name == DEFAULT:
            from index.embed.cache import FINGERPRINT

            return FINGERPRINT
        return self.load().fingerprint

    @property
    def dim(self) -> int:
        """Numbers in a vector; loads the model."""
        return self.load().dim

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim); loads the model."""
        return self.load().passages(texts)

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,); loads the model."""
        return self.load().question(text)

    def prepare(self) -> None:
        """Load the model, and all of it."""
        self.load().prepare()

    def load(self) -> Embedder:
        """The embedder itself. Raises: WeightsError if the model cannot be had."""
        if self._loaded is None:
            self._loaded = _open(self._name, self._cache)
        return self._loaded


def _open(name: str, cache: Path) -> Embedder:
    if name == DEFAULT:
        from index.embed.cache import FINGERPRINT, default_model
        from index.embed.openvino_embedder import OpenVinoEmbedder

        return OpenVinoEmbedder(default_model(cache), FINGERPRINT)
    from index.embed.sentence_embedder import SentenceEmbedder

    return SentenceEmbedder(name)
