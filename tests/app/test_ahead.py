"""Passages that are read before a question comes for them."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from app.operation.ahead import Ahead
from corpus.errors import ServiceError
from tests.app.conftest import Corpus

GOAL = "目标\n\n苏州2026年规上工业总产值的目标是突破5万亿元。"
CHIPS = "芯片\n\n苏州2026年的芯片目标，是突破6款以上AI芯片。"
QUESTION = "苏州2026年的芯片目标是多少款？"


@pytest.fixture
def engine(corpus: Corpus, cache: Path) -> Engine:
    """Over two articles, with a reader that has met nothing yet."""
    made = corpus(goal=("2026-01-04", GOAL), chips=("2026-01-05", CHIPS))
    return Engine(made.searcher, PassageReader(cache))


def known(engine: Engine) -> int:
    return engine._reader._known.cache_info().currsize


def test_what_was_read_ahead_is_not_read_again_and_the_answer_is_the_same(engine: Engine) -> None:
    plain = Engine(engine.searcher, engine._reader).ask(QUESTION)
    fresh = Engine(engine.searcher, PassageReader(engine._reader._cache))
    assert fresh.read_ahead(threading.Event())
    before = fresh._reader._known.cache_info()
    assert before.currsize == 2
    answer = fresh.ask(QUESTION)
    assert fresh._reader._known.cache_info().misses == before.misses
    assert (answer.answer, answer.citations, answer.hits) == (plain.answer, plain.citations, plain.hits)


def test_what_was_read_ahead_spares_an_english_question_its_sentences(engine: Engine) -> None:
    assert engine.read_ahead(threading.Event())
    embedded: list[Sequence[str]] = []
    vectors = engine._evidence._vectors
    made = vectors._embedder.passages

    def passages(texts: Sequence[str]) -> NDArray[np.float32]:
        embedded.append(texts)
        return made(texts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "_embedder", SimpleNamespace(passages=passages))
        answer = engine.ask("How many AI chips does Suzhou aim for in 2026?")
    assert not embedded and answer.hits


def test_where_sentences_cannot_be_embedded_passages_are_read_all_the_same(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(texts: Sequence[str]) -> NDArray[np.float32]:
        raise ServiceError("the embedding server is away")

    monkeypatch.setattr(engine._evidence._vectors, "_embedder", SimpleNamespace(passages=fails))
    with pytest.raises(ServiceError):
        engine.read_ahead(threading.Event())
    assert known(engine) == 2


def test_a_store_with_more_passages_than_are_kept_in_mind_is_left_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.answer.evidence.PASSAGES_IN_MEMORY", 1)
    assert engine.read_ahead(threading.Event())
    assert known(engine) == 0


def test_it_goes_on_beside_the_questions_and_ends_when_it_is_closed(engine: Engine) -> None:
    ahead = Ahead()
    ahead.start(engine)
    until = time.monotonic() + 60
    while known(engine) < 2:
        assert time.monotonic() < until, "nothing was read ahead"
        time.sleep(0.1)
    ahead.close()
    assert not any(thread.name == "gusu-ahead" for thread in threading.enumerate())


def test_a_stop_ends_it(engine: Engine) -> None:
    stop = threading.Event()
    stop.set()
    assert not engine.read_ahead(stop)
