"""``gusu eval run``: what people and programs see of a run."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from app.settings import read_settings
from app.terminal import err, print_json
from corpus.errors import GusuError, ServiceError
from eval.compare.gates import GateFailed, hold, read_gates
from eval.metrics.summary import Summary
from eval.report.figures import figure, ordered, shown
from eval.report.write import write_report
from eval.run.run import Finished, Plan, Show, run

_SHOWN_IDS = 5
_INTERRUPTED = 130


def run_command(
    plan: Plan,
    store: Path | None,
    llm: str | None,
    fail_under: Sequence[str],
    fail_over: Sequence[str],
    as_json: bool,
) -> None:
    """Run a plan and say what came of it. See ``eval.commands.run`` for the exit status."""
    gates = read_gates(fail_under, fail_over)
    settings = read_settings(store=store, llm=llm)
    try:
        with _progress() as show:
            finished = run(settings, plan, show)
    except KeyboardInterrupt:
        err.print(f"gusu: interrupted; what was done is in {plan.out}: the same command goes on there", soft_wrap=True)
        raise typer.Exit(_INTERRUPTED) from None
    report = write_report(plan.out)
    metrics = finished.summary.model_dump(mode="json")
    if as_json:
        print_json(metrics)
    else:
        _print(finished)
    err.print(f"the report: {report}", soft_wrap=True)
    status = _failures(finished)
    try:
        hold(gates, metrics)
    except GateFailed as failed:
        err.print(f"gusu: {failed}", soft_wrap=True)
        status = status or failed.exit_status
    if status:
        raise typer.Exit(status)


@contextmanager
def _progress() -> Iterator[Show]:
    """A bar with the time left, where a person looks on."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("questions", total=None)

        def show(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield show


def _failures(finished: Finished) -> int:
    """Tell of questions that ended in an error, and of evidence that is not there; the exit status for it, else 0."""
    if missing := finished.not_in_store:
        err.print(f"gusu: the store holds none of the evidence of {_listed(missing)}", soft_wrap=True)
    if not finished.failed:
        return 0
    first, ids = finished.failed[0], [record.id for record in finished.failed]
    err.print(
        f"gusu: {len(ids)} of {finished.summary.questions} questions ended in an error and are in no figure "
        f"({_listed(ids)}; {first.id}: {first.error}). The same command asks them again",
        soft_wrap=True,
    )
    return ServiceError.exit_status if finished.unreached else GusuError.exit_status


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - _SHOWN_IDS
    return ", ".join(ids[:_SHOWN_IDS]) + (f" and {more} more" if more > 0 else "")


def _print(finished: Finished) -> None:
    """The figures with their intervals, the outcomes and the times, for people."""
    summary = finished.summary
    table = Table("figure", "value", "95 % interval", "questions", box=None, header_style="bold")
    for name in ordered(summary.metrics):
        low, high = (shown(name, bound) for bound in summary.intervals[name])
        label = f"{name}  {figure(name).en}" if figure(name).en != name else name
        table.add_row(label, shown(name, summary.metrics[name]), f"{low} – {high}", str(summary.counts[name]))
    err.print(table)
    for line in _lines(summary):
        err.print(line, soft_wrap=True)
    if finished.went_on_from:
        err.print(f"{finished.went_on_from} of these had been asked before", soft_wrap=True)


def _lines(summary: Summary) -> Iterator[str]:
    counts = {
        "questions": summary.questions,
        "answerable": summary.answerable,
        "unanswerable": summary.unanswerable,
        "unscored": summary.unscored,
        "errors": summary.errors,
    }
    yield ", ".join(f"{count} {name}" for name, count in counts.items() if count or name == "questions")
    yield "; ".join(f"{kind.value} {count}" for kind, count in summary.outcomes.items())
    if summary.latency_ms:
        times = (f"{stage} {took.p50:g}/{took.p95:g}" for stage, took in summary.latency_ms.items())
        yield f"ms, p50/p95: {', '.join(times)}"
