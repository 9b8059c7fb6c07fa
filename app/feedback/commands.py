"""``gusu feedback``: what readers said of answers."""

import datetime
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from app.settings import read_settings
from app.terminal import Json, Store, err, print_json
from corpus.errors import UsageError

feedback_app = typer.Typer(help="What readers say of answers.", no_args_is_help=True, rich_markup_mode=None)


@feedback_app.callback()
def feedback_main() -> None:
    """Keep ``export`` a command of its own: a group with one command would swallow its name."""


@feedback_app.command("export")
def feedback_export(
    out: Annotated[Path | None, typer.Option(help="File to write.", show_default="stdout")] = None,
    since: Annotated[str | None, typer.Option(help="Only of this day or later (UTC), 2026-01-31.")] = None,
    form: Annotated[str, typer.Option("--format", help="jsonl, which gusu eval run reads as well, or csv.")] = "jsonl",
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Write readers' feedback as a question set: each with its answer, what it cited, and the verdict as notes."""
    from app.feedback.export import as_question, export
    from app.feedback.store import FeedbackStore

    if form not in ("jsonl", "csv"):
        raise UsageError(f"--format is {form!r}, expected jsonl or csv")
    day = _day(since)
    file = read_settings(store=store).feedback_file
    records = list(FeedbackStore(file).records(day))
    if not records and not as_json:
        err.print(f"there is no feedback {f'since {day}' if day else 'yet'} in {file}", soft_wrap=True)
    if out is not None:
        _write(out, export(records, "csv" if form == "csv" else "jsonl"), form)
    if as_json:
        up = sum(record.verdict == "up" for record in records)
        told = {"file": str(file), "records": len(records), "up": up, "down": len(records) - up}
        where = {"questions": [as_question(record) for record in records]} if out is None else {"out": str(out)}
        return print_json(told | where)
    if out is not None:
        return err.print(f"{len(records)} records written to {out}", soft_wrap=True)
    if records:
        sys.stdout.writelines(export(records, "csv" if form == "csv" else "jsonl"))


def _write(out: Path, lines: Iterable[str], form: str) -> None:
    try:
        with out.open("w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as written:
            written.writelines(lines)  # with a mark in CSV, by which Excel knows UTF-8
    except OSError as error:
        raise UsageError(f"--out {out} cannot be written: {error.strerror}") from error


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--since is {text!r}, expected a day such as 2026-01-31") from error
