import math
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article
from index.filter import Filter
from index.fold import terms
from index.lexical import LexicalIndex, LexicalWriter

TEXTS = ["苏州的工业总产值突破4万亿元", "杭州发展数字经济，苏州发展制造", "太阳能电池的效率不断提高", "。。！"]


def article(name: str, **front: object) -> Article:
    return Article(id=name, title="", text="", blocks=(), path="", **front)  # type: ignore[arg-type]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    writer = LexicalWriter(tmp_path / "lexical")
    for number, text in enumerate(TEXTS):
        writer.add(10 + number, article(f"a{number}"), text)
    writer.close()
    return LexicalIndex(tmp_path / "lexical")


def bm25(question: str, text: str, k1: float = 1.2, b: float = 0.75) -> float:
    """BM25 from the formula, with the factor k1 + 1 of its authors."""
    documents = [terms(t) for t in TEXTS]
    mean = sum(map(len, documents)) / len(documents)
    score = 0.0
    for term in terms(question):
        df = sum(term in d for d in documents)
        tf = terms(text).count(term)
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        score += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * len(terms(text)) / mean))
    return score


@pytest.mark.parametrize("question", ["苏州的制造", "电池效率", "4万亿", "苏州和苏州"])
def test_scores_are_those_of_the_formula(index: LexicalIndex, question: str) -> None:
    scores = index.scores(question, np.arange(10, 14))
    assert scores.tolist() == pytest.approx([bm25(question, text) for text in TEXTS], abs=1e-4)


def test_the_best_come_first_and_passages_without_a_shared_term_are_no_hits(index: LexicalIndex) -> None:
    numbers, scores = index.top("苏州发展制造", 10)
    assert numbers.tolist() == [11, 10]
    assert scores.tolist() == index.scores("苏州发展制造", numbers).tolist()
    assert index.top("完全无关", 10)[0].size == 0
    assert index.top("。", 10)[0].size == 0
    assert index.scores("", np.arange(10, 14)).tolist() == [0, 0, 0, 0]


def test_a_rare_term_weighs_more_than_a_common_or_as_much_as_an_unknown_one(index: LexicalIndex) -> None:
    assert index.idf("苏州") < index.idf("电池") < index.idf("没有")
    assert index.idf("州", "characters") < index.idf("池", "characters")


def test_an_index_on_top_of_another_leaves_that_as_it_was(index: LexicalIndex, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in (tmp_path / "lexical").iterdir()}
    writer = LexicalWriter(tmp_path / "next", tmp_path / "lexical")
    writer.drop(["a0"])
    writer.add(20, article("a0"), "苏州的新文章")
    writer.close()
    assert LexicalIndex(tmp_path / "next").top("苏州", 10)[0].tolist() == [20, 11]
    assert index.top("苏州", 10)[0].tolist() == [10, 11]
    assert {name: (tmp_path / "lexical" / name).read_bytes() for name in before} == before


def test_a_filter_narrows_the_search(tmp_path: Path) -> None:
    writer = LexicalWriter(tmp_path / "lexical")
    writer.add(1, article("a", publisher="新华日报", date="2026-03", tags=("算力",)), "苏州")
    writer.add(2, article("b", publisher="蘇州日報", date="2025-12-31", language="en"), "苏州")
    writer.add(3, article("c"), "苏州")
    writer.close()
    index = LexicalIndex(tmp_path / "lexical")

    def found(**fields: object) -> set[int]:
        return set(index.top("苏州", 10, Filter(**fields))[0].tolist())  # type: ignore[arg-type]

    assert found(publishers=("苏州日报",)) == {2}
    assert found(publishers=("苏州日报", "新华日报")) == {1, 2}
    assert found(since="2026-03-15") == {1}
    assert found(until="2026") == {1, 2}
    assert found(until="2025-12-30") == set()
    assert found(tags=("算力",)) == {1} == found(articles=("a",))
    assert found(languages=("en",)) == {2}
    assert found(languages=("en",), publishers=("新华日报",)) == set()
