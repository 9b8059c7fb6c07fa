"""A run: the questions of a set asked of a store, scored, and kept in a folder."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings
from corpus.errors import UsageError
from eval.dataset import read_questions
from eval.metrics.score import scored
from eval.metrics.summary import Summary, summarise
from eval.run.asking import Asker
from eval.run.folder import RunFolder, judged, open_folder
from eval.run.gold import locate, not_found
from eval.run.host import Host, Stopped
from eval.run.record import Record
from eval.run.settings import run_settings

SEED = 0
Show = Callable[[int, int], None]
"""Told how many questions are done, of how many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: ``questions`` is the file of the set, ``out`` the run's folder.

    ``workers`` questions are asked at once, of the first ``limit`` only if that is set. ``fresh`` clears what the
    folder holds of another run. Raises: UsageError for a number below 1.
    """

    questions: Path
    out: Path
    retrieval_only: bool = False
    workers: int = 1
    fresh: bool = False
    limit: int | None = None

    def __post_init__(self) -> None:
        for flag, number in (("--workers", self.workers), ("--limit", self.limit)):
            if number is not None and number < 1:
                raise UsageError(f"{flag} is {number}, expected 1 or more")


@dataclass(frozen=True, slots=True)
class Finished:
    """A complete run. ``went_on_from`` questions had been done before; ``failed`` are the records of errors.

    ``unreached`` of these failed because the chat model could not be reached. ``not_in_store`` are the ids of questions
    of whose evidence the store holds nothing.
    """

    summary: Summary
    went_on_from: int
    failed: tuple[Record, ...]
    unreached: int
    not_in_store: tuple[str, ...]


def run(
    settings: Settings,
    plan: Plan,
    show: Show = lambda done, of: None,
    host: Host | None = None,
) -> Finished:
    """Run a plan, or go on with it: questions that its folder has records of are not asked again, but errors are.

    Records are in the folder as soon as they are made, whatever happens then; at the end they are in the set's order,
    beside the figures. Raises: UsageError (questions, folder, chat model), StoreError, ServiceError (a chat model that
    cannot even be opened), Stopped if ``host`` ends it. The errors of single questions are in their records.
    """
    host = host or Host()
    asked = read_questions(plan.questions).questions[: plan.limit]
    engine = host.engine(settings)
    generation = engine.searcher.generation()
    about = run_settings(
        settings,
        generation.manifest,
        plan.questions,
        len(asked),
        limit=plan.limit,
        retrieval_only=plan.retrieval_only,
        workers=plan.workers,
        seed=SEED,
    )
    gold = locate(asked, generation)
    with open_folder(plan.out, about, plan.fresh) as folder:
        left = [question for question in asked if question.id not in folder.kept]
        unreached = 0
        if left:
            chat = None if plan.retrieval_only else host.chat(settings)
            asker = Asker(engine, generation, gold, chat, settings.hits, plan.retrieval_only, host.stop)
            engine.prepare()
            for record in folder.records([question.id for question in asked]):
                host.told(record)
            show(len(folder.kept), len(asked))
            with closing(asker.ask_all(left, plan.workers)) as done:
                for count, one in enumerate(done, start=len(folder.kept) + 1):
                    folder.add(one.record)
                    unreached += one.unreached
                    host.told(one.record)
                    show(count, len(asked))
            if host.stop.is_set():
                raise Stopped
        records = [scored(record) for record in folder.records([question.id for question in asked])]
        summary = _summary(folder, records, anew=bool(left))
        folder.finish(records, summary)
    failed = tuple(record for record in records if record.error)
    return Finished(summary, len(folder.kept), failed, unreached, tuple(not_found(asked, gold)))


def _summary(folder: RunFolder, records: list[Record], anew: bool) -> Summary:
    """The figures; what a judge said of a run that nothing was added to still holds."""
    summary = summarise(records, SEED)
    return summary if anew else summary.model_copy(update={"judged": judged(folder.path)})
