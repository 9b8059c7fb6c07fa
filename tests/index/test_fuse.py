import numpy as np
import pytest

from index.fuse import fuse


def test_a_list_of_equal_scores_decides_nothing() -> None:
    assert fuse([1.0, 0.0], [3.0, 3.0], weight=0.7).tolist() == pytest.approx([0.7, -0.7])


def test_the_sum_is_weighted_and_standard() -> None:
    dense, lexical = np.array([0.9, 0.8, 0.85]), np.array([2.0, 9.0, 0.0])
    expected = 0.7 * (dense - dense.mean()) / dense.std() + 0.3 * (lexical - lexical.mean()) / lexical.std()
    assert fuse(dense, lexical) == pytest.approx(expected)


def test_scores_of_different_candidates_are_refused() -> None:
    with pytest.raises(ValueError, match="have shapes"):
        fuse([1.0], [1.0, 2.0])


def test_no_candidates_give_no_scores() -> None:
    assert fuse([], []).size == 0
