"""Runs side by side: the questions that all of them were asked, in the same words."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from corpus.errors import UsageError
from eval.report.folder import Run
from eval.run.record import Record


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that is not compared, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Runs, the first being what the others are held against. ``records[r][q]`` is run r's record of question q.

    Questions are in the order of the first run; ``left_out`` are those that are not compared.
    """

    runs: tuple[Run, ...]
    records: tuple[tuple[Record, ...], ...]
    left_out: tuple[LeftOut, ...]

    @property
    def letters(self) -> str:
        """What the runs are called for short: A, B, C, …"""
        return ascii_uppercase[: len(self.runs)]


def pair(runs: Sequence[Run]) -> Pairs:
    """Pair runs by question id. What is right and the history must be the same in all, as the words must be.

    Raises: UsageError for fewer than 2 runs or more than 26, and where they share no question.
    """
    if not 2 <= len(runs) <= len(ascii_uppercase):
        raise UsageError(f"{len(runs)} runs cannot be compared: name 2 to {len(ascii_uppercase)} run folders")
    by_id = [{record.id: record for record in run.records} for run in runs]
    kept: list[str] = []
    left_out: list[LeftOut] = []
    for id_ in dict.fromkeys(id_ for run in by_id for id_ in run):
        reason = _reason([run.get(id_) for run in by_id])
        if reason:
            left_out.append(LeftOut(id_, reason))
        else:
            kept.append(id_)
    if not kept:
        names = ", ".join(run.name for run in runs)
        raise UsageError(f"the runs {names} share no question: compare runs over the same question set")
    return Pairs(tuple(runs), tuple(tuple(run[id_] for id_ in kept) for run in by_id), tuple(left_out))


def _reason(records: Sequence[Record | None]) -> str:
    """Why a question cannot be compared; empty where it can."""
    there = [record for record in records if record]
    if len(there) < len(records):
        missing = [ascii_uppercase[number] for number, record in enumerate(records) if not record]
        return f"not in run {', '.join(missing)}"
    first = there[0]
    if any(record.question != first.question for record in there):
        return "its words differ"
    if any(record.history != first.history for record in there):
        return "its history differs"
    if any(_right(record) != _right(first) for record in there):
        return "what is right differs"
    return ""


def _right(record: Record) -> tuple[object, ...]:
    return record.answerable, record.answers, record.evidence, record.reference
