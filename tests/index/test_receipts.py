"""What became of each source: told by the build, kept in the store."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.receipts import article_json
from corpus.errors import UsageError
from gusu import app
from index.build import Builder
from index.store.open import open_live
from index.store.refusals import read_refusals
from tests.index.editing import CARS, LAKE, PARK, states, write

OLD_SITE = "苏州工业园区的新闻\n\n来源：苏州日报\n\n园区新增智能工厂四十家。\n\n责任编辑：某某\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    write(folder / "park.md", PARK, publisher="新华网", date="2026-01-04")
    (folder / "old.txt").write_bytes(OLD_SITE.encode("gb18030"))
    write(folder / "copy.md", PARK)
    (folder / "empty.txt").touch()
    return folder


def gusu(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--store", str(store)])


def test_every_source_has_a_receipt_and_what_was_promised_comes_first(builder: Builder, sources: Path) -> None:
    summary = builder.build([sources])
    told = asdict(summary)
    counts = "articles passages added updated removed unchanged embedded"
    assert list(told)[:10] == ["generation", *counts.split(), "refused", "seconds"]
    assert json.loads(json.dumps(told))["receipts"]
    assert states(summary) == {"copy.md": "copy", "park.md": "added", "old.txt": "added", "empty.txt": "refused"}


def test_a_receipt_tells_how_a_source_was_read(builder: Builder, sources: Path) -> None:
    receipts = {Path(receipt.path).name: receipt for receipt in builder.build([sources]).receipts}
    old, refused = receipts["old.txt"], receipts["empty.txt"]
    assert (old.article_id, old.encoding, old.passages) == ("old", "gb18030", 1)
    assert old.characters == len(open_live(builder.layout.root).article("old").text)
    assert sum(left.characters for left in old.left_out) >= len("责任编辑：某某")
    assert (refused.article_id, refused.reason) == (None, "is empty")
    assert receipts["copy.md"].passages == receipts["park.md"].passages > 0


def test_an_unchanged_source_has_a_receipt_too(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    again = {Path(receipt.path).name: receipt for receipt in builder.build([sources]).receipts}
    assert again["old.txt"].state == "unchanged" and again["old.txt"].passages == 1


def test_the_store_keeps_it(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    facts = article_json(open_live(builder.layout.root), "old")
    assert facts["receipt"]["encoding"] == "gb18030" and facts["receipt"]["left_out"]
    assert (facts["publisher"], facts["passages"]) == ("苏州日报", 1)
    of_copy = article_json(open_live(builder.layout.root), "copy")  # a name of the text that "park" holds
    assert of_copy["id"] == "park" and of_copy["also"][0]["path"].endswith("copy.md")
    with pytest.raises(UsageError, match="holds no article 'nobody'"):
        article_json(open_live(builder.layout.root), "nobody")


def test_refusals_are_kept_until_the_source_is_read(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    assert [refusal.reason for refusal in read_refusals(builder.layout.root)] == ["is empty"]
    builder.add([write(sources.parent / "late.md", CARS)])
    assert len(read_refusals(builder.layout.root)) == 1
    (sources / "empty.txt").write_text(LAKE, encoding="utf-8")
    builder.add([sources / "empty.txt"])
    assert read_refusals(builder.layout.root) == ()


def test_an_editor_is_shown_it(builder: Builder, sources: Path) -> None:
    write(sources / "reprint.md", PARK.replace("明年将", "来年将"), title="转载")
    builder.build([sources])
    store = builder.layout.root
    shown = gusu(store, "index", "show", "copy").stderr
    assert "新华网" in shown and "same text" in shown and "copy.md" in shown and "nearly same  reprint" in shown
    told = json.loads(gusu(store, "index", "show", "reprint", "--json").stdout)
    assert [near["article_id"] for near in told["near"]] == ["park"]
    assert "was refused: is empty" in gusu(store, "index", "show", str(sources / "empty.txt")).stderr
    assert "refused" in gusu(store, "index", "status").stderr


def test_going_back_is_told(builder: Builder, sources: Path) -> None:
    builder.build([sources])
    builder.remove(["old"])
    done = gusu(builder.layout.root, "index", "rollback")
    assert done.exit_code == 0 and "generation 000001 is live again" in done.stderr
    assert "1 back (old)" in done.stderr and "Another rollback returns to 000002" in done.stderr
