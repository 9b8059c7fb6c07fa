"""Make the store hold a set of sources: load, split, embed what is new, write a generation, make it live."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.errors import SourceError, StoreError, UsageError
from corpus.load import Refusal, stream
from index.embed.embedder import Embedder
from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.split import Passage, SplitSettings, passages
from index.store.draft import GenerationDraft
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.open import open_live
from index.store.segment import embedded_text
from index.store.vectors import VectorCache, passage_key

_EMBEDDED_AT_ONCE = 256  # passages between two steps of the progress bar, and two commits of vectors

Progress = Callable[[str, int, int], None]
"""Told of a stage (``load``, ``embed``, ``write``), how much of it is done, and of how much: files, then articles."""


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


@dataclass(slots=True)
class _Sorted:
    """The articles of a build by what they are to the live generation."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    seen: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)  # paths
    refused: list[Refusal] = field(default_factory=list)


class Builder:
    """Writes to one store, with one embedder and one way of splitting."""

    def __init__(
        self, root: Path, embedder: Embedder, splitter: SplitSettings, progress: Progress = lambda *_: None
    ) -> None:
        self.layout = Layout(root)
        self.embedder = embedder
        self.splitter = splitter
        self.progress = progress
        self._files = 0  # found in the sources

    def build(self, paths: Sequence[Path]) -> BuildSummary:
        """Make the store hold exactly the articles of ``paths``.

        A source that was good and cannot be read now keeps the article it gave before, and is named as refused.
        Raises: UsageError for a path that does not exist; SourceError if nothing at all could be read;
        StoreBusy, StoreError if the store cannot be written. In each case the live generation stays as it was.
        """
        with self.layout.writing():
            try:
                live = open_live(self.layout.root)
            except (StoreMissing, StoreDamaged, StoreMismatch):
                live = None  # this build is what mends it
            return self._replace(live, self._stream(paths, {}))

    def add(self, paths: Sequence[Path]) -> BuildSummary:
        """Add the articles of ``paths`` to those the store holds, in place of those with their ids.

        A file of the same name as another article's gets an id of its own. Raises as build; StoreDamaged and
        StoreMismatch too, as what the store held would be lost.
        """
        with self.layout.writing():
            try:
                live = open_live(self.layout.root)
            except StoreMissing:
                live = None
            held = {article_id: path for article_id, (_, path) in _known(live).items()}
            return self._replace(live, self._stream(paths, held), keep=set(held))

    def remove(self, article_ids: Iterable[str]) -> BuildSummary:
        """Take articles out. Raises: UsageError for an id the store does not hold, or if none would be left."""
        with self.layout.writing():
            live = open_live(self.layout.root)
            names = set(article_ids)
            if unknown := sorted(name for name in names if name not in live):
                raise UsageError(f"the store holds no article {unknown[0]!r}: gusu index status lists their ids")
            kept = _known(live).keys() - names
            if not kept:
                raise UsageError("that would leave the store empty: remove its folder instead")
            return self._replace(live, iter(()), keep=kept)

    def _stream(self, paths: Sequence[Path], held: Mapping[str, str]) -> Iterator[Article | Refusal]:
        def loaded(done: int, total: int) -> None:
            self._files = total
            self.progress("load", done, total)

        return stream(paths, held, loaded)

    def _replace(
        self, live: Generation | None, sources: Iterator[Article | Refusal], keep: Iterable[str] = ()
    ) -> BuildSummary:
        """Make a generation of ``sources`` and the live one's articles in ``keep``, and those of refused sources."""
        started = time.perf_counter()
        before = _known(live)
        base = live if live and self._built_alike(live) else None
        sorting = _Sorted()
        intake = _Intake(self, base)
        try:
            for article, content_hash in _sort(sources, before, base is not None, sorting):
                intake.add(article, content_hash)
                self.progress("embed", len(sorting.seen) - 1, max(self._files, len(sorting.seen)))
            self.progress("embed", len(sorting.seen), len(sorting.seen))
            kept = (set(keep) | _kept_for(sorting, before)) - sorting.seen
            if not sorting.seen and not kept:
                reasons = "; ".join(f"{r.path} {r.reason}" for r in sorting.refused[:3]) or "there are no files in it"
                raise SourceError(f"nothing to index: {reasons}. The store is as it was")
            gone = before.keys() - sorting.seen - kept
            if live and not base:
                for article_id in sorted(kept):
                    intake.add(live.article(article_id), before[article_id][0])
            name, articles, count = intake.publish(gone)
        except sqlite3.DatabaseError as error:
            place = self.layout.embeddings
            raise StoreError(f"{place} cannot be used ({error}): remove it and build again") from error
        except OSError as error:
            raise StoreError(f"{self.layout.root} cannot be written: {error.strerror}; it is as it was") from error
        finally:
            intake.close()
        return BuildSummary(
            generation=name,
            articles=articles,
            passages=count,
            added=sorting.added,
            updated=sorting.updated,
            removed=len(gone),
            unchanged=sorting.unchanged + len(kept),
            embedded=intake.embedded,
            refused=tuple(sorting.refused),
            seconds=round(time.perf_counter() - started, 3),
        )

    def _built_alike(self, live: Generation) -> bool:
        manifest = live.manifest
        return manifest.embedder == self.embedder.fingerprint and manifest.splitter == self.splitter.fingerprint()


class _Intake:
    """Embeds new articles some at a time, and hands them to a draft that is begun with the first of them."""

    def __init__(self, builder: Builder, base: Generation | None) -> None:
        self._builder = builder
        self._base = base
        self._draft: GenerationDraft | None = None
        self._cache: VectorCache | None = None
        self._waiting: list[tuple[Article, str, list[Passage], list[str]]] = []
        self.embedded = 0

    def add(self, article: Article, content_hash: str) -> None:
        """Take a new or changed article."""
        pieces = passages(article, self._builder.splitter)
        texts = [embedded_text(article, piece) for piece in pieces]
        self._waiting.append((article, content_hash, pieces, texts))
        if sum(len(texts) for *_, texts in self._waiting) >= _EMBEDDED_AT_ONCE:
            self._embed()

    def publish(self, gone: set[str]) -> tuple[str, int, int]:
        """Make it all the live generation; gives its name, articles and passages. Nothing new, nothing is written."""
        if self._waiting:
            self._embed()
        self._builder.progress("write", 0, 1)
        layout, base = self._builder.layout, self._base
        if base and not self._draft and not gone:
            self._builder.progress("write", 1, 1)
            return base.name, base.manifest.articles, len(base)
        dim = base.manifest.dim if base else self._builder.embedder.dim
        draft = self._draft or GenerationDraft(layout.draft(), base, dim)
        replaced = draft.replaced | gone
        name = layout.next_name()
        draft.finish(name, gone, self._builder.embedder.fingerprint, self._builder.splitter)
        layout.publish(draft.folder, name)
        self._forget(replaced)
        self._builder.progress("write", 1, 1)
        return name, draft.articles, draft.passages

    def close(self) -> None:
        """Let go of the vectors' file."""
        if self._cache:
            self._cache.close()

    def _embed(self) -> None:
        keys = [[passage_key(text) for text in texts] for *_, texts in self._waiting]
        texts = {
            key: text for k, (*_, t) in zip(keys, self._waiting, strict=True) for key, text in zip(k, t, strict=True)
        }
        vectors = self._vectors(texts)
        if self._draft is None:
            self._draft = GenerationDraft(self._builder.layout.draft(), self._base, self._builder.embedder.dim)
        for (article, content_hash, pieces, words), names in zip(self._waiting, keys, strict=True):
            rows = np.array([vectors[name] for name in names]).reshape(len(names), self._builder.embedder.dim)
            self._draft.add(article, content_hash, pieces, words, rows)
        self._waiting = []

    def _vectors(self, texts: dict[str, str]) -> dict[str, NDArray[np.floating]]:
        cache = self._open_cache()
        known = cache.get(texts)
        missing = [key for key in texts if key not in known]
        if missing:
            fresh = self._builder.embedder.passages([texts[key] for key in missing])
            found = dict(zip(missing, fresh, strict=True))
            cache.put(found)
            known |= found
            self.embedded += len(missing)
        return known

    def _forget(self, article_ids: set[str]) -> None:
        """Drop the vectors of passages that are no more."""
        cache = self._open_cache()
        if not self._base:
            cache.drop_others()
            return
        for article_id in article_ids:
            article = self._base.article(article_id)
            pieces = passages(article, self._builder.splitter)
            cache.drop(passage_key(embedded_text(article, piece)) for piece in pieces)

    def _open_cache(self) -> VectorCache:
        if self._cache is None:
            self._cache = VectorCache(self._builder.layout.embeddings, self._builder.embedder.fingerprint)
        return self._cache


def _known(live: Generation | None) -> dict[str, tuple[str, str]]:
    """Content hash and path of every article of the live generation, by id."""
    segments = live.segments if live else []
    return {name: (digest, path) for segment in segments for name, digest, path in segment.catalog.known()}


def _sort(
    sources: Iterable[Article | Refusal], before: Mapping[str, tuple[str, str]], has_base: bool, sorting: _Sorted
) -> Iterator[tuple[Article, str]]:
    """The articles that must be written, with their content hashes; what becomes of all is noted in ``sorting``."""
    for item in sources:
        if isinstance(item, Refusal):
            sorting.refused.append(item)
            continue
        sorting.seen.add(item.id)
        sorting.read.add(item.path)
        content_hash = item.content_hash()
        old_hash, old_path = before.get(item.id, (None, None))
        if old_hash is None:
            sorting.added += 1
        elif old_hash != content_hash:
            sorting.updated += 1
        else:
            sorting.unchanged += 1
            if has_base and old_path == item.path:
                continue
        yield item, content_hash


def _kept_for(sorting: _Sorted, before: Mapping[str, tuple[str, str]]) -> set[str]:
    """Ids of the articles that refused sources gave before; each refusal is made to say so.

    A folder that could not be looked into keeps all that came from below it.
    """
    held = {
        name: Path(path) for name, (_, path) in before.items() if name not in sorting.seen and path not in sorting.read
    }
    kept: set[str] = set()
    for number, refusal in enumerate(sorting.refused):
        place = Path(refusal.path).resolve()
        lost = {name for name, path in held.items() if path == place or place in path.parents}
        if lost:
            kept |= lost
            said = f"{refusal.reason}; what was indexed from it before is kept"
            sorting.refused[number] = replace(refusal, reason=said)
    return kept
