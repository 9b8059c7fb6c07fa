"""``gusu feedback`` as it is typed."""

import json
import os
from pathlib import Path

import pytest

from app.answer.events import Answer
from app.feedback.store import FeedbackStore
from app.settings import read_settings
from gusu import main

ANSWER = Answer("那2027年呢？", "苏州2027年的目标是多少？", False, "无", (), (), (), "extractive", {})


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FeedbackStore:
    monkeypatch.setenv("GUSU_STORE", str(tmp_path / "store"))
    return FeedbackStore(tmp_path / "store-feedback.sqlite")


def gusu(*arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["gusu", *arguments])
        try:
            main()
        except SystemExit as left:
            return int(left.code or 0)
    return 0


def test_feedback_lies_beside_the_store_or_where_the_setting_says(tmp_path: Path) -> None:
    assert read_settings(store=Path("store")).feedback_file == Path.cwd() / "store-feedback.sqlite"
    assert read_settings(store=Path("store"), feedback=tmp_path / "f.db").feedback_file == tmp_path / "f.db"


def test_without_feedback_it_says_so(said: FeedbackStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert gusu("feedback", "export") == 0
    written = capsys.readouterr()
    assert written.out == "" and "there is no feedback yet in" in written.err.replace("\n", " ")
    assert not said.path.exists()


def test_it_is_written_to_stdout_or_to_a_file(
    said: FeedbackStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said.record("up", "好", ANSWER, "000001", "answer-0001", "zh")
    assert gusu("feedback", "export") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["question"] == ANSWER.standalone_question and json.loads(line)["x_reason"] == "好"
    out = tmp_path / "readers.csv"
    assert gusu("feedback", "export", "--out", str(out), "--format", "csv", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["up"], told["down"], told["out"]) == (1, 1, 0, str(out))
    assert out.read_bytes().startswith(b"\xef\xbb\xbfid,question")
    assert gusu("feedback", "export", "--json") == 0
    assert json.loads(capsys.readouterr().out)["questions"][0]["id"] == "answer-0001"
    assert gusu("feedback", "export", "--since", "2999-01-01") == 0
    assert "since 2999-01-01" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--since", "yesterday"], "--since"),
        (["--format", "xml"], "--format"),
        (["--out", "missing/folder/f.jsonl"], "--out"),
    ],
)
def test_wrong_usage_is_named(
    said: FeedbackStore, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    assert gusu("feedback", "export", *arguments) == 2
    assert named in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_named(said: FeedbackStore, capsys: pytest.CaptureFixture[str]) -> None:
    said.path.touch(mode=0)
    assert gusu("feedback", "export") == 3
    assert "store-feedback.sqlite" in capsys.readouterr().err
