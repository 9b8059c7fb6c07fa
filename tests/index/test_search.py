import threading
from pathlib import Path

import pytest

from corpus.errors import UsageError
from index.embed.embedder import LazyEmbedder
from index.filter import Filter
from index.search import Retrieval, Searcher
from index.store.open import open_live
from tests.index.milvus import milvus_searcher


@pytest.fixture(scope="module", params=["files", "milvus"])
def searcher(
    request: pytest.FixtureRequest, store: Path, embedder: LazyEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Searcher:
    """The corpus in each engine."""
    if request.param == "files":
        return Searcher(store, embedder)
    return milvus_searcher(store, embedder, tmp_path_factory.mktemp("milvus"))


def test_hits_come_best_first_with_their_exact_words(searcher: Searcher) -> None:
    retrieval = searcher.search("苏州智造十大行动是什么时候提出的？", 10)
    assert [hit.rank for hit in retrieval.hits] == list(range(1, 11))
    assert all(a.score >= b.score for a, b in zip(retrieval.hits, retrieval.hits[1:], strict=False))
    for hit in retrieval.hits:
        assert retrieval.generation.article(hit.article_id).text[hit.start : hit.end] == hit.text
    assert set(retrieval.timings_ms) == {"embed", "search"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("思必驰的创始人", "高始兴"),
        ("思必馳是誰創辦的", "高始兴"),
        ("Who led the Series E round of PatSnap?", "软银愿景基金"),
        ("ＯＰＣ是什么", "One Person Company"),
        ("In which year was Momenta founded, and by whom?", "曹旭东"),
    ],
)
def test_the_passage_is_found_in_any_spelling(searcher: Searcher, question: str, words: str) -> None:
    assert any(words in hit.text for hit in searcher.search(question, 5).hits)


def test_more_hits_than_passages_are_all_of_them(searcher: Searcher) -> None:
    retrieval = searcher.search("苏州", 1000)
    assert 50 < len(retrieval.hits) <= len(retrieval.generation)
    assert len({(hit.article_id, hit.start) for hit in retrieval.hits}) == len(retrieval.hits)


@pytest.mark.parametrize(
    ("question", "k", "message"), [(" ", 5, "is empty"), ("苏州", 0, "-k is 0"), ("苏州", 9999, "1000")]
)
def test_a_question_that_cannot_be_searched_says_why(searcher: Searcher, question: str, k: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        searcher.search(question, k)


def test_questions_from_several_threads_do_not_mix(searcher: Searcher) -> None:
    questions = ["思必驰在哪里创立", "苏州的智能工厂", "什么是OPC", "苏州的算力规模"]
    alone = {q: searcher.search(q, 5).hits for q in questions}
    together: list[Retrieval] = []
    threads = [
        threading.Thread(target=lambda q=q: together.append(searcher.search(q, 5))) for q in questions for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(together) == 20
    assert all(retrieval.hits == alone[retrieval.question] for retrieval in together)


def narrowed(searcher: Searcher, k: int = 1000, **fields: object) -> Retrieval:
    return searcher.search("苏州的人工智能", k, Filter(**fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"articles": ("momenta", "compute")},
        {"languages": ("EN",)},
        {"tags": ("算力",)},
        {"publishers": ("姑蘇問答",), "since": "2026-03"},
        {"articles": ("momenta",), "languages": ("zh",), "until": "2026-03-31"},
    ],
)
def test_a_filter_gives_all_passages_that_pass_it_and_no_other(
    searcher: Searcher, store: Path, fields: dict[str, object]
) -> None:
    generation = open_live(store)
    passing = generation.select(Filter(**fields))  # type: ignore[arg-type]
    expected = {(a.id, p.start) for row in passing.nonzero()[0] for a, p in [generation.passage(int(row))]}
    hits = narrowed(searcher, **fields).hits
    assert expected and {(hit.article_id, hit.start) for hit in hits} == expected
    assert len(hits) == len(expected)


def test_a_filter_that_nothing_passes_finds_nothing(searcher: Searcher) -> None:
    assert narrowed(searcher, until="1999").hits == ()
    assert narrowed(searcher, articles=("nobody",)).hits == ()


def test_what_is_first_without_a_filter_is_first_with_one_that_it_passes(searcher: Searcher) -> None:
    for question in ("思必驰在哪里创立", "苏州的算力规模"):
        first = searcher.search(question, 1).hits[0]
        narrow = searcher.search(question, 1, Filter(articles=(first.article_id,), since="2026")).hits[0]
        assert (narrow.article_id, narrow.start) == (first.article_id, first.start)
