import numpy as np
import pytest

from index.fuse import fuse


def z(scores: list[float]) -> np.ndarray:
    values = np.array(scores)
    return (values - values.mean()) / values.std()


def test_within_one_language_it_is_the_weighted_sum_of_standard_scores() -> None:
    dense, lexical = [0.9, 0.8, 0.85, 0.7], [1.0, 12.0, 3.0, 0.0]
    assert fuse(dense, [(0.3, lexical)], [0] * 4, 0) == pytest.approx(0.7 * z(dense) + 0.3 * z(lexical))


def test_scores_that_are_all_equal_say_nothing() -> None:
    assert fuse([0.9, 0.8], [(0.4, [3.0, 3.0])], [0, 0], 0) == pytest.approx(0.6 * z([0.9, 0.8]))
    assert fuse([0.5], [(0.4, [1.0])], [0], 0).tolist() == [0.0]
    assert fuse([], [(0.4, [])], [], 0).tolist() == []


def test_words_that_another_language_cannot_share_do_not_put_it_behind() -> None:
    """An English question: English passages share its words, Chinese ones none; the best cosine is a Chinese one's."""
    dense, lexical, languages = [0.90, 0.84, 0.83, 0.82], [0.0, 0.0, 9.0, 8.0], [1, 1, 0, 0]
    fused = fuse(dense, [(0.4, lexical)], languages, 0)
    assert fused.argmax() == 0 and fused[0] == pytest.approx(z(dense)[0])


def test_a_name_that_another_language_shares_counts() -> None:
    dense, languages = [0.84, 0.84, 0.84, 0.80], [1, 1, 1, 0]
    assert fuse(dense, [(0.4, [0.0, 7.0, 0.0, 2.0])], languages, 0).argmax() == 1


def test_scores_of_other_candidates_are_not_fused() -> None:
    with pytest.raises(ValueError, match="have one length"):
        fuse([0.9, 0.8], [(0.4, [3.0])], [0, 0], 0)
