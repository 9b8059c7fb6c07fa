from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.load import load
from tests.conftest import ARTICLES


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_corpus_loads_whole() -> None:
    loaded = load([ARTICLES])
    assert loaded.refused == ()
    assert len(loaded.articles) == len(list(ARTICLES.glob("*.md"))) >= 12
    for article in loaded.articles:
        assert article.publisher and article.date and article.sources and article.summary and article.tags


def test_every_source_mark_of_the_corpus_names_a_source_and_every_source_is_used() -> None:
    for article in load([ARTICLES]).articles:
        assert {r.source_id for r in article.references} == {s.id for s in article.sources}, article.id


def test_a_missing_path_is_an_error_and_loads_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere does not exist"):
        load([tmp_path, tmp_path / "nowhere"])


def test_bad_files_are_named_with_their_reason_and_the_rest_is_loaded(tmp_path: Path) -> None:
    write(tmp_path / "good.md", "好文章。")
    write(tmp_path / "empty.txt", " \n")
    write(tmp_path / "title-only.md", "---\ntitle: 只有题目\n---\n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    write(tmp_path / "sheet.xlsx", "x")
    write(tmp_path / "program.exe", "x")
    loaded = load([tmp_path])
    assert [article.id for article in loaded.articles] == ["good"]
    reasons = {Path(r.path).name: r.reason for r in loaded.refused}
    assert reasons["empty.txt"] == "is empty"
    assert reasons["title-only.md"] == "holds no text to answer from"
    assert "is not a text file" in reasons["picture.txt"]
    assert "is named .xlsx but is not an Excel workbook" in reasons["sheet.xlsx"]
    assert "files of the kind .exe cannot be read; these can: .md" in reasons["program.exe"]


def test_hidden_files_are_left_alone_and_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    good = write(tmp_path / "good.md", "好文章。")
    write(tmp_path / ".DS_Store", "x")
    loaded = load([tmp_path, good])
    assert len(loaded.articles) == 1 and loaded.refused == ()


def test_files_of_one_name_get_their_folders_name_too(tmp_path: Path) -> None:
    write(tmp_path / "2024" / "苏州 报告.md", "一。")
    write(tmp_path / "2025" / "苏州 报告.md", "二。")
    assert [article.id for article in load([tmp_path]).articles] == ["2024-苏州-报告", "2025-苏州-报告"]


def test_two_articles_that_claim_one_id_are_not_merged(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\nid: same\n---\n一。")
    write(tmp_path / "b.md", "---\nid: same\n---\n二。")
    loaded = load([tmp_path])
    assert len(loaded.articles) == 1
    assert "its id 'same' is that of" in loaded.refused[0].reason


def test_linked_folders_are_read_once_and_special_files_are_refused(tmp_path: Path) -> None:
    import os

    write(tmp_path / "real" / "a.md", "一。")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    (tmp_path / "real" / "loop").symlink_to(tmp_path / "real", target_is_directory=True)
    os.mkfifo(tmp_path / "in" / "pipe.md")
    loaded = load([tmp_path / "in"])
    assert [article.id for article in loaded.articles] == ["a"]
    assert [r.reason for r in loaded.refused] == ["is not a file"]


def test_a_file_keeps_its_id_and_takes_no_other_files(tmp_path: Path) -> None:
    here, there = write(tmp_path / "x" / "report.md", "一。"), write(tmp_path / "y" / "report.md", "二。")
    held = {"report": str(here.resolve())}
    assert [a.id for a in load([here], held).articles] == ["report"]
    assert [a.id for a in load([there], held).articles] == ["y-report"]
    claimed = write(tmp_path / "z.md", "---\nid: report\n---\n三。")
    assert [a.id for a in load([claimed], held).articles] == ["report"]


def test_a_name_too_long_for_the_system_is_an_error_of_usage() -> None:
    with pytest.raises(UsageError, match="cannot be opened"):
        load([Path("字" * 300)])
