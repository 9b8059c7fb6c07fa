"""A real server whose store is in Milvus."""

from contextlib import ExitStack
from pathlib import Path

import httpx

from app.build_engine import build_builder, is_built
from app.settings import read_settings
from index.embed.embedder import LazyEmbedder
from tests.api.server import served
from tests.api.test_operation import figures
from tests.index.editing import LAKE, PARK, write
from tests.index.milvus import milvus_server


def test_a_server_starts_on_what_is_there_and_its_figures_come_also_when_milvus_is_gone(
    embedder: LazyEmbedder, tmp_path: Path
) -> None:
    for name, text in (("park", PARK), ("lake", LAKE)):
        write(tmp_path / "articles" / f"{name}.md", text)
    with ExitStack() as milvus:
        address = milvus.enter_context(milvus_server(tmp_path))
        settings = read_settings(store=tmp_path / "store", engine="milvus", milvus_uri=address)
        assert not is_built(settings)
        built = build_builder(settings, embedder).build([tmp_path / "articles"])
        assert is_built(settings)
        with (
            served(settings.store, tmp_path, "--build", engine="milvus", milvus_uri=address) as server,
            httpx.Client(base_url=server.url, timeout=60) as http,
        ):
            told = figures(http)
            assert (told["gusu_store_articles",], told["gusu_store_passages",]) == (2, built.passages)
            assert told["gusu_store_generation",] == int(built.generation, 16)
            assert http.delete("/api/sources/park").status_code == 200
            after = figures(http)
            assert after["gusu_store_articles",] == 1
            assert after["gusu_store_generation",] > told["gusu_store_generation",]
            milvus.close()
            left = http.get("/metrics")
            assert left.status_code == 200 and "gusu_store" not in left.text and "gusu_questions" in left.text


def test_looking_whether_there_is_a_store_makes_none(tmp_path: Path) -> None:
    for engine in ("files", "milvus"):
        assert not is_built(read_settings(store=tmp_path / "store", engine=engine))
    assert not (tmp_path / "store").exists()
