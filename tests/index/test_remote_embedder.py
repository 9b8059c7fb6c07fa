import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.build_engine import build_embedder, build_searcher
from app.settings import read_settings
from corpus.errors import ServiceError, UsageError
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.embed.remote_embedder import Remote, RemoteEmbedder
from index.errors import StoreMismatch
from index.search import Searcher
from index.split import SplitSettings
from tests.index.embedding_server import KEY, MODEL, Served, embedding_server


@pytest.fixture
def served(embedder: LazyEmbedder) -> Iterator[Served]:
    with embedding_server(embedder) as served:
        yield served


@pytest.fixture
def remote(served: Served) -> RemoteEmbedder:
    return RemoteEmbedder(Remote(served.base_url, MODEL, KEY))


def test_vectors_are_those_of_the_model_behind_it(
    remote: RemoteEmbedder, served: Served, embedder: LazyEmbedder
) -> None:
    texts = [f"苏州第{number}家智能工厂" for number in range(150)]
    served.scale = 3.0
    assert np.allclose(remote.passages(texts), embedder.passages(texts), atol=1e-5)
    assert sorted(len(asked["input"]) for asked in served.requests) == [1, 22, 64, 64]  # one more for their size
    assert np.allclose(np.linalg.norm(remote.question("苏州"), axis=0), 1)
    assert remote.dim == embedder.dim and remote.passages([]).shape == (0, embedder.dim)


def test_prefixes_stand_before_what_is_embedded_and_in_the_fingerprint(served: Served) -> None:
    told = RemoteEmbedder(Remote(served.base_url, MODEL, KEY, "query: ", "passage: "))
    told.question("甲")
    told.passages(["乙"])
    said = [text for asked in served.requests for text in asked["input"]]
    assert "query: 甲" in said and "passage: 乙" in said
    assert told.fingerprint != RemoteEmbedder(Remote(served.base_url, MODEL, KEY)).fingerprint
    assert KEY not in repr(Remote(served.base_url, MODEL, KEY))


def test_a_server_that_is_busy_is_asked_again(remote: RemoteEmbedder, served: Served) -> None:
    served.failures = [503, 429]
    assert remote.dim and len(served.requests) == 3
    served.failures = [503]
    assert len(remote.question("苏州")) and len(served.requests) == 5


def test_a_question_does_not_wait_long_for_a_server_that_hangs(
    remote: RemoteEmbedder, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embed.remote_embedder._QUESTION_SECONDS", 0.5)
    served.answers.clear()
    started = time.monotonic()
    with pytest.raises(ServiceError, match="cannot be reached"):
        remote.question("苏州")
    assert time.monotonic() - started < 10 and len(served.requests) == 2
    served.answers.set()
    assert len(remote.question("苏州")) == remote.dim


@pytest.mark.parametrize(
    ("base_url", "model", "key", "message"),
    [
        ("http://127.0.0.1:9/v1", MODEL, KEY, "cannot be reached"),
        (None, MODEL, "wrong", "wrong key"),
        (None, "other", KEY, "no model other"),
    ],
)
def test_what_is_wrong_is_named(
    served: Served, base_url: str | None, model: str, key: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embed.remote_embedder._RETRIES", 0)
    with pytest.raises(ServiceError, match=message):
        RemoteEmbedder(Remote(base_url or served.base_url, model, key)).prepare()


def test_vectors_that_are_none_are_refused(remote: RemoteEmbedder, served: Served) -> None:
    served.scale = 0.0
    with pytest.raises(ServiceError, match="points nowhere"):
        remote.question("苏州")


def test_a_store_is_built_and_searched_with_it(served: Served, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 甲\n\n苏州甲厂生产机器人。", encoding="utf-8")
    settings = read_settings(
        store=tmp_path / "store",
        embedding_base_url=served.base_url,
        embedding_model=MODEL,
        embedding_api_key=KEY,
    )
    Builder(settings.store, build_embedder(settings), SplitSettings()).build([tmp_path / "a.md"])
    asked = len(served.requests)
    searcher = build_searcher(settings)
    assert len(served.requests) == asked  # opening asks nobody
    assert searcher.search("机器人", 1).hits[0].article_id == "a"
    served.cut = 4
    with pytest.raises(StoreMismatch, match="vectors of 380 numbers now, those in the store have 384"):
        searcher.search("机器人", 1)
    with pytest.raises(StoreMismatch, match="was built with the embedder e5-remote"):
        build_searcher(read_settings(store=settings.store))


def test_a_server_named_by_half_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="embedding_base_url and embedding_model"):
        build_embedder(read_settings(embedding_model=MODEL))


def test_a_milvus_store_is_built_and_searched_with_it(served: Served, tmp_path: Path) -> None:
    from app.build_engine import build_builder

    (tmp_path / "a.md").write_text("# 甲\n\n苏州甲厂生产机器人。", encoding="utf-8")
    settings = read_settings(
        store=tmp_path / "store",
        engine="milvus",
        embedding_base_url=served.base_url,
        embedding_model=MODEL,
        embedding_api_key=KEY,
    )
    assert build_builder(settings, build_embedder(settings)).build([tmp_path / "a.md"]).embedded == 1
    searcher: Searcher = build_searcher(settings)
    assert searcher.search("机器人", 1).hits[0].article_id == "a"
    assert (tmp_path / "store" / "milvus.db").exists()
