"""Candidates of a generation in files: from its dense indexes and its lexical one."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.filter import Filter
from index.generation import Candidates

if TYPE_CHECKING:
    from index.store.generation import Generation


def candidates(
    generation: "Generation", question: str, vector: NDArray[np.float32], count: int, where: Filter | None
) -> Candidates:
    """The ``count`` nearest of each language and the ``count`` best by BM25, each with both scores."""
    passing = generation.select(where) if where else None
    nearest = [generation.nearest(vector, count, language, passing) for language in generation.languages]
    numbers, scores = generation.lexical.top(question, count, where)
    by_row = dict(zip(generation.rows(numbers).tolist(), scores.tolist(), strict=True))
    rows = np.unique(np.concatenate([*nearest, np.array(list(by_row), dtype=np.int64)]))
    others = np.array([row for row in rows.tolist() if row not in by_row], dtype=np.int64)
    their_scores = generation.lexical.scores(question, generation.numbers(others))
    by_row |= zip(others.tolist(), their_scores.tolist(), strict=True)
    lexical = np.array([by_row[row] for row in rows.tolist()], dtype=np.float32)
    return Candidates(rows, generation.cosines(vector, rows), lexical)
