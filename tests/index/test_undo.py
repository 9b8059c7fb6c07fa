"""Going back: the generation before is live again, and everything goes on from there."""

import sqlite3
from pathlib import Path

import pytest

from corpus.errors import UsageError
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.errors import StoreBusy, StoreDamaged, StoreMismatch
from index.search import Searcher
from index.split import SplitSettings
from index.store.layout import Layout
from index.store.open import open_live
from index.verify import verify
from tests.index.builds import CharacterEmbedder
from tests.index.editing import CARS, LAKE, PARK, paths, write


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Of the first version of the store."""
    write(tmp_path / "sources" / "park.md", PARK)
    write(tmp_path / "sources" / "cars.md", CARS)
    return tmp_path / "sources"


@pytest.fixture
def changed(builder: Builder, sources: Path) -> Path:
    """Two generations: in the second the park is corrected, the cars are gone, and the lake is new."""
    builder.build([sources])
    write(sources / "park.md", PARK.replace("七家", "八家"))
    (sources / "cars.md").unlink()
    write(sources / "lake.md", LAKE)
    builder.build([sources])
    return sources


def vectors(builder: Builder) -> int:
    """How many are cached."""
    with sqlite3.connect(builder.layout.embeddings) as database:
        ((count,),) = database.execute("SELECT count(*) FROM passages")
    database.close()
    return int(count)


@pytest.mark.usefixtures("changed")
def test_going_back_says_what_it_changes_and_a_reader_sees_it_at_once(builder: Builder, embedder: LazyEmbedder) -> None:
    searcher = Searcher(builder.layout.root, embedder)
    assert searcher.search("汽车零部件", 1).hits[0].article_id != "cars"
    done = builder.rollback()
    assert (done.generation, done.before) == ("000001", "000002")
    assert (done.back, done.gone, done.changed) == (("cars",), ("lake",), ("park",))
    assert (done.articles, done.passages) == (2, len(verify(builder.layout.root)))
    assert searcher.search("汽车零部件", 1).hits[0].article_id == "cars"
    assert "七家" in searcher.generation().article("park").text


@pytest.mark.usefixtures("changed")
def test_going_back_twice_is_going_nowhere(builder: Builder) -> None:
    builder.rollback()
    done = builder.rollback()
    assert (done.generation, done.back, done.gone) == ("000002", ("lake",), ("cars",))
    assert set(paths(builder)) == {"park", "lake"}


def test_a_removal_is_undone(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    builder.remove(["cars"])
    assert builder.rollback().back == ("cars",)
    assert set(paths(builder)) == {"park", "cars"}


def test_where_nothing_is_older_nothing_happens(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    with pytest.raises(UsageError, match="no generation but 000001: there is nothing to go back to"):
        builder.rollback()
    assert set(paths(builder)) == {"park", "cars"}


def test_the_cached_vectors_are_those_of_the_generation_gone_back_to(builder: Builder, changed: Path) -> None:
    builder.rollback()
    assert vectors(builder) == len(open_live(builder.layout.root))
    write(changed / "cars.md", CARS)
    write(changed / "park.md", PARK)
    (changed / "lake.md").unlink()
    summary = builder.build([changed])
    assert (summary.embedded, summary.generation) == (0, "000001")  # all as it was, nothing to write
    write(changed / "lake.md", LAKE)
    assert builder.build([changed]).embedded == 1
    assert builder.layout.names() == ["000001", "000003"]
    assert vectors(builder) == len(verify(builder.layout.root))


@pytest.mark.usefixtures("changed")
def test_a_damaged_generation_is_not_gone_back_to(builder: Builder) -> None:
    path = builder.layout.generations / "000001" / "segments" / "000001" / "vectors.npy"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(StoreDamaged, match="vectors.npy is damaged"):
        builder.rollback()
    assert open_live(builder.layout.root).name == "000002" and set(paths(builder)) == {"park", "lake"}


@pytest.mark.usefixtures("changed")
def test_going_back_mends_a_live_generation_that_was_damaged(builder: Builder) -> None:
    (builder.layout.generations / "000002" / "manifest.json").write_bytes(b"{}")
    assert builder.rollback().generation == "000001"
    verify(builder.layout.root)


def test_a_generation_of_another_embedder_is_not_gone_back_to(tmp_path: Path, builder: Builder, sources: Path) -> None:
    Builder(builder.layout.root, CharacterEmbedder(), SplitSettings()).build([sources])
    builder.build([sources])
    with pytest.raises(StoreMismatch, match="generation 000001 was built with the embedder characters-64"):
        builder.rollback()
    assert open_live(builder.layout.root).name == "000002"


def test_a_generation_that_was_never_live_is_not_gone_to(builder: Builder, sources: Path) -> None:
    """As a build leaves it that is killed between its last file and its swap."""
    builder.build([sources / "park.md"])
    builder.build([sources])
    layout = builder.layout
    layout.last.write_text("000002\n", encoding="utf-8")
    (layout.generations / "000002").rename(layout.generations / "000003")
    (layout.generations / "000001").rename(layout.generations / "000002")
    assert layout.previous() is None


@pytest.mark.usefixtures("changed")
def test_going_back_waits_for_no_writer(builder: Builder) -> None:
    with Layout(builder.layout.root).writing(), pytest.raises(StoreBusy, match="another build is writing"):
        builder.rollback()
