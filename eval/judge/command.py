"""``gusu eval judge``."""

from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.build_engine import build_chat, build_embedder
from app.settings import read_settings
from app.terminal import err, print_json
from corpus.errors import ServiceError, UsageError
from eval.judge.judge import Judge
from eval.judge.lines import lines
from eval.judge.run import judge_run
from eval.report.write import write_report


def judge(folder: Path, llm: str | None, limit: int | None, as_json: bool) -> None:
    """Judge the answers of a finished run and say what came of it.

    Raises: UsageError if no chat model is named or the folder is not that of a finished run; ServiceError if the model
    failed on some answers. What it said of the others is in the folder then.
    """
    settings = read_settings(llm=llm)
    chat = build_chat(settings)
    if chat is None:
        raise UsageError("no chat model is named to judge: give one with --llm, as in --llm openai:gpt-4o-mini")
    columns = (TextColumn("judge"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("judge")
        done = judge_run(
            folder,
            Judge(chat, build_embedder(settings)),
            limit,
            lambda made, of: bar.update(task, completed=made, total=of),
        )
    report = write_report(folder) if done.judged else None
    if as_json and done.judged:
        print_json({"run": str(folder), "judged": done.judged.as_json(), "failed": done.failed})
    elif not as_json:
        for line in lines(done):
            err.print(line, soft_wrap=True)
    if report:
        err.print(f"{report}", soft_wrap=True)
    if done.failure:
        raise ServiceError(done.failure)
