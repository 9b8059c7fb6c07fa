"""Puts the house together: settings in, an engine out."""

from typing import TYPE_CHECKING

from app.settings import Settings
from index.embed.embedder import LazyEmbedder
from index.search import Searcher

if TYPE_CHECKING:  # what answers takes most of a second to import, and only some commands need it
    from app.answer.chat_model import ChatModel
    from app.answer.engine import Engine
    from corpus.fetch.fetcher import Fetcher


def build_embedder(settings: Settings) -> LazyEmbedder:
    """The embedder that the settings name; nothing is loaded yet."""
    return LazyEmbedder(settings.embedder, settings.cache)


def build_fetcher(settings: Settings) -> "Fetcher":
    """What goes out for addresses: to the public Internet, and to the networks that the settings name."""
    from corpus.fetch.fetcher import Fetcher
    from corpus.fetch.guard import Guard, public_or_in
    from corpus.fetch.limits import Limits

    limits = Limits(ports=frozenset(settings.fetch_ports), pause_seconds=settings.fetch_pause)
    return Fetcher(limits, Guard(public_or_in(settings.fetch_networks)))


def build_searcher(settings: Settings) -> Searcher:
    """A searcher on the live generation. Raises: StoreError if it cannot be opened."""
    return Searcher(settings.store, build_embedder(settings))


def build_engine(settings: Settings) -> "Engine":
    """Everything a question needs. Raises: StoreError if the store cannot be opened."""
    from app.answer.engine import Engine
    from app.answer.reader.reader import PassageReader

    return Engine(build_searcher(settings), PassageReader(settings.cache), settings.hits, settings.strict)


def build_chat(settings: Settings) -> "ChatModel | None":
    """The chat model that the settings name. Raises: UsageError, ServiceError if it cannot be had."""
    from app.llm.open_model import ChatModels

    return ChatModels(settings).open(settings.llm) if settings.llm else None
