import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import StoreError
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.errors import StoreBusy, StoreDamaged, StoreMismatch, StoreMissing
from index.lexical import LexicalWriter
from index.search import Searcher
from index.split import SplitSettings
from index.store import manifest
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.manifest import records_of
from index.store.open import open_live
from index.verify import verify


@pytest.fixture
def copy(store: Path, tmp_path: Path) -> Path:
    shutil.copytree(store, tmp_path / "store")
    return tmp_path / "store"


def test_every_passage_is_whole_words_of_its_source_file(store: Path) -> None:
    """Compared with the file on disk, its marks, markup and white space taken away by other means than the loader's."""
    generation = open_live(store)
    for row in range(len(generation)):
        article, passage = generation.passage(row)
        source = re.sub(r"\[\^[^\]]+\]", "", Path(article.path).read_text(encoding="utf-8"))
        words = article.quote(passage.start, passage.end)
        assert re.sub(r"[\s|#]", "", words) in re.sub(r"[\s|#]", "", source), (article.id, words)
        assert words[-1] in "。.！？”|" or article.id == "figures-at-a-glance", (article.id, words[-20:])


def test_a_whole_store_verifies(store: Path) -> None:
    assert len(verify(store)) == open_live(store).manifest.passages > 50


def test_a_store_that_does_not_exist_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="build one with gusu index build --store"):
        open_live(tmp_path / "nowhere")


SEGMENT = "segments/000001"
FILES = [
    "manifest.json",
    "lexical/meta.json",
    *(f"{SEGMENT}/{n}" for n in ("catalog.sqlite", "articles.jsonl", "passages.npy", "vectors.npy", "dense.zh.faiss")),
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", ["changed", "cut", "missing"])
def test_a_damaged_file_is_named_when_the_store_is_opened(copy: Path, name: str, harm: str) -> None:
    path = Layout(copy).generations / "000001" / name
    data = path.read_bytes()
    match harm:
        case "changed":
            path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:] if name != "manifest.json" else b"{}")
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "missing":
            path.unlink()
    with pytest.raises(StoreDamaged, match=path.name):
        open_live(copy)


def test_a_large_file_is_read_again_only_if_its_time_or_size_changed(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "_LARGE", 1000)
    path = Layout(copy).generations / "000001" / SEGMENT / "vectors.npy"
    before = path.stat()
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    with pytest.raises(StoreDamaged, match="vectors.npy is damaged"):
        open_live(copy)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as a failing disk would leave it
    open_live(copy)
    with pytest.raises(StoreDamaged, match="vectors.npy is damaged"):
        verify(copy)


def test_an_index_that_finds_nothing_is_loud(copy: Path) -> None:
    """As if Chinese had been cut into clauses: files whole, sha256 right, and no word found."""
    folder = Layout(copy).generations / "000001"
    generation = Generation(folder)
    shutil.rmtree(folder / "lexical")
    writer = LexicalWriter(folder / "lexical")
    for row in range(len(generation)):
        article, _ = generation.passage(row)
        writer.add(int(generation.numbers(np.array([row]))[0]), article, "clause")
    writer.close()
    (folder / "manifest.json").unlink()
    forged = generation.manifest.model_copy(update={"files": records_of(folder)})
    (folder / "manifest.json").write_text(forged.model_dump_json(), encoding="utf-8")
    with pytest.raises(StoreDamaged, match="lexical does not find"):
        open_live(copy)


def test_a_pointer_to_nothing_is_an_error_of_the_store(copy: Path) -> None:
    Layout(copy).current.write_text("../../etc", encoding="utf-8")
    with pytest.raises(StoreError, match="CURRENT is damaged"):
        open_live(copy)


def test_another_format_is_not_read(copy: Path) -> None:
    path = Layout(copy).generations / "000001" / "manifest.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(written | {"format": 99}), encoding="utf-8")
    with pytest.raises(StoreMismatch, match="has the format 99"):
        open_live(copy)


def test_another_embedder_is_not_mixed_in(store: Path, embedder: LazyEmbedder) -> None:
    class Other(LazyEmbedder):
        fingerprint = "bge-small-zh"  # type: ignore[assignment]

    with pytest.raises(StoreMismatch, match="the settings name bge-small-zh. Build it again: gusu index build"):
        Searcher(store, Other("default", Path()))


def test_a_second_writer_is_told_and_readers_go_on(copy: Path, embedder: LazyEmbedder) -> None:
    """The first writer is another process, as it would be."""
    hold = (
        "import sys, pathlib; from index.store.layout import Layout\n"
        "with Layout(pathlib.Path(sys.argv[1])).writing(): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(copy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout and writer.stdout.readline() == "held\n"
        with pytest.raises(StoreBusy, match="another build is writing"):
            Builder(copy, embedder, SplitSettings()).remove(["momenta"])
        assert Searcher(copy, embedder).search("苏州的目标", 3).hits
        writer.kill()
    with Layout(copy).writing():
        pass  # a killed writer holds nothing


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere, Windows has other rights")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, embedder: LazyEmbedder) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    (tmp_path / "a.md").write_text("一句。", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        Builder(tmp_path / "locked" / "store", embedder, SplitSettings()).build([tmp_path / "a.md"])


def test_a_file_where_the_store_should_be_is_named(tmp_path: Path, embedder: LazyEmbedder) -> None:
    article = tmp_path / "a.md"
    article.write_text("一句。", encoding="utf-8")
    with pytest.raises(StoreError, match="is not a folder"):
        Builder(article, embedder, SplitSettings()).build([article])
