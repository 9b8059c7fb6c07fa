"""Lexical search: BM25 over character pairs and words (``fold.terms``), by bm25s. The one file that imports it."""

import math
from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.fold import terms

Rows = NDArray[np.int64]


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.5, b 0.75: bm25s' defaults), document i for passage i."""

    def __init__(self, index: bm25s.BM25) -> None:
        self._index = index

    @classmethod
    def of(cls, texts: Iterable[str]) -> "LexicalIndex":
        """An index of ``texts``. Terms are ours: bm25s' own would take a whole Chinese clause as one."""
        index = bm25s.BM25()
        # A term nothing is made of keeps bm25s from failing on texts of punctuation alone.
        index.index([terms(text) or ["\0"] for text in texts], show_progress=False)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.scores["num_docs"])

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 of every passage for ``question``, shape (passages,); all 0 where no term is known."""
        ids = self._index.get_tokens_ids(terms(question))
        if not ids:
            return np.zeros(len(self), dtype=np.float32)
        return np.asarray(self._index.get_scores_from_ids(ids), dtype=np.float32)

    def idf(self, term: str) -> float:
        """Inverse document frequency over the passages, ln(1 + (n - df + 0.5) / (df + 0.5)), as BM25 weighs it."""
        starts = self._index.scores["indptr"]
        ids = self._index.get_tokens_ids([term])
        frequency = int(starts[ids[0] + 1] - starts[ids[0]]) if ids else 0
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))

    @staticmethod
    def top(scores: NDArray[np.float32], k: int) -> Rows:
        """Rows of the ``k`` best of ``scores``, best first, ties by row; passages of score 0 are no hits."""
        rows = np.argsort(-scores, kind="stable")[:k]
        return rows[scores[rows] > 0]

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``: plain arrays and JSON."""
        self._index.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what ``save`` wrote."""
        return cls(bm25s.BM25.load(str(folder), load_corpus=False, allow_pickle=False))
