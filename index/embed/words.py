"""What the default encoder reads: the token ids of texts, and the vectors of these tokens."""

import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embed.pieces import SmallTokenizer

PAD = 1  # the id that fills a batch
_FEW_CHARACTERS = 6_000  # in one call, up to which the pieces of these texts alone are looked up: eval/bench/README.md
_FEW_CALLS = 32  # after which a process is taken to stay, and loads the whole vocabulary


class Words:
    """The vectors of the vocabulary's pieces, read one by one: a map of the file would fill the memory with it."""

    def __init__(self, path: Path) -> None:
        header = np.load(path, mmap_mode="r", allow_pickle=False)
        self.dim = int(header.shape[1])
        self._dtype = header.dtype
        self._begin = int(header.offset)
        self._file = path.open("rb", buffering=0)
        self._reading = threading.Lock()
        weakref.finalize(self, self._file.close)

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of the pieces with these ids, shape (*ids.shape, dim)."""
        met, places = np.unique(ids, return_inverse=True)
        size = self.dim * self._dtype.itemsize
        rows = bytearray()
        with self._reading:
            for id_ in met.tolist():
                self._file.seek(self._begin + id_ * size)
                rows += self._file.read(size)
        found = np.frombuffer(rows, dtype=self._dtype).reshape(-1, self.dim).astype(np.float32)
        return found[places.reshape(ids.shape)]


class Tokens:
    """Token ids of texts, by the pieces of these texts alone as long as they are few."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "tokenizer.json"
        self._small = SmallTokenizer(folder / "openvino")
        self._whole: Tokenizer | None = None
        self._loading = threading.Lock()
        self._calls = 0

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, ``<s> … </s>``."""
        self._calls += 1
        few = self._calls <= _FEW_CALLS and sum(map(len, texts)) <= _FEW_CHARACTERS
        if self._whole is None and few:
            return self._small.encode(texts)
        return [encoding.ids for encoding in self.load().encode_batch_fast(list(texts))]

    def load(self) -> Tokenizer:
        """The whole tokenizer, loaded once; takes a second."""
        with self._loading:
            if self._whole is None:
                whole = Tokenizer.from_file(str(self._path))
                whole.no_truncation()
                whole.no_padding()
                self._whole = whole
        return self._whole
