"""Question sets: JSONL, a question a line."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UsageError


class Evidence(BaseModel):
    """Words of an article that answer a question; without ``article_id``, of any article."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    quote: str = Field(min_length=1)
    article_id: str | None = None


class Question(BaseModel):
    """A question with what a right answer holds.

    ``answers`` are key facts, each a list of wordings any of which counts; ``evidence`` are words of the corpus.
    ``standalone`` is how a careful reader understands a question that leans on its ``history``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    question: str = Field(min_length=1)
    answerable: bool = True
    answers: list[list[str]] = []
    evidence: list[Evidence] = []
    type: str = ""
    lang: str = ""
    history: list[dict[str, str]] = []
    standalone: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file, in its order; ids are unique."""

    name: str
    questions: tuple[Question, ...]


def read_questions(path: Path) -> QuestionSet:
    """Read a question set. Raises: UsageError naming the line and the field that does not fit."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8 text: {error}") from error
    questions: dict[str, Question] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question = _read(path, number, line)
        if question.id in questions:
            raise UsageError(f"{path}, line {number}: the id {question.id!r} is taken by an earlier line")
        questions[question.id] = question
    return QuestionSet(path.stem, tuple(questions.values()))


def write_questions(path: Path, questions: Iterable[Question]) -> None:
    """Write questions as ``read_questions`` reads them; fields at their defaults are left out."""
    rows = (question.model_dump(exclude_defaults=True) | {"answerable": question.answerable} for question in questions)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _read(path: Path, number: int, line: str) -> Question:
    try:
        fields: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}, line {number}: not JSON ({error.msg} at character {error.pos})") from error
    if isinstance(fields, dict):
        evidence = fields.get("evidence")
        if isinstance(evidence, list):
            fields["evidence"] = [{"quote": item} if isinstance(item, str) else item for item in evidence]
    try:
        return Question.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        raise UsageError(f"{path}, line {number}, {field}: {first['msg']}") from error
