"""Dense search: the FAISS index of one language of one segment, chosen by its size. The one file that imports FAISS.

Up to ``FLAT_UP_TO`` vectors: all of them, exactly. Beyond: an inverted file (Jégou et al., "Product quantization for
nearest neighbor search", 2011) over vectors of one byte a dimension. Both give rows; exact cosines come from the
segment's vectors, so that what the coarse index gets nearly right is put in the right order.
"""

import errno
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import StoreDamaged

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

FLAT_UP_TO = 20_000  # vectors: 4 ms on one core
_LISTS_PER_ROOT = 4  # lists of an inverted file: this times the root of its vectors, as FAISS's guidelines have it
_SAMPLE_PER_LIST = 48  # vectors each list's centre is learned from
_PROBED = 0.15  # of the lists are read for a question: eval/bench/README.md
_FEWEST = 8  # lists
_EXACT_UP_TO = 20_000  # passages that pass a filter: each is looked at, so that none can be missed


class DenseIndex:
    """Vectors of length 1; row i of those it was built of."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._lists = int(index.nlist) if isinstance(index, faiss.IndexIVF) else 0

    @classmethod
    def of(cls, vectors: NDArray[Any]) -> "DenseIndex":
        """An index of ``vectors``, shape (n, dim), n > 0; read in parts, so that a mapped file stays on the disk."""
        count, dim = vectors.shape
        if count <= FLAT_UP_TO:
            index: Any = faiss.IndexFlatL2(dim)
        else:
            lists = int(_LISTS_PER_ROOT * count**0.5)
            index = faiss.index_factory(dim, f"IVF{lists},SQ8", faiss.METRIC_L2)
            index.by_residual = False  # measured: nearer the exact order at the same cost
            sample = np.sort(np.random.default_rng(0).permutation(count)[: lists * _SAMPLE_PER_LIST])
            index.train(np.ascontiguousarray(vectors[sample], dtype=np.float32))
        for at in range(0, count, FLAT_UP_TO):
            index.add(np.ascontiguousarray(vectors[at : at + FLAT_UP_TO], dtype=np.float32))
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def top(self, question: Vectors, k: int, passing: Mask | None = None) -> tuple[Rows, Vectors]:
        """Rows and squared distances of about the ``k`` vectors nearest to ``question``, nearest first, shapes (n,).

        Of those in ``passing`` alone, if given. For vectors of length 1 the nearest are those of the highest cosine.
        """
        count = len(self) if passing is None else int(passing.sum())
        if not count:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parameters: Any = faiss.SearchParametersIVF() if self._lists else faiss.SearchParameters()
        if passing is not None:
            bits = np.packbits(passing, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            parameters.sel = selector  # a local name keeps it alive through the search
        if self._lists:
            # A filter thins the lists out: as many more are read, all of them for a narrow one.
            share = 1.0 if count <= _EXACT_UP_TO else min(1.0, _PROBED * len(self) / count)
            parameters.nprobe = max(_FEWEST, round(self._lists * share))
        distances, rows = self._index.search(question[None, :], min(k, len(self)), params=parameters)
        found = rows[0] >= 0
        return np.asarray(rows[0][found], dtype=np.int64), np.asarray(distances[0][found], dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the index to ``path``. Raises: OSError if that fails."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(errno.EIO, str(error)) from error

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read what ``save`` wrote. Raises: StoreDamaged if FAISS cannot read it."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise StoreDamaged(f"{path} is not a FAISS index") from error
