import math
from pathlib import Path

import numpy as np
import pytest

from index.fold import terms
from index.lexical import LexicalIndex

TEXTS = ["苏州的工业总产值突破4万亿元", "杭州发展数字经济，苏州发展制造", "太阳能电池的效率不断提高", "。。！"]


def bm25(question: str, text: str, k1: float = 1.5, b: float = 0.75) -> float:
    """BM25 as Lucene computes it, from the formula."""
    documents = [terms(t) or ["\0"] for t in TEXTS]
    mean = sum(map(len, documents)) / len(documents)
    score = 0.0
    for term in terms(question):
        df = sum(term in d for d in documents)
        tf = terms(text).count(term)
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        score += idf * tf / (tf + k1 * (1 - b + b * len(terms(text)) / mean))
    return score


@pytest.mark.parametrize("question", ["苏州的制造", "电池效率", "4万亿"])
def test_scores_are_those_of_the_formula(question: str) -> None:
    scores = LexicalIndex.of(TEXTS).scores(question)
    assert scores.tolist() == pytest.approx([bm25(question, text) for text in TEXTS], abs=1e-4)


def test_passages_without_a_shared_term_are_no_hits() -> None:
    index = LexicalIndex.of(TEXTS)
    assert index.top(index.scores("电池"), 10).tolist() == [2]
    assert index.top(index.scores("完全无关"), 10).size == 0
    assert index.scores("").tolist() == [0, 0, 0, 0]


def test_a_rare_term_weighs_more_than_a_common_or_as_much_as_an_unknown_one() -> None:
    index = LexicalIndex.of(TEXTS)
    assert index.idf("苏州") < index.idf("电池") < index.idf("没有")


def test_what_is_saved_is_read_again_without_a_pickle(tmp_path: Path) -> None:
    index = LexicalIndex.of(TEXTS)
    index.save(tmp_path)
    assert np.array_equal(LexicalIndex.load(tmp_path).scores("苏州"), index.scores("苏州"))
    assert {path.suffix for path in tmp_path.iterdir()} == {".npy", ".json"}
