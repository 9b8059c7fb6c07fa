"""One text from several sources is one article, and texts that are nearly the same know of each other."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from index.build import Builder
from index.errors import StoreDamaged
from index.search import Searcher
from index.signature import FILE
from index.store.alike import FILE as ALIKE
from index.store.generation import Generation
from index.store.manifest import NAME
from index.store.open import open_live
from index.verify import verify
from tests.index.editing import CARS, LAKE, PARK, paths, states, write

REPRINT = PARK.replace("明年将", "来年将").replace("三家公司", "有三家公司")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    write(folder / "park.md", PARK, title="园区", publisher="苏州日报", date="2026-01-04")
    write(folder / "cars.md", CARS)
    return folder


def resemblance(one: str, other: str) -> float:
    """Of the sets of their runs of five characters, by the definition."""
    first, second = (
        {letters[n : n + 5] for n in range(len(letters) - 4)}
        for letters in (re.sub(r"[\W_]", "", text) for text in (one, other))
    )
    return len(first & second) / len(first | second)


def test_the_same_text_under_two_names_is_one_article_and_both_names_are_kept(builder: Builder, sources: Path) -> None:
    write(sources / "reprint.md", f"\n{PARK}\n", title="园区新闻", publisher="新华网", date="2026-01-05")
    summary = builder.build([sources])
    assert (summary.articles, summary.added) == (2, 2)
    assert states(summary) == {"cars.md": "added", "park.md": "added", "reprint.md": "copy"}
    generation = verify(builder.layout.root)
    (copy,) = generation.alike.copies["park"]
    assert (copy.publisher, copy.date, copy.title) == ("新华网", "2026-01-05", "园区新闻")
    assert copy.path == str((sources / "reprint.md").resolve()) and copy.id == "reprint"
    hits = Searcher(builder.layout.root, builder.embedder).search("园区新增了多少智能工厂", 20).hits
    assert len({(hit.article_id, hit.start) for hit in hits}) == len(hits) == len({hit.text for hit in hits})
    assert builder.build([sources]).generation == summary.generation  # nothing changed


def test_of_two_sources_the_one_that_says_who_published_it_and_first_is_the_article(
    builder: Builder, tmp_path: Path
) -> None:
    for name, fields in {
        "a": {},
        "b": {"publisher": "转载者", "date": "2026-02-01"},
        "c": {"publisher": "日报", "date": "2026-01"},
    }.items():
        write(tmp_path / "sources" / f"{name}.md", PARK, **fields)
    builder.build([tmp_path / "sources"])
    assert paths(builder) == {"c": "c.md"}


def test_a_text_that_lost_its_first_name_stays_the_same_article(builder: Builder, sources: Path) -> None:
    write(sources / "z.md", PARK, title="园区", publisher="苏州日报", date="2026-01-04")
    builder.build([sources])
    (sources / "park.md").unlink()
    summary = builder.build([sources])
    assert paths(builder) == {"cars": "cars.md", "park": "z.md"} and summary.embedded == 0
    assert open_live(builder.layout.root).alike.copies == {}


def test_a_copy_that_was_changed_is_an_article_of_its_own(builder: Builder, sources: Path) -> None:
    copy = write(sources / "copy.md", PARK)
    builder.build([sources])
    write(copy, LAKE)
    summary = builder.add([copy])
    assert states(summary) == {"copy.md": "added"}
    generation = open_live(builder.layout.root)
    assert generation.alike.copies == {} and "太湖" in generation.article("copy").text


def test_a_copy_outlives_the_change_of_the_article_that_held_its_text(builder: Builder, sources: Path) -> None:
    write(sources / "copy.md", PARK, publisher="新华网")
    builder.build([sources])
    write(sources / "park.md", LAKE)
    builder.add([sources / "park.md"])
    generation = verify(builder.layout.root)
    assert generation.article("park").text.startswith("太湖")
    assert generation.article("copy").text.strip() == PARK and generation.article("copy").publisher == "新华网"


def test_a_reprint_is_noted_on_both_and_told(builder: Builder, sources: Path) -> None:
    write(sources / "reprint.md", REPRINT, publisher="新华网")
    summary = builder.build([sources])
    (pair,) = summary.duplicates
    assert (pair.one, pair.other) == ("park", "reprint")
    assert pair.similarity == pytest.approx(resemblance(PARK, REPRINT), abs=0.1)  # three standard errors
    alike = open_live(builder.layout.root).alike
    assert alike.near("park") == (("reprint", pair.similarity),) and alike.near("cars") == ()
    assert {r.article_id: r.duplicates for r in summary.receipts}["park"] == ("reprint",)


def test_case_width_script_and_punctuation_hide_no_reprint(builder: Builder, sources: Path) -> None:
    write(sources / "hk.md", REPRINT.replace("园区", "園區").replace("。", "．").replace("2026", "２０２６"))
    assert [(pair.one, pair.other) for pair in builder.build([sources]).duplicates] == [("hk", "park")]


def test_one_more_article_is_compared_with_all_and_no_signature_is_made_again(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    first = open_live(builder.layout.root).segments[0].folder / FILE
    before = first.stat().st_ino
    summary = builder.add([write(sources.parent / "late.md", REPRINT)])
    assert [(pair.one, pair.other) for pair in summary.duplicates] == [("late", "park")]
    generation = open_live(builder.layout.root)
    made = [(segment.folder / FILE).stat().st_ino for segment in generation.segments]
    assert before in made or len(generation.segments) == 1
    assert open_live(builder.layout.root).alike.near("park")[0][0] == "late"


def test_a_pair_ends_with_one_of_its_two(builder: Builder, sources: Path) -> None:
    write(sources / "reprint.md", REPRINT)
    builder.build([sources])
    builder.remove(["reprint"])
    assert open_live(builder.layout.root).alike.pairs == ()


def test_a_store_from_before_there_were_signatures_is_read_and_catches_up(builder: Builder, sources: Path) -> None:
    write(sources / "reprint.md", REPRINT)
    builder.build([sources])
    _age(open_live(builder.layout.root))
    assert open_live(builder.layout.root).alike.pairs == ()
    summary = builder.add([write(sources.parent / "late.md", LAKE)])
    assert summary.added == 1
    generation = verify(builder.layout.root)
    assert [(pair.one, pair.other) for pair in generation.alike.pairs] == [("park", "reprint")]
    assert all((segment.folder / FILE).exists() for segment in generation.segments)


def test_signatures_of_other_articles_are_noticed(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    generation = open_live(builder.layout.root)
    path = generation.segments[0].folder / FILE
    np.save(path, np.load(path)[::-1])
    forged = generation.manifest.model_copy(update={"files": {}})
    (generation.folder / NAME).write_text(forged.model_dump_json(), encoding="utf-8")
    with pytest.raises(StoreDamaged, match="its signatures are not those of its articles"):
        verify(builder.layout.root)


def _age(generation: Generation) -> None:
    """Take out of a generation what earlier versions did not write."""
    manifest = json.loads((generation.folder / NAME).read_text(encoding="utf-8"))
    for name in [name for name in manifest["files"] if name.endswith((FILE, ALIKE))]:
        del manifest["files"][name]
        (generation.folder / name).unlink()
    (generation.folder / NAME).write_text(json.dumps(manifest), encoding="utf-8")
