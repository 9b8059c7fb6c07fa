"""The one place where a served store is changed: additions, uploads, removals, and going back."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from app.build_engine import build_builder
from app.editing.change import Change, Outcome, Stopped, Told
from app.editing.uploads import AllRefused, Upload, Uploads
from app.operation.queue import Busy
from app.settings import Settings
from corpus.errors import GusuError, SourceError, UsageError
from corpus.refusal import Refusal
from corpus.source import Source
from index.embed.embedder import Embedder
from index.rollback import Rollback
from index.store.layout import Layout
from index.store.refusals import read_refusals, write_refusals
from index.summary import BuildSummary, SourceReceipt
from index.writing import StoreBuilder

log = logging.getLogger(__name__)

_MOST_WAITING = 50  # changes in line
_AGAIN_SECONDS = 30  # what whoever comes after them is told; one change takes seconds to minutes
_STOP_SECONDS = 5.0


class Editing:
    """Does the changes that are asked for one after the other, in a thread of its own. Thread-safe.

    A change that another process is in the way of (``StoreBusy``) fails at once and says so. What is being changed
    goes on when the editor's page is closed; a server that stops ends it, and leaves the store as it was.
    """

    def __init__(self, settings: Settings, embedder: Embedder, take_up: Callable[[], object] = lambda: None) -> None:
        """``embedder`` is shared with the questions: it is loaded once. ``take_up`` makes readers read what is live: a
        change is over only then, so that whoever asked for it meets it.
        """
        self.uploads = Uploads(settings.store, settings.upload_mb << 20)
        self._settings = settings
        self._embedder = embedder
        self._take_up = take_up
        self._line: deque[Change[Any]] = deque()  # the first is being done
        self._changed = threading.Condition()
        self._worker: threading.Thread | None = None
        self._closing = False

    def add(self, sources: Sequence[Source]) -> Change[BuildSummary]:
        """Add sources, or replace those of the same paths.

        Raises: UsageError if none is named, Busy if too many wait, Stopped if the server is being stopped.
        """
        if not sources:
            raise UsageError("there is nothing to add: name files or addresses")
        return self._ask("add", tuple(map(str, sources)), lambda told: self._builder(told).add(sources))

    def upload(self, files: Sequence[Upload]) -> Change[BuildSummary]:
        """Keep uploaded files beside the store and add them. Those that cannot be read are refused, and not kept.

        Raises: as ``add``; AllRefused where none is worth a try.
        """
        if not files:
            raise UsageError("there is nothing to add: choose files")
        refused: list[Refusal] = []
        good: list[Upload] = []
        for file in files:
            try:
                self.uploads.check(file)
                good.append(file)
            except SourceError as error:
                refused.append(Refusal(file.name, str(error)))
        if not good:
            raise AllRefused(refused)
        return self._ask("upload", tuple(file.name for file in good), partial(self._upload, good, refused))

    def remove(self, article_ids: Sequence[str], forget: bool = False) -> Change[BuildSummary]:
        """Take articles out; with ``forget`` no going back brings them back. Raises: as ``add``."""
        names = tuple(dict.fromkeys(article_ids))
        if not names:
            raise UsageError("there is nothing to remove: name articles by their ids")
        return self._ask("remove", names, lambda told: self._builder(told).remove(names, forget))

    def rollback(self) -> Change[Rollback]:
        """Go back to the generation before; once more, and the newer one is back. Raises: as ``add``."""
        return self._ask("rollback", (), lambda told: self._builder(told).rollback())

    def dismiss(self, paths: Sequence[str]) -> Change[int]:
        """Forget that these sources were refused; gives how many were. Raises: as ``add``."""
        return self._ask("dismiss", tuple(paths), lambda _: self._dismiss(frozenset(paths)))

    def line(self) -> list[Change[Any]]:
        """The changes that are not over: the one being done, then those that wait."""
        with self._changed:
            return list(self._line)

    def close(self, seconds: float = _STOP_SECONDS) -> None:
        """Take no more changes, end the one being done at its next step, and wait for that, so many seconds at most."""
        with self._changed:
            self._closing = True
            for change in self._line:
                change.stop()
            self._changed.notify_all()
        if self._worker:
            self._worker.join(seconds)
            if self._worker.is_alive():
                log.warning("a change of the store is cut off: the live generation stays as it was")

    def _ask(self, kind: str, sources: tuple[str, ...], work: Callable[[Told], Outcome]) -> Change[Outcome]:
        change = Change(kind, sources, lambda told: self._read(work(told)))
        with self._changed:
            if self._closing:
                raise Stopped("the server is being stopped: try again once it is back")
            if len(self._line) >= _MOST_WAITING:
                told = f"{_MOST_WAITING} changes of the sources wait already: try again later"
                raise Busy(told, _AGAIN_SECONDS)
            change.at(len(self._line))
            self._line.append(change)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="editing", daemon=True)
                self._worker.start()
            self._changed.notify_all()
        return change

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._line or self._closing)
                if not self._line:
                    return
                change = self._line[0]
            change.run()
            with self._changed:
                self._line.popleft()
                for ahead, waiting in enumerate(self._line):
                    waiting.at(ahead)

    def _read(self, outcome: Outcome) -> Outcome:
        """The outcome, once readers read what came of it; that they cannot does not undo the change."""
        try:
            self._take_up()
        except GusuError as error:
            log.warning("the store was changed and cannot be read: %s", error)
        return outcome

    def _builder(self, told: Told) -> StoreBuilder:
        return build_builder(self._settings, self._embedder, told)

    def _upload(self, files: Sequence[Upload], refused: Sequence[Refusal], told: Told) -> BuildSummary:
        """Refusals name a file as its editor does; receipts of what is kept name the place where it lies."""
        used: set[Path] = set()
        with self.uploads.kept(files, used) as kept:
            summary = self._builder(told).add([one.path for one in kept])
            read = {receipt.path for receipt in summary.receipts if receipt.state != "refused"}
            used |= {one.path for one in kept if any(_of(one.path, path) for path in read)}
        own = tuple(SourceReceipt(one.path, None, "refused", reason=one.reason) for one in refused)
        return replace(summary, refused=(*summary.refused, *refused), receipts=(*summary.receipts, *own))

    def _dismiss(self, paths: frozenset[str]) -> int:
        layout = Layout(self._settings.store)
        with layout.writing():
            before = read_refusals(layout.root)
            left = [refusal for refusal in before if refusal.path not in paths]
            write_refusals(layout.root, left)
        return len(before) - len(left)


def _of(file: Path, path: str) -> bool:
    """Whether an article's path is this file, or something in it."""
    place = Path(path)
    return place == file.resolve() or file.resolve() in place.parents
