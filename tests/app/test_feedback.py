"""Readers' verdicts: kept, replaced, refused, written by many at once, and read back as a question set."""

import csv
import datetime
import io
import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.answer.engine import Engine
from app.answer.events import Answer
from app.feedback.export import as_question, export
from app.feedback.store import REASON_CHARS, FeedbackStore
from corpus.errors import GusuError, StoreError, UsageError
from eval.dataset import read_questions

QUESTION = "苏州2026年规上工业总产值的目标是多少？"


@pytest.fixture(scope="module")
def answer(engine: Engine) -> Answer:
    return engine.ask(QUESTION)


@pytest.fixture(scope="module")
def refused(engine: Engine) -> Answer:
    return engine.ask("明天苏州会下雨吗？")


@pytest.fixture
def kept(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "a" / "feedback.sqlite")


def test_a_verdict_is_kept_with_all_it_was_about(kept: FeedbackStore, answer: Answer) -> None:
    kept.record("down", " 数字旧了 \n", answer, "000003", "answer-0001", "zh")
    (found,) = kept.records()
    assert (found.verdict, found.reason, found.language, found.generation) == ("down", "数字旧了", "zh", "000003")
    assert (found.question, found.answer, found.answerer) == (QUESTION, answer.answer, "extractive")
    assert [(s.article_id, s.start, s.end, s.quote) for s in found.spans] == [
        (c.article_id, c.start, c.end, c.quote) for c in answer.citations
    ]
    assert datetime.datetime.fromisoformat(found.time).utcoffset() == datetime.timedelta()


def test_a_changed_mind_replaces_the_earlier_verdict_and_may_be_taken_back(kept: FeedbackStore, answer: Answer) -> None:
    kept.record("down", "不对", answer, "000001", "answer-0001", "zh")
    kept.record("up", "", answer, "000001", "answer-0001", "zh")
    kept.record("up", "", answer, "000001", "answer-0002", "en")
    assert [(f.id, f.verdict, f.reason) for f in kept.records()] == [
        ("answer-0001", "up", ""),
        ("answer-0002", "up", ""),
    ]
    kept.take_back("answer-0001")
    kept.take_back("answer-0009")
    assert [f.id for f in kept.records()] == ["answer-0002"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"verdict": "sideways"}, "verdict"),
        ({"reason": "x" * (REASON_CHARS + 1)}, "reason has 1001 characters"),
        ({"reason": "\ud800"}, "reason is not valid text"),
        ({"answer_id": "short"}, "answer_id"),
        ({"answer_id": "../../etc/passwd"}, "answer_id"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    kept: FeedbackStore, answer: Answer, changed: dict[str, Any], named: str
) -> None:
    fields: dict[str, Any] = {"verdict": "up", "reason": "", "answer_id": "answer-0001", "language": "zh"} | changed
    with pytest.raises(UsageError, match=named):
        kept.record(answer=answer, generation="000001", **fields)
    assert not kept.path.exists()


def test_what_is_kept_of_an_answer_is_bounded(kept: FeedbackStore, answer: Answer) -> None:
    citation = replace(answer.citations[0], quote="长" * 100_000)
    long = replace(answer, answer="长" * 1_000_000, citations=(citation,) * 1_000)
    kept.record("up", "", long, "000001", "answer-0001", "zh")
    (found,) = kept.records()
    kept.record("up", "", replace(answer, question="问\ud800"), "000001", "answer-0002", "zh")
    assert [f.question for f in kept.records()][1] == "问?"
    assert len(found.answer) == 20_000 and len(found.spans) == 50 and len(found.spans[0].quote) == 2_000


def test_a_full_file_says_so_but_still_lets_minds_change(
    kept: FeedbackStore, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.feedback.store._MOST_RECORDS", 1)
    kept.record("up", "", answer, "000001", "answer-0001", "zh")
    with pytest.raises(StoreError, match="is full .*gusu feedback export"):
        kept.record("up", "", answer, "000001", "answer-0002", "zh")
    kept.record("down", "", answer, "000001", "answer-0001", "zh")
    assert [f.verdict for f in kept.records()] == ["down"]


def test_threads_write_at_once(kept: FeedbackStore, answer: Answer) -> None:
    def write(number: int) -> None:
        FeedbackStore(kept.path).record("up", str(number), answer, "000001", f"answer-{number:04d}", "zh")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(100)))
    assert sorted(int(f.reason) for f in kept.records()) == list(range(100))


def test_processes_write_at_once(kept: FeedbackStore, answer: Answer) -> None:
    program = (
        "import sys, pathlib; from app.answer.events import Answer; from app.feedback.store import FeedbackStore\n"
        "answer = Answer('问', '问', False, '无', (), (), (), 'extractive', {})\n"
        "for n in range(20): FeedbackStore(pathlib.Path(sys.argv[1])).record('up', '', answer, '000001', "
        "f'{sys.argv[2]}-{n:08d}', 'zh')"
    )
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(kept.path), name], cwd=root) for name in ("one", "two")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    assert len(list(kept.records())) == 40


def test_a_damaged_file_is_named_and_left_as_it_is(kept: FeedbackStore, answer: Answer) -> None:
    kept.path.parent.mkdir()
    kept.path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="feedback.sqlite: .*GUSU_FEEDBACK"):
        kept.record("up", "", answer, "000001", "answer-0001", "zh")
    with pytest.raises(GusuError):
        list(kept.records())
    assert kept.path.read_bytes().startswith(b"no database")


def test_there_is_none_where_nothing_was_said(kept: FeedbackStore) -> None:
    assert list(kept.records()) == [] and not kept.path.exists()


def test_days_before_are_left_out(kept: FeedbackStore, answer: Answer) -> None:
    kept.record("up", "", answer, "000001", "answer-0001", "zh")
    with sqlite3.connect(kept.path) as database:
        database.execute("UPDATE feedback SET time = '2025-03-01T23:59:59+00:00'")
    kept.record("up", "", answer, "000001", "answer-0002", "zh")
    assert [f.id for f in kept.records(datetime.date(2025, 3, 2))] == ["answer-0002"]
    assert [f.id for f in kept.records(datetime.date(2025, 3, 1))] == ["answer-0001", "answer-0002"]


def test_an_export_is_a_question_set(kept: FeedbackStore, answer: Answer, refused: Answer, tmp_path: Path) -> None:
    kept.record("up", "", answer, "000001", "answer-0001", "zh")
    kept.record("down", "不对", answer, "000001", "answer-0002", "zh")
    kept.record("up", "", refused, "000001", "answer-0003", "zh")
    kept.record("down", "=HYPERLINK(1)", refused, "000001", "answer-0004", "zh")
    for form in ("jsonl", "csv"):
        path = tmp_path / f"readers.{form}"
        path.write_text("".join(export(kept.records(), form)), encoding="utf-8")
        right, wrong, rightly, wrongly = read_questions(path).questions
        assert [e.quote for e in right.evidence] == [c.quote for c in answer.citations] and right.scored
        assert wrong.answerable and not wrong.scored
        assert not rightly.answerable and rightly.scored
        assert wrongly.answerable and not wrongly.scored


def test_notes_keep_what_was_said_and_a_spreadsheet_runs_nothing(kept: FeedbackStore, answer: Answer) -> None:
    kept.record("down", '=HYPERLINK("http://a.example")', answer, "000001", "answer-0001", "en")
    (found,) = kept.records()
    note = as_question(found)
    assert note["x_reason"].startswith("=HYPERLINK") and note["x_answer"] == answer.answer
    assert json.loads(next(export([found], "jsonl"))) == note
    (row,) = csv.DictReader(io.StringIO("".join(export([found], "csv"))))
    assert row["x_reason"].startswith("'=HYPERLINK") and row["x_page_language"] == "en"
