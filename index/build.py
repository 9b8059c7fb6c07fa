"""Make the store hold a set of sources: load, split, embed what is new, write a generation, make it live."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.errors import SourceError, StoreError, UsageError
from corpus.load import Loaded, Refusal, load
from index.embed.embedder import Embedder
from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.split import Passage, SplitSettings, passages
from index.store.generation import Generation, embedded_text, write_generation
from index.store.layout import Layout
from index.store.open import open_live
from index.store.vectors import VectorCache, passage_key

_EMBEDDED_AT_ONCE = 64  # passages between two steps of the progress bar, and two commits of vectors

Progress = Callable[[str, int, int], None]
"""Told of a stage (``load``, ``embed``, ``write``), how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did; all but ``embedded`` and ``passages`` count articles. ``seconds`` is wall time."""

    generation: str
    articles: int
    passages: int
    added: int
    updated: int
    removed: int
    unchanged: int
    embedded: int
    refused: tuple[Refusal, ...]
    seconds: float


class Builder:
    """Writes to one store, with one embedder and one way of splitting."""

    def __init__(
        self, root: Path, embedder: Embedder, splitter: SplitSettings, progress: Progress = lambda *_: None
    ) -> None:
        self.layout = Layout(root)
        self.embedder = embedder
        self.splitter = splitter
        self.progress = progress

    def build(self, paths: Sequence[Path]) -> BuildSummary:
        """Make the store hold exactly the articles of ``paths``.

        A source that was good and cannot be read now keeps the article it gave before, and is named as refused.
        Raises: UsageError for a path that does not exist; SourceError if nothing at all could be read;
        StoreBusy, StoreError if the store cannot be written. In each case the live generation stays as it was.
        """
        started = time.perf_counter()
        with self.layout.writing():
            live = self._live()
            loaded = self._load(paths, {})
            kept, refused = _keep_refused(loaded, live)
            return self._replace(live, [*loaded.articles, *kept], refused, started)

    def add(self, paths: Sequence[Path]) -> BuildSummary:
        """Add the articles of ``paths`` to those the store holds, in place of those with their ids.

        A file of the same name as another article's gets an id of its own. Raises as build.
        """
        started = time.perf_counter()
        with self.layout.writing():
            live = self._live()
            loaded = self._load(paths, {entry.id: entry.path for entry in live.catalog} if live else {})
            names = {article.id for article in loaded.articles}
            held = _all_articles(live, without=names)
            return self._replace(live, [*held, *loaded.articles], loaded.refused, started)

    def remove(self, article_ids: Iterable[str]) -> BuildSummary:
        """Take articles out. Raises: UsageError for an id the store does not hold, or if none would be left."""
        started = time.perf_counter()
        with self.layout.writing():
            live = open_live(self.layout.root)
            names = set(article_ids)
            if unknown := sorted(name for name in names if name not in live):
                raise UsageError(f"the store holds no article {unknown[0]!r}: gusu index status lists their ids")
            articles = _all_articles(live, without=names)
            if not articles:
                raise UsageError("that would leave the store empty: remove its folder instead")
            return self._replace(live, articles, (), started)

    def _load(self, paths: Sequence[Path], held: Mapping[str, str]) -> Loaded:
        self.progress("load", 0, len(paths))
        loaded = load(paths, held)
        self.progress("load", len(paths), len(paths))
        return loaded

    def _live(self) -> Generation | None:
        try:
            return open_live(self.layout.root)
        except (StoreMissing, StoreDamaged, StoreMismatch):
            return None  # this build is what mends it

    def _replace(
        self, live: Generation | None, articles: list[Article], refused: Sequence[Refusal], started: float
    ) -> BuildSummary:
        if not articles:
            reasons = "; ".join(f"{r.path} {r.reason}" for r in refused[:3]) or "there are no files in it"
            raise SourceError(f"nothing to index: {reasons}. The store is as it was")
        articles.sort(key=lambda article: article.id)
        before = {entry.id: entry for entry in live.catalog} if live else {}
        hashes = {article.id: article.content_hash() for article in articles}
        added = [name for name in hashes if name not in before]
        unchanged = [name for name in hashes if name in before and before[name].content_hash == hashes[name]]
        generation, count, embedded = self._write(live, articles, hashes)
        return BuildSummary(
            generation=generation,
            articles=len(articles),
            passages=count,
            added=len(added),
            updated=len(hashes) - len(added) - len(unchanged),
            removed=len(set(before) - set(hashes)),
            unchanged=len(unchanged),
            embedded=embedded,
            refused=tuple(refused),
            seconds=round(time.perf_counter() - started, 3),
        )

    def _write(self, live: Generation | None, articles: list[Article], hashes: dict[str, str]) -> tuple[str, int, int]:
        """Name of the generation that holds ``articles``, its passages, and how many had to be embedded."""
        if live and self._holds(live, articles, hashes):
            return live.name, len(live), 0
        pieces = [(article, passage) for article in articles for passage in passages(article, self.splitter)]
        keys = [passage_key(embedded_text(article, passage)) for article, passage in pieces]
        try:
            with VectorCache(self.layout.embeddings, self.embedder.fingerprint) as cache:
                vectors, embedded = self._vectors(cache, keys, pieces)
                name = self._publish(articles, [passage for _, passage in pieces], vectors)
                cache.keep_only(keys)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.layout.embeddings} cannot be used ({error}): remove it and build again") from error
        except OSError as error:
            raise StoreError(f"{self.layout.root} cannot be written: {error.strerror}; it is as it was") from error
        return name, len(pieces), embedded

    def _holds(self, live: Generation, articles: Sequence[Article], hashes: dict[str, str]) -> bool:
        manifest = live.manifest
        same_way = manifest.embedder == self.embedder.fingerprint and manifest.splitter == self.splitter.fingerprint()
        wanted = [(article.id, hashes[article.id], article.path) for article in articles]
        return same_way and wanted == [(entry.id, entry.content_hash, entry.path) for entry in live.catalog]

    def _vectors(
        self, cache: VectorCache, keys: list[str], pieces: list[tuple[Article, Passage]]
    ) -> tuple[NDArray[np.float32], int]:
        known = cache.get(keys)
        texts = {key: embedded_text(*piece) for key, piece in zip(keys, pieces, strict=True) if key not in known}
        missing = sorted(texts, key=lambda key: len(texts[key]))  # passages of one length share a batch
        for at in range(0, len(missing), _EMBEDDED_AT_ONCE):
            self.progress("embed", at, len(missing))
            part = missing[at : at + _EMBEDDED_AT_ONCE]
            fresh = dict(zip(part, self.embedder.passages([texts[key] for key in part]), strict=True))
            cache.put(fresh)
            known |= fresh
        self.progress("embed", len(missing), len(missing))
        return np.stack([known[key] for key in keys]), len(missing)

    def _publish(self, articles: list[Article], pieces: list[Passage], vectors: NDArray[np.float32]) -> str:
        self.progress("write", 0, 1)
        name = self.layout.next_name()
        draft = self.layout.draft()
        write_generation(draft, name, articles, pieces, vectors, self.embedder.fingerprint, self.splitter)
        self.layout.publish(draft, name)
        self.progress("write", 1, 1)
        return name


def _all_articles(live: Generation | None, without: set[str]) -> list[Article]:
    return [live.article(entry.id) for entry in live.catalog if entry.id not in without] if live else []


def _keep_refused(loaded: Loaded, live: Generation | None) -> tuple[list[Article], list[Refusal]]:
    """Articles that refused sources gave in the live generation, and the refusals, saying so where one is kept.

    A folder that could not be looked into keeps all that came from below it.
    """
    taken = {article.id for article in loaded.articles}
    read = {article.path for article in loaded.articles}
    held = [entry for entry in live.catalog if entry.id not in taken and entry.path not in read] if live else []
    kept: dict[str, Article] = {}
    told = []
    for refusal in loaded.refused:
        place = Path(refusal.path).resolve()
        lost = [entry.id for entry in held if Path(entry.path) == place or place in Path(entry.path).parents]
        if live and lost:
            kept |= {article_id: live.article(article_id) for article_id in lost}
            refusal = replace(refusal, reason=f"{refusal.reason}; what was indexed from it before is kept")
        told.append(refusal)
    return list(kept.values()), told
