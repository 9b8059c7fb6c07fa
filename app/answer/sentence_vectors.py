"""Vectors of the articles' sentences, which are made once and kept in mind."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Embedder
from index.fold import simplify

SENTENCES_IN_MEMORY = 4_000  # 1.5 KB each, and their words


class SentenceVectors:
    """Embeds sentences, those that it has not met lately in one go. Safe to call from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, at least one, shape (len(texts), dim), row i of texts[i]."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            made = self._embedder.passages([simplify(text) for text in new])
            found |= {text: vector.copy() for text, vector in zip(new, made, strict=True)}
        with self._lock:
            for text, vector in found.items():
                self._known[text] = vector
                self._known.move_to_end(text)
            while len(self._known) > SENTENCES_IN_MEMORY:
                self._known.popitem(last=False)
        return np.stack([found[text] for text in texts])
