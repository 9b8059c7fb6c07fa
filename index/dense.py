"""Dense search: exact inner products in FAISS. The one file that imports it."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import StoreDamaged

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


class DenseIndex:
    """Vectors of passages, row i for passage i; all of length 1, so an inner product is a cosine."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> "DenseIndex":
        """An index of ``vectors``, shape (passages, dim)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def group(self, rows: Rows) -> "DenseGroup":
        """The passages in ``rows`` as an index of their own, without a copy of their vectors."""
        return DenseGroup(self, self._index, rows)

    def scores(self, question: Vectors, rows: Rows) -> NDArray[np.float32]:
        """Cosines of ``question`` with the passages in ``rows``, in their order."""
        return np.asarray(self.vectors()[rows] @ question, dtype=np.float32)

    def vectors(self) -> Vectors:
        """All vectors, shape (passages, dim): a view, not a copy."""
        flat = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dim)
        return np.asarray(flat.reshape(len(self), self.dim))

    def save(self, path: Path) -> None:
        """Write the index to ``path``."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read what ``save`` wrote. Raises: StoreDamaged if FAISS cannot read it."""
        try:
            index = faiss.deserialize_index(np.fromfile(path, dtype=np.uint8))
        except RuntimeError as error:
            raise StoreDamaged(f"{path} is not a FAISS index") from error
        if not isinstance(index, faiss.IndexFlatIP):
            raise StoreDamaged(f"{path} holds a FAISS index of another kind")
        return cls(index)


class DenseGroup:
    """Some passages of an index, such as those of one language."""

    def __init__(self, whole: DenseIndex, index: faiss.IndexFlatIP, rows: Rows) -> None:
        self._index = index
        self._size = len(rows)
        self._centroid = whole.vectors()[rows].mean(axis=0)
        self._selector = faiss.IDSelectorBatch(np.ascontiguousarray(rows, dtype=np.int64))
        self._only = faiss.SearchParameters()
        self._only.sel = self._selector

    def mean(self, question: Vectors) -> float:
        """Mean cosine of ``question`` with the group's passages: what any text of the group scores for it."""
        return float(self._centroid @ question)

    def top(self, question: Vectors, k: int) -> Rows:
        """Rows, in the whole index, of the group's ``k`` passages nearest to ``question``, nearest first."""
        _, rows = self._index.search(question[None, :], min(k, self._size), params=self._only)
        return np.asarray(rows[0], dtype=np.int64)
