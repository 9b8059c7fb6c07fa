"""Question sets: JSON Lines, JSON, CSV, Excel and YAML through one door. See eval/questions/README.md."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from corpus.errors import SourceError, UsageError
from eval.formats.csv_table import read_csv
from eval.formats.fields import EXPECTED, FIELDS, field_named, field_value, is_note
from eval.formats.json_list import read_json
from eval.formats.jsonl import read_jsonl
from eval.formats.row import Place, Row
from eval.formats.xlsx_table import read_xlsx
from eval.formats.yaml_list import read_yaml

READERS: dict[str, Callable[[Path, bytes], Iterator[Row]]] = {
    ".jsonl": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}

Wording = Annotated[str, StringConstraints(min_length=1)]
Fact = Annotated[list[Wording], Field(min_length=1)]


class Evidence(BaseModel):
    """Words of an article that answer a question; without ``article_id``, of any article."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    quote: str = Field(min_length=1)
    article_id: str | None = None


class Question(BaseModel):
    """A question with what a right answer holds.

    ``answers`` are key facts, each a list of wordings any of which counts; ``evidence`` are words of the corpus;
    ``reference`` is a whole answer as a person would write it. ``standalone`` is how a careful reader understands a
    question that leans on its ``history``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    question: str = Field(min_length=1)
    answerable: bool = True
    answers: list[Fact] = []
    evidence: list[Evidence] = []
    type: str = ""
    lang: str = ""
    history: list[dict[str, str]] = []
    standalone: str = ""
    reference: str = ""

    @property
    def scored(self) -> bool:
        """Whether it is known what is right: a fact, evidence or a reference is given, or that there is no answer."""
        return bool(self.answers or self.evidence or self.reference) or not self.answerable


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file, in its order; ids are unique. ``places[i]`` is where ``questions[i]`` stands."""

    name: str
    questions: tuple[Question, ...]
    places: tuple[Place, ...] = ()


def read_questions(path: Path) -> QuestionSet:
    """Read a question set in the format that its name ends in; see ``READERS``.

    Only the question itself is required. Questions without an id are numbered by their order in the file: ``q001`` is
    the first, also where others have ids.
    Raises: UsageError naming the file, the line or row, and the field or column that does not fit.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kind, known = path.suffix or "without an ending", ", ".join(READERS)
        raise UsageError(f"{path}: question sets of the kind {kind} cannot be read; these can: {known}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be opened: {error.strerror}") from error
    try:
        rows = list(reader(path, data))
        fields = [_fields(path, row) for row in rows]
    except SourceError as error:
        raise UsageError(f"{path} {error}") from error
    except RecursionError as error:
        raise UsageError(f"{path} is nested too deeply to be a question set") from error
    if not rows:
        raise UsageError(f"{path} holds no questions")
    questions: dict[str, Question] = {}
    for row, question_id, known_fields in zip(rows, _ids(fields), fields, strict=True):
        question = _question(path, row, known_fields, question_id)
        if question.id in questions:
            taken = rows[list(questions).index(question.id)].place
            raise UsageError(f"{path}, {row.place}: the id {question.id!r} is taken by {taken}")
        questions[question.id] = question
    return QuestionSet(path.stem, tuple(questions.values()), tuple(row.place for row in rows))


def write_questions(path: Path, questions: Iterable[Question]) -> None:
    """Write questions as ``read_questions`` reads them; fields at their defaults are left out."""
    rows = (question.model_dump(exclude_defaults=True) | {"answerable": question.answerable} for question in questions)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _fields(path: Path, row: Row) -> Any:
    """A row's fields by their own names and as ``Question`` takes them; the editor's notes and empty ones left out."""
    if not isinstance(row.fields, dict):
        return row.fields
    found: dict[str, Any] = {}
    for name, value in row.fields.items():
        field = field_named(name)
        if value is None or (field is None and is_note(name)):
            continue
        if field in found:
            raise UsageError(f"{path}, {row.place}, {name}: {field} is given twice, under another name too")
        try:
            found[field or name] = field_value(field or name, value)
        except ValueError as error:
            raise UsageError(f"{path}, {row.place}, {row.columns.get(name, name)}: {error}") from error
    if isinstance(found.get("id"), str) and not found["id"].strip():
        del found["id"]
    return found


def _ids(fields: Sequence[Any]) -> Iterator[Any]:
    taken = {str(one["id"]) for one in fields if isinstance(one, dict) and "id" in one}
    for number, one in enumerate(fields, start=1):
        made = f"q{number:03d}"
        while made in taken:
            made += "x"
        yield one["id"] if isinstance(one, dict) and "id" in one else made


def _question(path: Path, row: Row, fields: Any, question_id: Any) -> Question:
    try:
        question = Question.model_validate(fields | {"id": question_id} if isinstance(fields, dict) else fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        where = row.columns.get(name) or ".".join(map(str, first["loc"])) or f"the {row.place.unit}"
        hint = f"; expected {EXPECTED[name]}" if name in EXPECTED else ""
        if first["type"] == "extra_forbidden" and name not in FIELDS:
            hint = f"; the fields are {', '.join(FIELDS)}, and notes go under note or x_…"
        raise UsageError(f"{path}, {row.place}, {where}: {first['msg']}{hint}") from error
    if not question.question.strip():
        raise UsageError(f"{path}, {row.place}, {row.columns.get('question', 'question')}: is empty")
    return question
