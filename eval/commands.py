"""``gusu eval``: question sets, runs over them, and their reports."""

from pathlib import Path
from typing import Annotated

import typer

from app.terminal import Json, Llm, Store, err

eval_app = typer.Typer(
    help="Question sets, runs over them, and their reports.", no_args_is_help=True, rich_markup_mode=None
)


@eval_app.command("run")
def run(
    questions: Annotated[Path, typer.Argument(help="Question set: .jsonl, .json, .csv, .tsv, .xlsx, .yaml or .yml.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the run; one that was interrupted goes on there.")],
    store: Store = None,
    llm: Llm = None,
    retrieval_only: Annotated[bool, typer.Option("--retrieval-only", help="Find passages, answer nothing.")] = False,
    workers: Annotated[int, typer.Option(help="Questions asked at once; more make each of them slower.")] = 1,
    limit: Annotated[int | None, typer.Option(help="Ask the first so many questions only.", show_default="all")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Clear what the folder holds of another run.")] = False,
    fail_under: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Fail if a figure is lower, as in answer_exact=0.9.")
    ] = None,
    fail_over: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Fail if one is higher, as in false_refusals=0.1.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask the questions of a set, and measure what comes: results.jsonl, metrics.json and report.html.

    Exit status: 0 done; 1 some questions ended in an error; 2 wrong usage; 3 the store; 5 a chat model could not be
    reached for some; 6 a figure does not keep its bound.
    """
    from eval.run.command import run_command
    from eval.run.run import Plan

    plan = Plan(questions, out, retrieval_only, workers, fresh, limit)
    run_command(plan, store, llm, fail_under or (), fail_over or (), as_json)


@eval_app.command("compare")
def compare(
    runs: Annotated[list[Path], typer.Argument(help="Folders of finished runs; the first is what others are held to.")],
    out: Annotated[Path | None, typer.Option("--out", help="HTML file to write: figures, plots, questions.")] = None,
    fail_under: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Fail if a figure of the last run is lower.")
    ] = None,
    fail_over: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Fail if a figure of the last run is higher.")
    ] = None,
    fail_worse: Annotated[
        bool, typer.Option("--fail-worse", help="Fail if the last run is worse than the first by more than luck.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what differs between runs over the same questions, and whether it is more than luck.

    Exit status: 0 done; 2 wrong usage; 6 a figure does not keep its bound, or is worse.
    """
    from eval.compare.command import compare_command

    compare_command(runs, out, fail_under or (), fail_over or (), fail_worse, as_json)


@eval_app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="Question set: .jsonl, .json, .csv, .tsv, .xlsx, .yaml or .yml.")],
    store: Annotated[Path | None, typer.Option("--store", help="Folder of an index with the articles.")] = None,
    articles: Annotated[
        Path | None, typer.Option(help="Folder of the articles.", show_default="corpus/articles")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find gold that is not there, answers that leak, and questions asked twice."""
    from eval.check.command import check as check_set

    check_set(file, store, articles, as_json)


@eval_app.command("import-squad")
def import_squad(
    file: Path,
    corpus: Annotated[Path, typer.Option(help="Folder the paragraphs are written to, an article each.")],
    questions: Annotated[Path, typer.Option(help="File the questions are written to.")],
) -> None:
    """Turn a question set in SQuAD's format (CMRC2018, DRCD) into articles and a question set."""
    from eval import squad

    articles, asked = squad.import_squad(file, corpus, questions)
    err.print(f"{corpus}: {articles} articles; {questions}: {asked} questions", soft_wrap=True)


@eval_app.command("judge")
def judge(
    run: Annotated[Path, typer.Argument(help="Folder of a finished run.")],
    llm: Annotated[str | None, typer.Option("--llm", help="Chat model that judges (GUSU_LLM).")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many answers at most.", show_default="all")] = None,
    as_json: Json = False,
) -> None:
    """Let a chat model judge the answers of a run: faithfulness and relevance, beside what is measured."""
    from eval.judge.command import judge as judge_answers

    judge_answers(run, llm, limit, as_json)
