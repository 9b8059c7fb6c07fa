"""Vectors of sentences that are kept in mind."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from app.answer import sentence_vectors
from app.answer.sentence_vectors import SentenceVectors
from tests.index.builds import CharacterEmbedder


class Counting(CharacterEmbedder):
    """Says which texts it was given, call by call."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        return super().passages(texts)


def test_each_text_has_its_own_row_and_is_embedded_once() -> None:
    embedder = Counting()
    vectors = SentenceVectors(embedder)
    texts = ["目标", "芯片", "目标", "算力"]
    assert np.array_equal(vectors.of(texts), CharacterEmbedder().passages(texts))
    vectors.of(["算力", "数据", "目标"])
    assert embedder.calls == [["目标", "芯片", "算力"], ["数据"]]


def test_many_new_texts_come_in_calls_that_a_reader_can_wait_for() -> None:
    embedder = Counting()
    texts = [f"第{n}句" for n in range(100)]
    assert SentenceVectors(embedder).of(texts).shape == (100, 64)
    assert len(embedder.calls) > 1 and max(len(call) for call in embedder.calls) < 61


def test_those_met_last_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_vectors, "SENTENCES_IN_MEMORY", 3)
    embedder = Counting()
    vectors = SentenceVectors(embedder)
    assert len(vectors.of(["一", "二", "三", "四", "五"])) == 5
    vectors.of(["三", "六"])  # 三 is the newest but one now, 四 the oldest
    vectors.of(["五", "三", "六"])
    assert embedder.calls == [["一", "二", "三", "四", "五"], ["六"]]
    vectors.of(["四"])
    assert embedder.calls[-1] == ["四"]


def test_threads_get_what_they_asked_for() -> None:
    vectors = SentenceVectors(CharacterEmbedder())
    texts = [[f"第{n % 7}句", f"第{n % 11}段"] for n in range(200)]
    with ThreadPoolExecutor(8) as threads:
        for asked, found in zip(texts, threads.map(vectors.of, texts), strict=True):
            assert np.array_equal(found, CharacterEmbedder().passages(asked))
