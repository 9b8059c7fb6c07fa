import shutil
from pathlib import Path

import pytest

from corpus.errors import SourceError, StoreError, UsageError
from index.build import Builder, BuildSummary
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from index.store.layout import Layout
from index.store.open import open_live
from tests.index.conftest import Copied

NAMES = ["ten-little-tigers", "vertical-models", "smart-factories"]


@pytest.fixture
def sources(copied: Copied) -> Path:
    return copied(NAMES)


def counts(summary: BuildSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.removed, summary.unchanged


def held(builder: Builder) -> set[str]:
    return {entry.id for entry in open_live(builder.layout.root).entries()}


def test_a_build_in_which_nothing_changed_does_nothing(builder: Builder, sources: Path, cache: Path) -> None:
    first = builder.build([sources])
    assert counts(first) == (3, 0, 0, 0) and first.embedded == first.passages > 10
    unloaded = LazyEmbedder("default", cache)
    again = Builder(builder.layout.root, unloaded, SplitSettings()).build([sources])
    assert counts(again) == (0, 0, 0, 3) and again.embedded == 0
    assert again.generation == first.generation
    assert unloaded._loaded is None  # not even the model was opened


def test_only_what_changed_is_embedded_again(builder: Builder, sources: Path) -> None:
    first = builder.build([sources])
    page = sources / "vertical-models.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n## 补记\n\n苏州新增了一句话。\n", encoding="utf-8")
    second = builder.build([sources])
    assert counts(second) == (0, 1, 0, 2)
    assert second.embedded == 1 and second.passages == first.passages + 1
    assert second.generation != first.generation


def test_the_store_holds_exactly_the_sources_named(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    (sources / "vertical-models.md").unlink()
    assert counts(builder.build([sources])) == (0, 0, 1, 2)
    assert held(builder) == {"ten-little-tigers", "smart-factories"}


def test_articles_are_added_and_taken_out(builder: Builder, sources: Path) -> None:
    builder.build([sources / "vertical-models.md"])
    assert counts(builder.add([sources / "smart-factories.md"])) == (1, 0, 0, 1)
    assert held(builder) == {"vertical-models", "smart-factories"}
    assert counts(builder.remove(["vertical-models"])) == (0, 0, 1, 1)
    assert held(builder) == {"smart-factories"}


def test_a_removed_article_leaves_no_vector_behind(builder: Builder, sources: Path) -> None:
    import sqlite3

    builder.build([sources])
    builder.remove(["vertical-models"])
    with sqlite3.connect(builder.layout.embeddings) as database:
        (left,) = database.execute("SELECT count(*) FROM passages").fetchone()
    database.close()
    assert left == len(open_live(builder.layout.root))


@pytest.mark.parametrize(
    ("ids", "message"),
    [(["nobody"], "holds no article 'nobody': gusu index status"), (NAMES, "would leave the store empty")],
)
def test_an_impossible_removal_changes_nothing(builder: Builder, sources: Path, ids: list[str], message: str) -> None:
    builder.build([sources])
    with pytest.raises(UsageError, match=message):
        builder.remove(ids)
    assert held(builder) == set(NAMES)


def test_a_source_that_turned_bad_keeps_its_article_and_is_named(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    (sources / "vertical-models.md").write_bytes(b"")
    summary = builder.build([sources])
    assert held(builder) == set(NAMES) and summary.unchanged == 3
    assert [r.reason for r in summary.refused] == ["is empty; what was indexed from it before is kept"]


def test_nothing_readable_leaves_the_store_as_it_was(builder: Builder, sources: Path, tmp_path: Path) -> None:
    builder.build([sources])
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(SourceError, match=r"nothing to index: .*empty.txt is empty. The store is as it was"):
        builder.build([empty])
    assert held(builder) == set(NAMES)


def test_a_damaged_generation_is_mended_by_a_build(builder: Builder, sources: Path) -> None:
    first = builder.build([sources])
    segment = builder.layout.generations / first.generation / "segments" / "000001"
    (segment / "dense.zh.faiss").write_bytes(b"broken")
    with pytest.raises(StoreError, match=r"dense.zh.faiss"):
        open_live(builder.layout.root)
    again = builder.build([sources])
    assert again.embedded == 0 and held(builder) == set(NAMES)


def test_a_damaged_vector_file_is_made_anew(builder: Builder, sources: Path) -> None:
    builder.build([sources / "vertical-models.md"])
    builder.layout.embeddings.write_bytes(b"not a database" * 100)
    assert builder.build([sources]).added == 2


def test_other_passage_lengths_make_another_generation(builder: Builder, sources: Path) -> None:
    first = builder.build([sources])
    shorter = Builder(builder.layout.root, builder.embedder, SplitSettings(passage_chars=120)).build([sources])
    assert shorter.passages > first.passages and shorter.generation != first.generation


def test_what_a_killed_build_left_is_cleared_and_two_generations_stay(builder: Builder, sources: Path) -> None:
    layout = builder.layout
    for n, name in enumerate(NAMES):
        (layout.generations / "draft").mkdir(parents=True, exist_ok=True)
        (layout.generations / "draft" / "half").write_text("half", encoding="utf-8")
        builder.build([sources / f"{other}.md" for other in NAMES[: n + 1]])
        assert name in held(builder)
    assert layout.names() == ["000002", "000003"]
    assert {p.name for p in layout.generations.iterdir()} == {"000002", "000003"}


def test_an_open_searcher_takes_up_a_new_generation_between_two_questions(
    builder: Builder, sources: Path, embedder: LazyEmbedder
) -> None:
    builder.build([sources / "vertical-models.md"])
    searcher = Searcher(builder.layout.root, embedder)
    before = searcher.search("思必驰是哪一年成立的", 20)
    assert {hit.article_id for hit in before.hits} == {"vertical-models"}
    builder.build([sources])
    assert searcher.search("思必驰是哪一年成立的", 1).hits[0].article_id == "ten-little-tigers"
    assert before.generation.article("vertical-models").text  # the old one is still whole in the hands of its reader


def test_progress_is_told(tmp_path: Path, sources: Path, embedder: LazyEmbedder) -> None:
    told: list[tuple[str, int, int]] = []
    Builder(tmp_path / "s", embedder, SplitSettings(), lambda *step: told.append(step)).build([sources])
    assert [stage for stage, done, total in told if done == total] == ["load", "embed", "write"]


def test_where_the_store_lies_is_not_made_before_there_is_something_to_write(embedder: LazyEmbedder) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        Builder(Path("store"), embedder, SplitSettings()).build([Path("nowhere")])
    assert not Layout(Path("store")).current.exists()


def test_adding_a_file_of_the_same_name_replaces_nothing(builder: Builder, sources: Path, tmp_path: Path) -> None:
    builder.build([sources])
    other = tmp_path / "other" / "vertical-models.md"
    other.parent.mkdir()
    other.write_text("另一篇同名的文章。", encoding="utf-8")
    assert counts(builder.add([other])) == (1, 0, 0, 3)
    assert held(builder) == {*NAMES, "other-vertical-models"}
    assert counts(builder.add([other, sources / "vertical-models.md"])) == (0, 0, 0, 4)


def test_a_reader_keeps_its_articles_when_its_generation_is_dropped(
    builder: Builder, sources: Path, embedder: LazyEmbedder
) -> None:
    builder.build([sources])
    generation = open_live(builder.layout.root)
    for n in range(3):
        builder.build([sources / f"{name}.md" for name in NAMES[: n + 1]])
    assert not generation.folder.exists()
    assert all(generation.article(name).text for name in NAMES)


def test_what_a_build_killed_before_its_swap_left_costs_readers_nothing(builder: Builder, sources: Path) -> None:
    first = builder.build([sources]).generation
    shutil.copytree(builder.layout.generations / first, builder.layout.generations / "000002")  # never made live
    second = builder.build([sources / "vertical-models.md"]).generation
    assert builder.layout.names() == [first, second]


def test_adding_to_a_damaged_store_loses_nothing(builder: Builder, sources: Path, tmp_path: Path) -> None:
    first = builder.build([sources])
    (builder.layout.generations / first.generation / "manifest.json").write_bytes(b"{}")
    other = tmp_path / "other.txt"
    other.write_text("另一篇文章。", encoding="utf-8")
    with pytest.raises(StoreError, match="run gusu index build"):
        builder.add([other])
    assert builder.layout.names() == [first.generation]
