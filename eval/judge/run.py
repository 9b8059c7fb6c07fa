"""Judging a finished run: its answers are shown to the judge one by one, what it said goes into the run's folder."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import ServiceError, UsageError
from eval.judge.asked import is_answered
from eval.judge.judge import Judge
from eval.judge.judgements import Judgements
from eval.judge.summary import Judged, summarise
from eval.report.folder import Run, read_run
from eval.run.folder import METRICS, RESULTS, write_whole
from eval.run.record import Record

Show = Callable[[int, int], None]
"""Told how many answers are done, of how many."""

_FAILURES_IN_A_ROW = 3  # that say the model is gone, and not that one answer is too much for it


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """What came of judging a run. ``judged`` is None if nothing was; ``failed`` answers have no judgement.

    ``failure`` tells in one line why they have none; a later start asks for them again.
    """

    judged: Judged | None
    failed: int
    failure: str = ""


def judge_run(folder: Path, judge: Judge, limit: int | None = None, show: Show = lambda done, of: None) -> JudgedRun:
    """Judge the answers of a finished run, and write the figures into its folder.

    Every judgement is in ``judged.jsonl`` as soon as it is made. At the end, and also when it is interrupted,
    ``judged`` of each record in ``results.jsonl`` and of ``metrics.json`` is replaced by what this model has said of
    these answers so far; what another model said stays in ``judged.jsonl`` alone. Answers that this model has judged
    are not shown to it again. With ``limit``, that many are drawn: always the same ones, and a larger limit adds to
    them. If the chat model fails three times in a row, the rest is left.

    Raises: UsageError if the folder is not that of a finished run, has no answer in it, or is in use.
    """
    read_run(folder)  # before a lock is left in a folder of something else
    try:
        with FileLock(folder / "lock", timeout=0):
            return _judge(folder, judge, limit, show)
    except Timeout:
        raise UsageError(f"another run or judge is writing to {folder}: wait until it is done") from None


def _judge(folder: Path, judge: Judge, limit: int | None, show: Show) -> JudgedRun:
    run = read_run(folder)
    answered = [record for record in run.records if is_answered(record)]
    if not answered:
        raise UsageError(
            f"{folder} has no answer to judge: every question was refused or failed, or only retrieval ran"
        )
    judgements = Judgements(folder)
    failures: list[ServiceError] = []
    try:
        _ask(_drawn(answered, limit), judge, judgements, failures, show)
    finally:
        judged = _keep(folder, run, judge, judgements)
    return JudgedRun(judged, len(failures), str(failures[-1]) if failures else "")


def _ask(
    drawn: Sequence[Record], judge: Judge, judgements: Judgements, failures: list[ServiceError], show: Show
) -> None:
    in_a_row = 0
    for done, record in enumerate(drawn):
        show(done, len(drawn))
        if judgements.find(record.id, judge.model, judge.asked(record)):
            continue
        try:
            judgements.add(judge.judgement(record))
            in_a_row = 0
        except ServiceError as error:
            failures.append(error)
            in_a_row += 1
            if in_a_row == _FAILURES_IN_A_ROW:
                return
    show(len(drawn), len(drawn))


def _drawn(answered: Sequence[Record], limit: int | None) -> list[Record]:
    """As many as ``limit``, evenly from all kinds however the set is ordered: by the hash of their ids."""
    return sorted(answered, key=lambda record: hashlib.sha256(record.id.encode()).digest())[:limit]


def _keep(folder: Path, run: Run, judge: Judge, judgements: Judgements) -> Judged | None:
    answered = [record for record in run.records if is_answered(record)]
    found = [judgements.find(record.id, judge.model, judge.asked(record)) for record in answered]
    made = {judgement.id: judgement for judgement in found if judgement}
    if not made:
        return None  # what another model said is better than nothing
    records = [
        record.model_copy(update={"judged": made[record.id].figures() if record.id in made else {}})
        for record in run.records
    ]
    judged = summarise(judge.model, records, list(made.values()))
    write_whole(folder / RESULTS, "".join(record.model_dump_json() + "\n" for record in records))
    metrics = run.metrics | {"judged": judged.as_json()}
    write_whole(folder / METRICS, json.dumps(metrics, ensure_ascii=False, indent=1) + "\n")
    return judged
