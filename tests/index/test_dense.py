from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import dense
from index.dense import DenseIndex
from index.errors import StoreDamaged

Vectors = NDArray[np.float32]


def draw(count: int, dim: int = 64, topics: int = 200) -> Vectors:
    """Vectors in clusters, as those of texts on some topics are."""
    random = np.random.default_rng(7)
    centres = random.normal(size=(topics, dim))
    vectors = centres[random.integers(0, topics, count)] + 0.7 * random.normal(size=(count, dim))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def recall(index: DenseIndex, vectors: Vectors, questions: Vectors, passing: NDArray[np.bool_] | None = None) -> float:
    """Share of the ten nearest by exact cosine that are among the index's twenty, which exact cosines then order."""
    found = 0
    for question in questions:
        cosines = vectors @ question
        if passing is not None:
            cosines = np.where(passing, cosines, -1)
        nearest = set(np.argsort(-cosines)[:10].tolist())
        found += len(nearest & set(index.top(question, 20, passing)[0].tolist()))
    return found / (10 * len(questions))


def test_a_small_index_is_exact() -> None:
    vectors = draw(3000)
    index = DenseIndex.of(vectors)
    for question in draw(3020)[3000:]:
        assert index.top(question, 10)[0].tolist() == np.argsort(-(vectors @ question), kind="stable")[:10].tolist()


@pytest.fixture(scope="module")
def large() -> tuple[DenseIndex, Vectors, Vectors]:
    vectors = draw(dense.FLAT_UP_TO + 5050)
    return DenseIndex.of(vectors[:-50].astype(np.float16)), vectors[:-50], vectors[-50:]


def test_a_large_index_finds_nearly_all_in_a_quarter_of_the_bytes(
    large: tuple[DenseIndex, Vectors, Vectors], tmp_path: Path
) -> None:
    index, vectors, questions = large
    assert recall(index, vectors, questions) >= 0.95
    index.save(tmp_path / "dense.faiss")
    assert (tmp_path / "dense.faiss").stat().st_size < vectors.nbytes * 0.45  # a fixed part of centres among them
    again = DenseIndex.load(tmp_path / "dense.faiss")
    assert again.top(questions[0], 10)[0].tolist() == index.top(questions[0], 10)[0].tolist()


@pytest.mark.parametrize("share", [0.5, 0.02, 0.0005])
def test_a_filter_finds_as_much(large: tuple[DenseIndex, Vectors, Vectors], share: float) -> None:
    index, vectors, questions = large
    passing = np.random.default_rng(1).random(len(vectors)) < share
    assert passing.any()
    assert recall(index, vectors, questions, passing) >= min(0.95, passing.sum() / 10)
    assert passing[index.top(questions[0], 20, passing)[0]].all()


def test_a_filter_that_nothing_passes_finds_nothing(large: tuple[DenseIndex, Vectors, Vectors]) -> None:
    index, vectors, questions = large
    assert index.top(questions[0], 10, np.zeros(len(vectors), dtype=bool))[0].size == 0


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "dense.zh.faiss").write_bytes(b"something else")
    with pytest.raises(StoreDamaged, match=r"dense.zh.faiss is not a FAISS index"):
        DenseIndex.load(tmp_path / "dense.zh.faiss")
