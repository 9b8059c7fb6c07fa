"""Vectors of sentences, which are made once and kept in mind."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed.embedder import Embedder

SENTENCES_IN_MEMORY = 4_096  # 1.5 KB each, and their words
_AT_ONCE = 32  # texts a call: from 61 on the embedder takes its way for builds, where a reader would wait for one


class SentenceVectors:
    """Embeds sentences, and keeps the vectors of those it met last. Safe to call from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, at least one, shape (len(texts), dim), row i of texts[i]."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        for at in range(0, len(new), _AT_ONCE):
            some = new[at : at + _AT_ONCE]
            made = self._embedder.passages(some)
            found |= {text: vector.copy() for text, vector in zip(some, made, strict=True)}  # no row keeps the others
        with self._lock:
            for text, vector in found.items():
                self._known[text] = vector
                self._known.move_to_end(text)
            while len(self._known) > SENTENCES_IN_MEMORY:
                self._known.popitem(last=False)
        return np.stack([found[text] for text in texts])
