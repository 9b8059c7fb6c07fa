"""Make a store in Milvus hold a set of sources, or a shard's part of them; any number of builds may run at once."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.batch import Batch, MadeFetcher
from corpus.errors import SourceError, UsageError
from corpus.files import check_paths, files_in
from corpus.refusal import Refusal
from corpus.source import Source
from index.embed.embedder import Embedder
from index.identity import lies_in
from index.milvus.conditions import texts
from index.milvus.database import Database
from index.milvus.held import Held, held_by, naming, receipt_of, state_of
from index.milvus.intake import Intake
from index.milvus.place import Place
from index.milvus.rows import version
from index.milvus.shard import Shard
from index.rollback import Rollback
from index.split import SplitSettings
from index.summary import BuildSummary, SourceReceipt

Progress = Callable[[str, int, int], None]
_AT_ONCE = 256  # articles whose older versions are dropped together
_GRACE_SECONDS = 2.0  # for which questions that are being answered find the articles they have passages of


class MilvusBuilder:
    """Writes to a store in Milvus, with one embedder and one way of splitting; takes what ``index.build.Builder`` does.

    A version of an article is written whole beside the one before, then readers are told, then the older one goes: a
    build that is killed leaves nothing that the next one does not mend. A source that is named as before and did not
    change is left as it is.
    """

    def __init__(
        self,
        place: Place,
        embedder: Embedder,
        splitter: SplitSettings,
        progress: Progress = lambda *_: None,
        fetcher: MadeFetcher | None = None,
        shard: Shard | None = None,
    ) -> None:
        self._database = Database(place, embedder.fingerprint)
        self._embedder = embedder
        self._splitter = splitter
        self._progress = progress
        self._fetcher = fetcher
        self._shard = shard or Shard()

    def build(self, paths: Sequence[Source]) -> BuildSummary:
        """Make the store hold exactly the articles of ``paths``; of a shard, those that fall to it.

        Ids come from files' names, or what articles call themselves; where several files have one name, a digest of
        the path joins in. Raises: UsageError for a path that does not exist, and for addresses in a shard's build;
        SourceError if nothing at all could be read; ServiceError, StoreBusy.
        """
        return self._replace(paths, adding=False)

    def add(self, paths: Sequence[Source]) -> BuildSummary:
        """Add the articles of ``paths`` to those the store holds, in place of those of the same paths."""
        return self._replace(paths, adding=True)

    def remove(self, article_ids: Iterable[str], forget: bool = False) -> BuildSummary:
        """Take articles out; no rollback brings them back, whether to ``forget`` or not.

        Raises: UsageError for an id the store does not hold, or if none would be left.
        """
        started = time.perf_counter()
        self._database.state()
        names = sorted(set(article_ids))
        held = held_by(self._database)
        if unknown := [name for name in names if name not in held]:
            raise UsageError(f"the store holds no article {unknown[0]!r}: gusu index status lists their ids")
        if len(names) == len(held):
            raise UsageError("that would leave the store empty: drop its collections instead")
        self._drop(_versions(held, names), {}, pause=True)
        return self._summary(started, Counter(removed=len(names)), 0, (), ())

    def rollback(self) -> Rollback:
        """Raises: UsageError, as there are no earlier generations here."""
        raise UsageError("the Milvus engine keeps no earlier generation: build again from the sources as they were")

    def _replace(self, paths: Sequence[Source], adding: bool) -> BuildSummary:
        started = time.perf_counter()
        named = [path for path in paths if isinstance(path, Path)]
        addresses = [source for source in paths if not isinstance(source, Path)]
        if addresses and self._shard.of > 1:
            raise UsageError(f"{addresses[0]} is an address: --shard parts files and folders only")
        check_paths(named)
        listed, unreadable = files_in(named)
        files = {path.resolve() for path in listed}
        held = held_by(self._database, self._shard.condition)
        intake = Intake(self._ready, self._embedder, self._splitter, files)
        refused, receipts, versions = list(unreadable), list[SourceReceipt](), dict[str, str]()
        states: Counter[str] = Counter()
        paths_read: set[str] = set()
        with Batch([*self._shard.mine(sorted(files)), *addresses], self._loaded, self._fetcher) as batch:
            batch.fetch()
            for item in batch.articles(naming(files, held, adding)):
                if isinstance(item, Refusal):
                    refused.append(item)
                    continue
                paths_read.add(item.path)
                content_hash = item.content_hash()
                versions[item.id] = version(item, content_hash, self._splitter)
                state = state_of(held.get(item.id), versions[item.id])
                if state != "unchanged":
                    intake.add(item, content_hash, versions[item.id])
                states[state] += 1
                receipts.append(receipt_of(item, state))
                self._progress("embed", len(versions), max(len(files) // self._shard.of, len(versions)))
        places = {refusal.place for refusal in refused}
        kept = {
            name
            for name, one in held.items()
            if name not in versions and one.path not in paths_read and (adding or lies_in(one.path, places))
        }
        if not versions and not kept and self._shard.of == 1:
            reasons = "; ".join(f"{r.path} {r.reason}" for r in refused[:3]) or "there are no files in it"
            raise SourceError(f"nothing to index: {reasons}. The store is as it was")
        intake.write()
        for refusal in intake.refused:
            self._take_back(refusal, receipts, states, versions)
        gone = held.keys() - versions.keys() - kept
        written = {name: current for name, current in versions.items() if name in intake.passages}
        doubled = {
            name: current for name, current in versions.items() if name in held and held[name].versions != {current}
        }
        self._drop(_versions(held, gone), written | doubled, pause=bool(gone or doubled))
        states["removed"] = len(gone)
        states["unchanged"] += len(kept)
        counts = {name: one.passages for name, one in held.items()} | intake.passages
        return self._summary(started, states, intake.embedded, (*refused, *intake.refused), receipts, counts)

    def _ready(self) -> Database:
        """The database, its collections made."""
        if not self._database.exists() or self._database.find_state() is None:
            self._database.create(self._embedder.dim, self._splitter)
        return self._database

    def _drop(self, gone: Sequence[str], current: Mapping[str, str], pause: bool) -> None:
        """Tell readers what is current, drop the rest: passages at once, articles when nobody reads them any more.

        ``gone`` are versions, and not ids: another build may be writing an id anew, from a file that was renamed.
        """
        if not gone and not current:
            return
        self._progress("write", 0, 1)
        database = self._database
        database.mark(database.state().dim, self._splitter)
        for collection in (database.passages, database.articles):
            if collection == database.articles and pause:
                time.sleep(_GRACE_SECONDS)
            names = sorted(current)
            for at in range(0, len(names), _AT_ONCE):
                part = names[at : at + _AT_ONCE]
                others = f"version not in {texts(current[name] for name in part)}"
                database.delete(collection, "article", part, others)
            database.delete(collection, "version", gone)
        database.settle()
        database.mark(database.state().dim, self._splitter)
        self._progress("write", 1, 1)

    def _loaded(self, done: int, total: int) -> None:
        self._progress("load", done, total)

    @staticmethod
    def _take_back(
        refusal: Refusal, receipts: list[SourceReceipt], states: Counter[str], versions: dict[str, str]
    ) -> None:
        """An article that was counted, and then refused."""
        for place, receipt in enumerate(receipts):
            if receipt.path == refusal.path:
                states[receipt.state] -= 1
                versions.pop(str(receipt.article_id), None)
                receipts[place] = SourceReceipt(refusal.path, None, "refused", reason=refusal.reason)

    def _summary(
        self,
        started: float,
        states: Mapping[str, int],
        embedded: int,
        refused: Collection[Refusal],
        receipts: Sequence[SourceReceipt],
        passages: Mapping[str, int] | None = None,
    ) -> BuildSummary:
        database = self._database
        found = database.find_state() if database.exists() else None
        return BuildSummary(
            generation=found.mark if found else "",
            articles=database.count(database.articles, "part == 0") if found else 0,
            passages=database.count(database.passages) if found else 0,
            added=states.get("added", 0),
            updated=states.get("updated", 0),
            removed=states.get("removed", 0),
            unchanged=states.get("unchanged", 0),
            embedded=embedded,
            refused=tuple(refused),
            seconds=round(time.perf_counter() - started, 3),
            receipts=tuple(replace(one, passages=(passages or {}).get(one.article_id or "", 0)) for one in receipts),
        )


def _versions(held: Mapping[str, Held], names: Iterable[str]) -> list[str]:
    return sorted(version for name in names for version in held[name].versions)
