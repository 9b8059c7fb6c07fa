"""Puts the house together: settings in, an engine out."""

from functools import partial
from typing import TYPE_CHECKING

from app.settings import Settings
from corpus.errors import UsageError
from index.embed.embedder import Embedder, LazyEmbedder
from index.search import Searcher

if TYPE_CHECKING:  # what answers takes most of a second to import, and only some commands need it
    from app.answer.chat_model import ChatModel
    from app.answer.engine import Engine
    from corpus.fetch.fetcher import Fetcher
    from index.build import Progress
    from index.generation import Generation
    from index.milvus.place import Place
    from index.milvus.shard import Shard
    from index.writing import StoreBuilder


def build_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; nothing is loaded yet, and no server asked.

    Raises: UsageError where an embedding server is named by half.
    """
    base_url, model, key = settings.embedding_base_url, settings.embedding_model, settings.embedding_api_key
    if not base_url and not model:
        return LazyEmbedder(settings.embedder, settings.cache)
    if not base_url or not model:
        raise UsageError(
            "an embedding server is named by both, embedding_base_url and embedding_model: set the other too"
        )
    from index.embed.remote_embedder import Remote, RemoteEmbedder

    prefixes = settings.embedding_question_prefix, settings.embedding_passage_prefix
    return RemoteEmbedder(Remote(base_url, model, key.get_secret_value() if key else "", *prefixes))


def milvus_place(settings: Settings) -> "Place":
    """Where the settings say that Milvus is. Raises: UsageError."""
    from index.milvus.place import Place

    token = settings.milvus_token.get_secret_value() if settings.milvus_token else ""
    return Place(settings.milvus_uri or str(settings.store / "milvus.db"), token, settings.milvus_name)


def build_fetcher(settings: Settings) -> "Fetcher":
    """What goes out for addresses: to the public Internet, and to the networks that the settings name."""
    from corpus.fetch.fetcher import Fetcher
    from corpus.fetch.guard import Guard, public_or_in
    from corpus.fetch.limits import Limits

    limits = Limits(ports=frozenset(settings.fetch_ports), pause_seconds=settings.fetch_pause)
    return Fetcher(limits, Guard(public_or_in(settings.fetch_networks)))


def build_searcher(settings: Settings) -> Searcher:
    """A searcher on the live generation. Raises: StoreError if it cannot be opened, ServiceError."""
    embedder = build_embedder(settings)
    if settings.engine == "files":
        return Searcher(settings.store, embedder)
    from index.milvus.database import Database
    from index.milvus.shelf import MilvusShelf

    return Searcher(MilvusShelf(Database(milvus_place(settings), embedder.fingerprint)), embedder)


def open_generation(settings: Settings) -> "Generation":
    """What the store holds, whichever embedder built it, if the engine tells. Raises: StoreError, ServiceError."""
    if settings.engine == "files":
        from index.store.open import open_live

        return open_live(settings.store)
    from index.milvus.database import Database
    from index.milvus.shelf import MilvusShelf

    return MilvusShelf(Database(milvus_place(settings), build_embedder(settings).fingerprint)).open()


def is_built(settings: Settings) -> bool:
    """Whether the store holds anything, for the settings' embedder if the engine tells; nothing is opened.

    Raises: ServiceError if that cannot be seen.
    """
    if settings.engine == "files":
        from index.store.layout import Layout

        return Layout(settings.store).current.exists()
    from index.milvus.database import Database

    database = Database(milvus_place(settings), build_embedder(settings).fingerprint)
    return database.exists() and database.find_state() is not None


def store_name(settings: Settings) -> str:
    """The store, as people are told of it."""
    return str(settings.store) if settings.engine == "files" else milvus_place(settings).uri


def build_builder(
    settings: Settings, embedder: Embedder, progress: "Progress" = lambda *_: None, shard: "Shard | None" = None
) -> "StoreBuilder":
    """What writes to the store. Raises: UsageError for a ``shard`` of an engine that has none."""
    fetcher = partial(build_fetcher, settings)
    if settings.engine == "milvus":
        from index.milvus.build import MilvusBuilder

        return MilvusBuilder(milvus_place(settings), embedder, settings.splitter, progress, fetcher, shard)
    if shard is not None:
        raise UsageError("--shard is for the Milvus engine (GUSU_ENGINE=milvus): a store of files has one writer")
    from index.build import Builder

    return Builder(settings.store, embedder, settings.splitter, progress, fetcher)


def build_engine(settings: Settings) -> "Engine":
    """Everything a question needs. Raises: StoreError if the store cannot be opened."""
    from app.answer.engine import Engine
    from app.answer.reader.reader import PassageReader

    return Engine(build_searcher(settings), PassageReader(settings.cache), settings.hits, settings.strict)


def build_chat(settings: Settings) -> "ChatModel | None":
    """The chat model that the settings name. Raises: UsageError, ServiceError if it cannot be had."""
    from app.llm.open_model import ChatModels

    return ChatModels(settings).open(settings.llm) if settings.llm else None
