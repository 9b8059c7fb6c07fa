"""The front door: one command, ``gusu``, that hands over to the rooms.

Machine output (``--json``) goes to stdout, people's to stderr. Exit status: see corpus/errors.py.
"""

import logging
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.logging import RichHandler

from app.feedback.commands import feedback_app
from app.index_commands import index_app, own_articles, write
from app.settings import DEBUG, read_settings
from app.terminal import Json, Llm, Store, err, print_json
from corpus.errors import GusuError, ServiceError, UsageError
from eval.commands import eval_app

app = typer.Typer(
    help="Ask a corpus of articles about Suzhou's AI strategy; every sentence of an answer shows its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(index_app, name="index")
corpus_app = typer.Typer(help="The articles' own rules.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(corpus_app, name="corpus")
app.add_typer(eval_app, name="eval")
app.add_typer(feedback_app, name="feedback")


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
        return print_json(retrieval_json(retrieval))
    print_hits(err, retrieval)


@app.command()
def ask(question: str, store: Store = None, llm: Llm = None, as_json: Json = False) -> None:
    """Answer a question, each sentence with its source."""
    from app.build_engine import build_chat, build_engine
    from app.present import answer_json, print_answer

    settings = read_settings(store=store, llm=llm)
    answer = build_engine(settings).ask(question, chat=build_chat(settings))
    if as_json:
        print_json(answer_json(answer))
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
    open_to_all: Annotated[
        bool | None, typer.Option("--open-to-all", help="Beyond this machine, let everybody read without a login.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    build: Annotated[
        bool, typer.Option("--build", help="Build the index from corpus/articles if there is none.")
    ] = False,
) -> None:
    """Serve the web chat."""
    from app.build_engine import is_built
    from app.serve import serve
    from eval.tab.tab import eval_tab

    settings = read_settings(store=store, host=host, port=port, llm=llm, open_to_all=open_to_all)
    if build and not is_built(settings):
        write(settings, lambda builder: builder.build([own_articles()]), as_json=False)
    serve(settings, open_browser, [eval_tab()])


@app.command()
def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP instead of stdin and stdout.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to serve on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.", show_default="7861")] = None,
    store: Store = None,
    llm: Llm = None,
    open_to_all: Annotated[
        bool | None, typer.Option("--open-to-all", help="Beyond this machine, let everybody ask without a key.")
    ] = None,
) -> None:
    """Serve search and ask as tools for agents (Model Context Protocol)."""
    if not http and (host or port or open_to_all):
        raise UsageError("--host, --port and --open-to-all are for HTTP: add --http")
    from app.mcp.serve import serve_http, serve_stdio

    settings = read_settings(store=store, llm=llm, host=host, mcp_port=port, open_to_all=open_to_all)
    (serve_http if http else serve_stdio)(settings)


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

    count, problems = check_corpus(folder or own_articles(), facts, against)
    if as_json:
        print_json({"articles": count, "problems": [asdict(problem) for problem in problems]})
    for problem in problems:
        err.print(f"{problem.article}: {problem.rule}: {problem.message}", soft_wrap=True)
    err.print(f"{count} articles, {len(problems)} problems")
    if problems:
        raise typer.Exit(4)


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
