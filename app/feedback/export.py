"""Feedback as a question set: each record is a question that ``gusu eval run`` reads, the rest notes (``x_…``)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from app.feedback.store import Feedback
from corpus.draft import guess_language

Format = Literal["jsonl", "csv"]

_CSV_ESCAPED = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


def as_question(feedback: Feedback) -> dict[str, Any]:
    """A record as a question: what a reader was content with is evidence, the rest waits for an editor.

    A refusal that a reader found right is a question without an answer. What was found wrong has no evidence, and so is
    scored only once somebody says what is right.
    """
    content = feedback.verdict == "up"
    cited = [{"article_id": span.article_id, "quote": span.quote} for span in feedback.spans]
    question: dict[str, Any] = {
        "id": feedback.id,
        "question": feedback.standalone_question,
        "answerable": feedback.answered or not content,
        "lang": guess_language(feedback.standalone_question),
    }
    if content and cited:
        question["evidence"] = cited
    notes = {
        "verdict": feedback.verdict,
        "reason": feedback.reason,
        "time": feedback.time,
        "asked": feedback.question,
        "answered": feedback.answered,
        "answer": feedback.answer,
        "cited": cited,
        "answerer": feedback.answerer,
        "generation": feedback.generation,
        "page_language": feedback.language,
    }
    return question | {f"x_{name}": value for name, value in notes.items()}


def export(records: Iterable[Feedback], form: Format) -> Iterator[str]:
    """The records as lines of a file, each with its line break; CSV begins with the names of its columns."""
    if form == "jsonl":
        for record in records:
            yield json.dumps(as_question(record), ensure_ascii=False) + "\n"
        return
    buffer = io.StringIO()
    names = ["id", "question", "answerable", "lang", "evidence"]
    notes = ["verdict", "reason", "time", "asked", "answered", "answer", "cited", "answerer", "generation"]
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*names, *(f"x_{note}" for note in notes), "x_page_language"])
    yield _taken(buffer)
    for record in records:
        question = as_question(record)
        cells = [question.get(name, "") for name in names] + [
            question[f"x_{note}"] for note in [*notes, "page_language"]
        ]
        writer.writerow([_cell(cell) for cell in cells])
        yield _taken(buffer)


def _cell(value: Any) -> str:
    """A value as a cell: lists as JSON, and no text that a spreadsheet would run."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    text = str(value)
    return f"'{text}" if text.startswith(_CSV_ESCAPED) else text


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
