"""The front door: one command, ``gusu``, that hands over to the rooms.

Machine output (``--json``) goes to stdout, people's to stderr. Exit status: see corpus/errors.py.
"""

import json
import logging
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.table import Table
from rich.text import Text

from app.settings import DEBUG, Settings, read_settings
from corpus.errors import GusuError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.build import Builder, BuildSummary

app = typer.Typer(
    help="Ask a corpus of articles about Suzhou's AI strategy; every sentence of an answer shows its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
index_app = typer.Typer(help="Build and look after the index.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(index_app, name="index")
corpus_app = typer.Typer(help="The articles' own rules.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(corpus_app, name="corpus")
eval_app = typer.Typer(help="Question sets.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(eval_app, name="eval")

err = Console(stderr=True, highlight=False, markup=False)  # titles and paths are text
log = logging.getLogger("gusu")

Store = Annotated[Path | None, typer.Option("--store", help="Folder of the index (GUSU_STORE).", show_default="store")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Llm = Annotated[
    str | None,
    typer.Option(
        "--llm",
        help="Chat model that writes the answers (GUSU_LLM): openai:NAME, deepseek:NAME, ollama:NAME, gguf:FILE.",
        show_default="none: the articles' own words",
    ),
]
Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders of articles.", show_default="corpus/articles")
]


@index_app.command("build")
def index_build(paths: Paths = None, store: Store = None, as_json: Json = False) -> None:
    """Make the store hold exactly these sources; only what changed is embedded again."""
    sources = paths or [_own_articles()]
    _write(read_settings(store=store), lambda builder: builder.build(sources), as_json)


@index_app.command("add")
def index_add(paths: Annotated[list[Path], typer.Argument()], store: Store = None, as_json: Json = False) -> None:
    """Add sources to those the store holds, or replace them."""
    _write(read_settings(store=store), lambda builder: builder.add(paths), as_json)


@index_app.command("remove")
def index_remove(
    article_ids: Annotated[list[str], typer.Argument()], store: Store = None, as_json: Json = False
) -> None:
    """Take articles out of the store."""
    _write(read_settings(store=store), lambda builder: builder.remove(article_ids), as_json)


@index_app.command("status")
def index_status(store: Store = None, as_json: Json = False) -> None:
    """Say what the store holds."""
    from index.store.open import open_live

    settings = read_settings(store=store)
    generation = open_live(settings.store)
    manifest = generation.manifest
    if as_json:
        facts = manifest.model_dump(include={"generation", "created", "articles", "passages", "embedder", "splitter"})
        listed = [entry.model_dump(exclude={"offset", "size", "content_hash"}) for entry in generation.entries()]
        return _print_json({"store": str(settings.store), **facts, "sources": listed})
    table = Table("article", "title", "publisher", "date", "passages", box=None, header_style="bold")
    for entry in generation.entries():
        cells = (entry.id, entry.title, entry.publisher or "", entry.date or "", str(entry.passages))
        table.add_row(*(Text(cell) for cell in cells))
    err.print(table)
    err.print(
        f"{settings.store}: generation {manifest.generation} of {manifest.created}, {manifest.articles} articles, "
        f"{manifest.passages} passages, embedder {manifest.embedder}"
    )


@index_app.command("verify")
def index_verify(store: Store = None, as_json: Json = False) -> None:
    """Check every file, span, vector and term of the store."""
    from index.verify import verify

    settings = read_settings(store=store)
    generation = verify(settings.store)
    if as_json:
        return _print_json({"store": str(settings.store), "generation": generation.name, "passages": len(generation)})
    err.print(f"{settings.store}: generation {generation.name} is whole, {len(generation)} passages checked")


@app.command()
def search(
    question: str,
    k: Annotated[int | None, typer.Option("-k", help="How many passages.", show_default="10")] = None,
    article: Annotated[list[str] | None, typer.Option(help="Only of this article (its id); may be repeated.")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only of this publisher; may be repeated.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only of articles with this tag; may be repeated.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only of articles in zh or en; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(help="Only of articles of this day, month or year, or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only of articles of this day, month or year, or earlier.")] = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Find the passages nearest to a question, in all articles or in those that meet every condition given."""
    from app.build_engine import build_searcher
    from app.present import print_hits, retrieval_json
    from index.filter import filter_of

    settings = read_settings(store=store)
    where = filter_of(article, publisher, tag, language, since, until)
    retrieval = build_searcher(settings).search(question, settings.hits if k is None else k, where)
    if as_json:
        return _print_json(retrieval_json(retrieval))
    print_hits(err, retrieval)


@app.command()
def ask(question: str, store: Store = None, llm: Llm = None, as_json: Json = False) -> None:
    """Answer a question, each sentence with its source."""
    from app.build_engine import build_chat, build_engine
    from app.present import answer_json, print_answer

    settings = read_settings(store=store, llm=llm)
    answer = build_engine(settings).ask(question, chat=build_chat(settings))
    if as_json:
        _print_json(answer_json(answer))
    else:
        print_answer(err, answer)
    if answer.failure:  # the sources' own words stand in for the chat model's, but it should be noticed
        err.print(f"gusu: {answer.failure}", soft_wrap=True)
        raise typer.Exit(ServiceError.exit_status)


@app.command()
def chat(
    store: Store = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.", show_default="7860")] = None,
    llm: Llm = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    build: Annotated[
        bool, typer.Option("--build", help="Build the index from corpus/articles if there is none.")
    ] = False,
) -> None:
    """Serve the web chat."""
    from app.serve import serve
    from index.store.layout import Layout

    settings = read_settings(store=store, host=host, port=port, llm=llm)
    if build and not Layout(settings.store).current.exists():
        _write(settings, lambda builder: builder.build([_own_articles()]), as_json=False)
    serve(settings, open_browser)


@corpus_app.callback()
def corpus_main() -> None:
    """Keep ``check`` a command of its own: a group with one command would swallow its name."""


@corpus_app.command("check")
def corpus_check(
    folder: Annotated[Path | None, typer.Argument(help="Folder of articles.", show_default="corpus/articles")] = None,
    facts: Annotated[Path | None, typer.Option(help="Folder of facts (YAML): every number must be in them.")] = None,
    against: Annotated[Path | None, typer.Option(help="Folder of texts that no sentence may be shared with.")] = None,
    as_json: Json = False,
) -> None:
    """Check front matter, sources, structure, numbers and overlaps of the articles."""
    from corpus.check.run import check_corpus

    count, problems = check_corpus(folder or _own_articles(), facts, against)
    if as_json:
        _print_json({"articles": count, "problems": [asdict(problem) for problem in problems]})
    for problem in problems:
        err.print(f"{problem.article}: {problem.rule}: {problem.message}", soft_wrap=True)
    err.print(f"{count} articles, {len(problems)} problems")
    if problems:
        raise typer.Exit(4)


@eval_app.command("import-squad")
def eval_import_squad(
    file: Path,
    corpus: Annotated[Path, typer.Option(help="Folder the paragraphs are written to, an article each.")],
    questions: Annotated[Path, typer.Option(help="File the questions are written to.")],
) -> None:
    """Turn a question set in SQuAD's format (CMRC2018, DRCD) into articles and a question set."""
    from eval.squad import import_squad

    articles, asked = import_squad(file, corpus, questions)
    err.print(f"{corpus}: {articles} articles; {questions}: {asked} questions", soft_wrap=True)


def _write(settings: Settings, change: "Callable[[Builder], BuildSummary]", as_json: bool) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from app.build_engine import build_embedder
    from index.build import Builder

    columns = (TextColumn("{task.description:>6}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        builder = Builder(settings.store, build_embedder(settings), settings.splitter, show)
        summary = change(builder)
    if as_json:
        _print_json(asdict(summary))
    else:
        err.print(
            f"{settings.store}: generation {summary.generation}, {summary.articles} articles, {summary.passages} "
            f"passages; {summary.added} added, {summary.updated} updated, {summary.removed} removed, "
            f"{summary.unchanged} unchanged; {summary.embedded} passages embedded in {summary.seconds:.1f} s",
            soft_wrap=True,
        )
    for refusal in summary.refused:
        err.print(f"gusu: refused {refusal.path}: {refusal.reason}", soft_wrap=True)
    if summary.refused:
        raise typer.Exit(4)


def _own_articles() -> Path:
    import corpus

    return Path(corpus.__file__).parent / "articles"


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def main() -> None:
    """Run the command line; every error that people meet leaves as one line and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # Windows consoles default to a code page without 苏
    handler = RichHandler(level=logging.WARNING, console=err, show_path=False, show_time=False)
    logging.basicConfig(format="%(message)s", handlers=[handler])
    try:
        app()
    except GusuError as error:
        err.print(f"gusu: {error}", soft_wrap=True)
        raise SystemExit(error.exit_status) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:  # the last door: a bug still leaves one line, and says how to see more
        if os.environ.get(DEBUG):
            traceback.print_exc()
        err.print(
            f"gusu: internal error, {type(error).__name__}: {error}. Set {DEBUG}=1 to see where, and report it",
            soft_wrap=True,
        )
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
