"""What a build writes anew and what it leaves, with limits low enough that three articles meet all of them."""

import shutil
from pathlib import Path

import pytest

from index import dense
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from index.store import draft
from index.store.generation import Generation
from index.store.open import open_live
from index.verify import verify
from tests.index.conftest import Copied

NAMES = ["ten-little-tigers", "vertical-models", "smart-factories", "momenta", "compute", "en-companies"]
QUESTIONS = ["思必驰是哪一年成立的", "苏州的智能工厂有多少家", "Who founded Momenta?", "算力规模"]


@pytest.fixture
def sources(copied: Copied) -> Path:
    return copied(NAMES)


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "SEALED", 12)
    monkeypatch.setattr(draft, "_SMALL", 4)
    monkeypatch.setattr(draft, "_RELEARNT", 5)
    monkeypatch.setattr(dense, "FLAT_UP_TO", 6)
    monkeypatch.setattr(dense, "_SAMPLE_PER_LIST", 1)
    monkeypatch.setattr(dense, "_LISTS_PER_ROOT", 1)


def hits(builder: Builder) -> list[list[tuple[str, str]]]:
    searcher = Searcher(builder.layout.root, builder.embedder)
    return [[(hit.article_id, hit.text) for hit in searcher.search(q, 5).hits] for q in QUESTIONS]


def files(generation: Generation) -> dict[str, int]:
    """The segments' files by their place on the disk: the same number is the same file."""
    return {
        str(path.relative_to(generation.folder)): path.stat().st_ino
        for path in (generation.folder / "segments").rglob("*")
        if path.is_file()
    }


def test_an_added_article_leaves_the_others_files_as_they_are(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    first = files(open_live(builder.layout.root))
    page = sources.parent / "new.txt"
    page.write_text("苏州新增一句话。", encoding="utf-8")
    builder.add([page])
    generation = open_live(builder.layout.root)
    assert len(generation.segments) == 2
    assert {name: files(generation)[name] for name in first} == first
    verify(builder.layout.root)


def test_small_segments_are_merged(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    for n in range(9):
        page = sources.parent / f"new-{n}.txt"
        page.write_text(f"苏州新增第{n}句话。", encoding="utf-8")
        builder.add([page])
    generation = verify(builder.layout.root)
    assert len(generation.segments) <= 3 and generation.manifest.articles == len(NAMES) + 9


@pytest.mark.parametrize("limits", ["usual", "tight"])
def test_a_store_changed_step_by_step_finds_what_one_built_at_once_finds(
    builder: Builder, sources: Path, embedder: LazyEmbedder, limits: str, request: pytest.FixtureRequest
) -> None:
    if limits == "tight":
        request.getfixturevalue("tight")
    page = sources / "vertical-models.md"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole.replace("苏州", "某市"), encoding="utf-8")
    builder.build([sources / f"{name}.md" for name in NAMES[:3]])
    page.write_text(whole, encoding="utf-8")
    builder.add([sources / f"{name}.md" for name in NAMES[1:]])
    builder.remove(["compute"])
    builder.add([sources / "compute.md"])
    (sources / "momenta.md").unlink()
    builder.build([sources])
    generation = verify(builder.layout.root)
    fresh = Builder(sources.parent / "fresh", embedder, SplitSettings())
    fresh.layout.root.mkdir()  # with the same vectors: embedded in other company, they are rounded otherwise
    shutil.copy(builder.layout.embeddings, fresh.layout.embeddings)
    fresh.build([sources])
    assert len(generation) == len(open_live(fresh.layout.root))
    assert len(generation.segments) > 1 or limits == "usual"
    if limits == "usual":  # weights of terms are those of the articles that are there
        assert hits(builder) == hits(fresh)
    else:  # a large index still weighs terms by articles that are gone, for a while
        assert [found[0][0] for found in hits(builder)] == [found[0][0] for found in hits(fresh)]


@pytest.mark.usefixtures("tight")
def test_what_was_removed_is_in_no_file(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    builder.remove(["momenta"])
    builder.build([sources / f"{name}.md" for name in NAMES if name not in ("momenta", "compute")])
    assert "momenta" not in open_live(builder.layout.root)
    name = "曹旭东创立".encode()
    assert any(name in path.read_bytes() for path in sources.iterdir())
    assert not any(name in path.read_bytes() for path in builder.layout.root.rglob("*") if path.is_file())
