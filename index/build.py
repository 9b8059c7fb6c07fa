"""Make the store hold a set of sources: load, split, embed what is new, write a generation, make it live."""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.batch import Batch, MadeFetcher
from corpus.errors import SourceError, StoreError, UsageError
from corpus.source import Source
from index.embed.embedder import Embedder
from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.identity import held_by
from index.intake import Intake
from index.proof import prove
from index.rollback import Rollback, rollback
from index.sorting import Sorting
from index.split import SplitSettings
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.open import open_live
from index.store.refusals import read_refusals, write_refusals
from index.summary import BuildSummary

__all__ = ["BuildSummary", "Builder", "Progress"]

Progress = Callable[[str, int, int], None]
"""Told of a stage (``load``, ``embed``, ``write``), how much of it is done, and of how much: files, then articles."""

_PATIENCE = 60  # seconds that what was fetched waits for another build


class Builder:
    """Writes to one store, with one embedder and one way of splitting."""

    def __init__(
        self,
        root: Path,
        embedder: Embedder,
        splitter: SplitSettings,
        progress: Progress = lambda *_: None,
        fetcher: MadeFetcher | None = None,
    ) -> None:
        self.layout = Layout(root)
        self.embedder = embedder
        self.splitter = splitter
        self.progress = progress
        self.fetcher = fetcher  # of addresses
        self._files = 0  # found in the sources

    def build(self, paths: Sequence[Source]) -> BuildSummary:
        """Make the store hold exactly the articles of ``paths``.

        An article keeps its id when its file is renamed or corrected (see identity.py). A source that was good and
        cannot be read now keeps the article it gave before, and is named as refused.
        Raises: UsageError for a path that does not exist; SourceError if nothing at all could be read;
        StoreBusy, StoreError if the store cannot be written. In each case the live generation stays as it was.
        """
        with Batch(paths, self._loaded, self.fetcher) as batch:
            with self._fetched(batch):
                try:
                    live = open_live(self.layout.root)
                except (StoreMissing, StoreDamaged, StoreMismatch):
                    live = None  # this build is what mends it
                return self._replace(live, batch, adding=False)

    def add(self, paths: Sequence[Source]) -> BuildSummary:
        """Add the articles of ``paths`` to those the store holds, in place of those with their ids.

        A file of the same name as another article's gets an id of its own. Raises as build; StoreDamaged and
        StoreMismatch too, as what the store held would be lost.
        """
        with Batch(paths, self._loaded, self.fetcher) as batch:
            with self._fetched(batch):
                try:
                    live = open_live(self.layout.root)
                except StoreMissing:
                    live = None
                return self._replace(live, batch, adding=True)

    def remove(self, article_ids: Iterable[str], forget: bool = False) -> BuildSummary:
        """Take articles out, and look whether anything still gives their text: the summary's ``proved``.

        ``forget``: drop the generation before as well, so that their text is in no file, and nothing brings it back.
        Raises: UsageError for an id the store does not hold, or if none would be left; StoreError if something does.
        """
        with self.layout.writing():
            live = open_live(self.layout.root)
            names = set(article_ids)
            if unknown := sorted(name for name in names if name not in live):
                raise UsageError(f"the store holds no article {unknown[0]!r}: gusu index status lists their ids")
            if names >= held_by(live).keys():
                raise UsageError("that would leave the store empty: remove its folder instead")
            removed = [live.article(name) for name in sorted(names)]
            summary = self._replace(live, None, adding=True, without=names)
            if forget:
                self.layout.forget()
            return replace(summary, proved=prove(self.layout, self.embedder, self.splitter, removed))

    def rollback(self) -> Rollback:
        """Make the generation before the live one live again. Raises: see rollback.py."""
        return rollback(self.layout, self.embedder.fingerprint)

    def _replace(
        self,
        live: Generation | None,
        batch: Batch | None,
        adding: bool,
        without: Collection[str] = frozenset(),
    ) -> BuildSummary:
        """Make a generation of the sources and of what stays of the live one: all if ``adding``, but ``without``."""
        started = time.perf_counter()
        held = held_by(live)
        base = live if live and self._built_alike(live) else None
        sorting = Sorting(live, held, adding, current=base is not None)
        sources = batch.articles(sorting.identity.name) if batch else iter(())
        intake = Intake(self, base)
        try:
            for article, content_hash in sorting.to_write(sources):
                intake.add(article, content_hash)
                self.progress("embed", len(sorting.seen) - 1, max(self._files, len(sorting.seen)))
            self.progress("embed", len(sorting.seen), len(sorting.seen))
            kept = sorting.kept() - set(without)
            for heir in sorting.keep_copies(kept, without):
                intake.add(heir, heir.content_hash())
            if not sorting.seen and not kept:
                reasons = "; ".join(f"{r.path} {r.reason}" for r in sorting.refused[:3]) or "there are no files in it"
                raise SourceError(f"nothing to index: {reasons}. The store is as it was")
            gone = held.keys() - sorting.seen - kept
            if live and not base:
                for article_id in sorted(kept):
                    intake.add(live.article(article_id), held[article_id].content_hash)
            published = intake.publish(gone, sorting.copies)
            if batch:
                before = read_refusals(self.layout.root) if adding else ()
                write_refusals(self.layout.root, (*sorting.still_refused(before), *sorting.refused))
        except sqlite3.OperationalError as error:  # a full disk's too
            raise StoreError(f"{self.layout.embeddings} cannot be written: {error}; the store is as it was") from error
        except sqlite3.DatabaseError as error:
            place = self.layout.embeddings
            raise StoreError(f"{place} cannot be used ({error}): remove it and build again") from error
        except OSError as error:
            raise StoreError(f"{self.layout.root} cannot be written: {error.strerror}; it is as it was") from error
        finally:
            intake.close()
        return BuildSummary(
            generation=published.name,
            articles=published.articles,
            passages=published.passages,
            added=sorting.added,
            updated=sorting.updated,
            removed=len(gone),
            unchanged=sorting.unchanged + len(kept),
            embedded=intake.embedded,
            refused=tuple(sorting.refused),
            seconds=round(time.perf_counter() - started, 3),
            receipts=sorting.receipts(intake.passages, published.alike),
            duplicates=tuple(p for p in published.alike.pairs if not sorting.seen.isdisjoint((p.one, p.other))),
        )

    @contextmanager
    def _fetched(self, batch: Batch) -> Iterator[None]:
        """Hold the writer's lock, but not while addresses are fetched: others may write in these minutes."""
        if batch.fetches:
            with self.layout.writing():
                pass  # a build that runs is told of before anything is fetched
            batch.fetch()
        with self.layout.writing(_PATIENCE if batch.fetches else 0):
            yield

    def _loaded(self, done: int, total: int) -> None:
        self._files = total
        self.progress("load", done, total)

    def _built_alike(self, live: Generation) -> bool:
        manifest = live.manifest
        return manifest.embedder == self.embedder.fingerprint and manifest.splitter == self.splitter.fingerprint()
