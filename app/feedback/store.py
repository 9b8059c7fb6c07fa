"""What readers say of answers: one SQLite file that several threads and processes write at once.

The file stands outside the store of the index: rebuilding does not touch it, and it keeps the words an answer cited
even after their article was removed.
"""

import datetime
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from app.answer.events import Answer
from corpus.errors import StoreError, UsageError

Verdict = Literal["up", "down"]
REASON_CHARS = 1_000
"""Characters of a reason at most."""

_ANSWER_CHARS, _QUESTION_CHARS, _QUOTE_CHARS = 20_000, 4_000, 2_000  # what is kept at most: a longer text is cut
_NAME_CHARS = 200
_MOST_SPANS = 50  # … of an answer
_MOST_RECORDS = 100_000  # of a file: some 500 MB
_WAITS_SECONDS = 10.0  # for another process that writes
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
_LANGUAGES = ("zh", "en")
_COLUMNS = (
    "id, time, verdict, reason, language, generation, answerer, answered, question, standalone_question, answer, spans"
)
_TABLE = """CREATE TABLE IF NOT EXISTS feedback (
    id TEXT PRIMARY KEY, time TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, language TEXT NOT NULL,
    generation TEXT NOT NULL, answerer TEXT NOT NULL, answered INTEGER NOT NULL, question TEXT NOT NULL,
    standalone_question TEXT NOT NULL, answer TEXT NOT NULL, spans TEXT NOT NULL
) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """Words that an answer cited: characters ``start`` to ``end`` of an article, as they were then."""

    article_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict with all it was about; ``time`` is UTC, ISO 8601, to the second."""

    id: str
    time: str
    verdict: Verdict
    reason: str
    language: str
    generation: str
    answerer: str
    answered: bool
    question: str
    standalone_question: str
    answer: str
    spans: tuple[CitedSpan, ...]


class FeedbackStore:
    """Feedback in ``path``; the file is made with the first record. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self, verdict: str, reason: str, answer: Answer, generation: str, answer_id: str, language: str) -> None:
        """Keep a reader's verdict on an answer, up or down; a second with the same ``answer_id`` replaces the first.

        ``generation`` is the one the answer was made in, ``answer_id`` 8 to 64 letters, digits, - or _ that the page
        made for the answer (a UUID), ``language`` the page's (zh or en). ``reason`` may be empty.
        Raises: UsageError naming the field that does not fit; StoreError if the file cannot be written.
        """
        reason = reason.strip()
        _check(verdict, reason, answer_id, language)
        spans = [
            CitedSpan(_kept(c.article_id, _QUOTE_CHARS), c.start, c.end, _kept(c.quote, _QUOTE_CHARS))
            for c in answer.citations[:_MOST_SPANS]
        ]
        row = (
            answer_id,
            datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            verdict,
            reason,
            language,
            _kept(generation, _NAME_CHARS),
            _kept(answer.answerer, _NAME_CHARS),
            answer.answered,
            _kept(answer.question, _QUESTION_CHARS),
            _kept(answer.standalone_question, _QUESTION_CHARS),
            _kept(answer.answer, _ANSWER_CHARS),
            json.dumps([[s.article_id, s.start, s.end, s.quote] for s in spans], ensure_ascii=False),
        )
        with self._opened() as database:
            (others,) = database.execute("SELECT count(*) FROM feedback WHERE id != ?", (answer_id,)).fetchone()
            if others >= _MOST_RECORDS:
                raise StoreError(
                    f"{self.path} is full ({_MOST_RECORDS} records): gusu feedback export, then move the file away"
                )
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT OR REPLACE INTO feedback ({_COLUMNS}) VALUES ({marks})", row)  # noqa: S608

    def take_back(self, answer_id: str) -> None:
        """Forget the verdict on an answer; nothing happens where there is none. Raises: StoreError."""
        if self.path.exists():
            with self._opened() as database:
                database.execute("DELETE FROM feedback WHERE id = ?", (answer_id,))

    def records(self, since: datetime.date | None = None) -> Iterator[Feedback]:
        """All feedback, or that of the day ``since`` (UTC) and later, oldest first; none where there is no file.

        Raises: StoreError if the file cannot be read.
        """
        if not self.path.exists():
            return
        with self._opened() as database:
            rows = database.execute(
                f"SELECT {_COLUMNS} FROM feedback WHERE time >= ? ORDER BY time, id",  # noqa: S608
                (since.isoformat() if since else "",),
            )
            yield from map(_feedback, rows)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The database in a transaction of its own: a connection is made in a millisecond, and shared by nobody."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=_WAITS_SECONDS)) as database:
                database.row_factory = sqlite3.Row
                database.execute("PRAGMA journal_mode = WAL")
                database.execute(_TABLE)
                with database:
                    yield database
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"feedback file {self.path}: {error}. Move it away, or name another with GUSU_FEEDBACK"
            ) from error


def _check(verdict: str, reason: str, answer_id: str, language: str) -> None:
    if verdict not in get_args(Verdict):
        raise UsageError(f"verdict is {verdict!r}, expected up or down")
    if len(reason) > REASON_CHARS:
        raise UsageError(f"reason has {len(reason)} characters, at most {REASON_CHARS} are kept: shorten it")
    if any("\ud800" <= character <= "\udfff" for character in reason):
        raise UsageError("reason is not valid text: it holds half of a character")
    if not _ID.fullmatch(answer_id):
        raise UsageError("answer_id: expected 8 to 64 letters, digits, - or _")
    if language not in _LANGUAGES:
        raise UsageError(f"language is {language!r}, expected zh or en")


def _feedback(row: sqlite3.Row) -> Feedback:
    fields: dict[str, Any] = dict(row)
    spans = tuple(CitedSpan(*span) for span in json.loads(fields.pop("spans")))
    return Feedback(**fields | {"answered": bool(fields["answered"]), "spans": spans})


def _kept(text: str, most: int) -> str:
    """A text as far as it is kept; half of a character, which no file takes, becomes a question mark."""
    return text[:most].encode("utf-8", "replace").decode()
