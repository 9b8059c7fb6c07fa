"""An article keeps its id while its file is renamed, moved and corrected."""

from pathlib import Path

import pytest

from index.build import Builder
from index.identity import still_there
from index.store.open import open_live
from tests.index.editing import CARS, LAKE, PARK, paths, states, write


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    write(folder / "park.md", PARK)
    write(folder / "cars.md", CARS)
    return folder


def test_a_renamed_file_keeps_its_articles_id(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    (sources / "park.md").rename(sources / "a-park-in-suzhou.md")
    summary = builder.build([sources])
    assert paths(builder) == {"cars": "cars.md", "park": "a-park-in-suzhou.md"}
    assert (summary.added, summary.removed) == (0, 0)


def test_a_renamed_file_that_has_a_title_is_only_moved_and_nothing_is_embedded(builder: Builder, sources: Path) -> None:
    write(sources / "park.md", PARK, title="园区")
    builder.build([sources])
    (sources / "new").mkdir()
    (sources / "park.md").rename(sources / "new" / "other.md")
    summary = builder.build([sources])
    assert states(summary) == {"cars.md": "unchanged", "other.md": "moved"}
    assert (summary.added, summary.updated, summary.removed, summary.embedded) == (0, 0, 0, 0)
    assert open_live(builder.layout.root).article("park").path == str((sources / "new" / "other.md").resolve())


def test_a_corrected_article_keeps_its_id_and_only_its_changed_passages_are_embedded(
    builder: Builder, sources: Path
) -> None:
    first = builder.build([sources])
    write(sources / "park.md", PARK + "\n\n## 补记\n\n园区又签下两个项目。")
    second = builder.build([sources])
    assert states(second)["park.md"] == "updated" and second.embedded == 1 < first.embedded


def test_a_file_renamed_and_corrected_at_once_keeps_its_articles_id(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    (sources / "park.md").unlink()
    write(sources / "2026-park.md", PARK.replace("三百二十家", "三百二十一家"))
    summary = builder.build([sources])
    assert paths(builder) == {"cars": "cars.md", "park": "2026-park.md"}
    assert (summary.added, summary.updated, summary.removed) == (0, 1, 0)


def test_another_text_is_another_article(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    (sources / "park.md").unlink()
    write(sources / "lake.md", LAKE)
    summary = builder.build([sources])
    assert paths(builder) == {"cars": "cars.md", "lake": "lake.md"}
    assert (summary.added, summary.removed) == (1, 1)


def test_two_that_are_nearly_the_same_do_not_change_places_when_they_are_moved(
    builder: Builder, tmp_path: Path
) -> None:
    first, second = PARK.replace("三百二十家", "三百一十家"), PARK.replace("三百二十家", "三百三十家")
    write(tmp_path / "one" / "january.md", first)
    write(tmp_path / "one" / "june.md", second)
    builder.build([tmp_path / "one"])
    write(tmp_path / "two" / "june.md", second.replace("七家", "八家"))
    write(tmp_path / "two" / "january.md", first.replace("七家", "六家"))
    summary = builder.build([tmp_path / "two"])
    generation = open_live(builder.layout.root)
    assert "三百一十家" in generation.article("january").text and "三百三十家" in generation.article("june").text
    assert (summary.added, summary.updated, summary.removed) == (0, 2, 0)


def test_an_added_file_is_the_article_whose_own_file_is_gone(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    (sources / "park.md").rename(sources / "renamed.md")
    builder.add([sources / "renamed.md"])
    assert paths(builder) == {"cars": "cars.md", "park": "renamed.md"}


def test_an_added_file_leaves_the_article_whose_own_file_is_there(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    write(sources / "later.md", PARK.replace("三百二十家", "四百家"))
    builder.add([sources / "later.md"])
    assert set(paths(builder)) == {"cars", "park", "later"}


def test_another_file_of_the_same_name_does_not_take_an_id_away(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    write(sources / "a" / "park.md", LAKE)  # comes before it
    builder.build([sources])
    generation = open_live(builder.layout.root)
    assert generation.article("park").text.startswith("苏州工业园区") and "太湖" in generation.article("a-park").text


def test_the_id_at_an_articles_head_is_its_id(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    (sources / "park.md").unlink()
    write(sources / "renamed.md", PARK, id="suzhou-park")
    builder.build([sources])
    assert set(paths(builder)) == {"cars", "suzhou-park"}


def test_an_article_kept_for_a_refused_source_keeps_its_id_too(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    write(sources / "new" / "park.md", LAKE)
    (sources / "park.md").write_bytes(b"")
    builder.build([sources])
    assert set(paths(builder)) == {"cars", "park", "new-park"}


def test_what_lies_in_a_file_is_there_while_the_file_is_and_an_address_always(tmp_path: Path) -> None:
    archive = write(tmp_path / "archive.zip", "x")
    assert still_there(str(archive)) and still_there(str(archive / "inside" / "a.md"))
    assert still_there("https://example.org/news/1.html")
    archive.unlink()
    assert not still_there(str(archive / "inside" / "a.md"))
