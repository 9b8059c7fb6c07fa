"""``gusu index``: build and look after the store."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from app.settings import Settings, read_settings
from app.terminal import Json, Store, err, print_json
from corpus.errors import GusuError, UsageError
from corpus.fetch.address import DEFAULT_LIMIT, Feed, Sitemap
from corpus.source import Source, source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from corpus.refusal import Refusal
    from index.embed.embedder import Embedder
    from index.milvus.shard import Shard
    from index.summary import BuildSummary
    from index.writing import StoreBuilder

index_app = typer.Typer(help="Build and look after the index.", no_args_is_help=True, rich_markup_mode=None)

Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders of articles.", show_default="corpus/articles")
]
Sources = Annotated[
    list[str] | None, typer.Argument(help="Files, folders or addresses of articles.", show_default="corpus/articles")
]


@index_app.command("build")
def index_build(
    sources: Sources = None,
    shard: Annotated[
        str | None, typer.Option(help="Only this part of the files, 2/8; on Milvus, where all parts may run at once.")
    ] = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Make the store hold exactly these sources; only what changed is embedded again."""
    from index.milvus.shard import Shard

    named = [source_of(text) for text in sources or ()] or [own_articles()]
    part = None if shard is None else Shard.read(shard)
    write(read_settings(store=store), lambda builder: builder.build(named), as_json, part)


@index_app.command("add")
def index_add(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Files, folders or addresses (https://…) of articles.")
    ] = None,
    feed: Annotated[list[str] | None, typer.Option(help="Address of an RSS or Atom feed; may be repeated.")] = None,
    sitemap: Annotated[list[str] | None, typer.Option(help="Address of a sitemap; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(help="How many pages, the newest, of each feed or sitemap.")] = DEFAULT_LIMIT,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Add sources to those the store holds, or replace them."""
    named: list[Source] = [source_of(text) for text in sources or ()]
    named += [Feed(text, limit) for text in feed or ()] + [Sitemap(text, limit) for text in sitemap or ()]
    if not named:
        raise UsageError("there is nothing to add: name files, folders or addresses, a --feed or a --sitemap")
    write(read_settings(store=store), lambda builder: builder.add(named), as_json)


@index_app.command("remove")
def index_remove(
    article_ids: Annotated[list[str], typer.Argument()],
    forget: Annotated[
        bool, typer.Option("--forget", help="Drop the generation before as well: no rollback brings them back.")
    ] = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Take articles out of the store, and prove that nothing gives their text any more."""
    write(read_settings(store=store), lambda builder: builder.remove(article_ids, forget), as_json)


@index_app.command("rollback")
def index_rollback(store: Store = None, as_json: Json = False) -> None:
    """Make the generation before the live one live again; once more, and the newer one is back."""
    from app.build_engine import build_builder, build_embedder
    from app.receipts import print_rollback

    settings = read_settings(store=store)
    done = build_builder(settings, build_embedder(settings)).rollback()
    if as_json:
        return print_json(asdict(done))
    print_rollback(err, str(settings.store), done)


@index_app.command("show")
def index_show(
    article_id: Annotated[str, typer.Argument(help="Id of an article, or the path of a source that was refused.")],
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Say what is known of an article, and how its source was read."""
    from app.build_engine import open_generation
    from app.receipts import article_json, print_article, refused_as
    from index.store.refusals import read_refusals

    settings = read_settings(store=store)
    if refusal := refused_as(read_refusals(settings.store), article_id):
        if as_json:
            return print_json(asdict(refusal))
        return err.print(f"{refusal.path} was refused: {refusal.reason}", soft_wrap=True)
    facts = article_json(open_generation(settings), article_id)
    if as_json:
        return print_json(facts)
    print_article(err, facts)


@index_app.command("watch")
def index_watch(paths: Paths = None, store: Store = None, as_json: Json = False) -> None:
    """Build, and build again whenever these files change, until Ctrl+C; with --json, an object a build."""
    from app.build_engine import build_embedder
    from index.watch import watch

    settings, sources = read_settings(store=store), paths or [own_articles()]
    embedder = build_embedder(settings)  # loaded once for all builds
    known: set[Refusal] = set()

    def told(outcome: "BuildSummary | GusuError") -> None:
        if isinstance(outcome, GusuError):
            err.print(f"gusu: {outcome}", soft_wrap=True)
            return
        _say(settings, outcome, as_json, known)
        known.clear()
        known.update(outcome.refused)
        sys.stdout.flush()

    err.print(f"watching {', '.join(map(str, sources))} (Ctrl+C stops it)", soft_wrap=True)
    watch(lambda: _changed(settings, embedder, lambda builder: builder.build(sources)), sources, settings.store, told)


@index_app.command("status")
def index_status(store: Store = None, as_json: Json = False) -> None:
    """Say what the store holds."""
    from app.build_engine import open_generation, store_name
    from index.store.refusals import read_refusals

    settings = read_settings(store=store)
    generation = open_generation(settings)
    manifest = generation.manifest
    refused = read_refusals(settings.store)
    if as_json:
        facts = manifest.model_dump(include={"generation", "created", "articles", "passages", "embedder", "splitter"})
        listed = [entry.model_dump(exclude={"offset", "size", "content_hash"}) for entry in generation.entries()]
        told = {"sources": listed, "refused": [asdict(refusal) for refusal in refused]}
        return print_json({"store": store_name(settings), **facts, **told})
    table = Table("article", "title", "publisher", "date", "passages", box=None, header_style="bold")
    for entry in generation.entries():
        cells = (entry.id, entry.title, entry.publisher or "", entry.date or "", str(entry.passages))
        table.add_row(*(Text(cell) for cell in cells))
    err.print(table)
    err.print(
        f"{store_name(settings)}: generation {manifest.generation} of {manifest.created}, "
        f"{manifest.articles} articles, {manifest.passages} passages, embedder {manifest.embedder}"
    )
    for refusal in refused:
        err.print(f"refused {refusal.path}: {refusal.reason}", soft_wrap=True)


@index_app.command("verify")
def index_verify(store: Store = None, as_json: Json = False) -> None:
    """Check every file, span, vector and term of the store."""
    from index.verify import verify

    settings = read_settings(store=store)
    if settings.engine != "files":
        raise UsageError("index verify is for a store of files: Milvus looks after its own")
    generation = verify(settings.store)
    if as_json:
        return print_json({"store": str(settings.store), "generation": generation.name, "passages": len(generation)})
    err.print(f"{settings.store}: generation {generation.name} is whole, {len(generation)} passages checked")


def write(
    settings: Settings,
    change: "Callable[[StoreBuilder], BuildSummary]",
    as_json: bool,
    shard: "Shard | None" = None,
) -> None:
    """Change the store and tell what was done. Raises: typer.Exit with status 4 if sources were refused."""
    from app.build_engine import build_embedder

    summary = _changed(settings, build_embedder(settings), change, shard)
    _say(settings, summary, as_json)
    if summary.refused:
        raise typer.Exit(4)


def _changed(
    settings: Settings,
    embedder: "Embedder",
    change: "Callable[[StoreBuilder], BuildSummary]",
    shard: "Shard | None" = None,
) -> "BuildSummary":
    """What a change of the store did; its progress is shown in a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from app.build_engine import build_builder

    columns = (TextColumn("{task.description:>6}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        return change(build_builder(settings, embedder, show, shard))


def _say(
    settings: Settings, summary: "BuildSummary", as_json: bool, known: "Collection[Refusal]" = frozenset()
) -> None:
    """Tell what a change did, and of the refused sources those that are not ``known``."""
    from app.build_engine import store_name
    from app.receipts import print_account

    if as_json:
        print_json(asdict(summary))
    else:
        err.print(
            f"{store_name(settings)}: generation {summary.generation}, {summary.articles} articles, {summary.passages} "
            f"passages; {summary.added} added, {summary.updated} updated, {summary.removed} removed, "
            f"{summary.unchanged} unchanged; {summary.embedded} passages embedded in {summary.seconds:.1f} s",
            soft_wrap=True,
        )
        print_account(err, summary)
    for refusal in (refusal for refusal in summary.refused if refusal not in known):
        err.print(f"gusu: refused {refusal.path}: {refusal.reason}", soft_wrap=True)


def own_articles() -> Path:
    """The folder of the articles that come with the product."""
    import corpus

    return Path(corpus.__file__).parent / "articles"
