"""Building again whenever the sources change, as long as somebody wants it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.errors import GusuError, UsageError
from corpus.temporary import is_temporary
from index.build import BuildSummary
from index.errors import StoreBusy

_QUIET_MS = 500  # without a change before a build begins: what is being copied or saved is whole by then
_AT_MOST_MS = 10_000  # of changes without such a pause
_LOOK_MS = 500  # between two looks at whether the paths themselves are still the same

Told = Callable[[BuildSummary | GusuError], None]
"""Told what came of each build."""


def watch(
    build: Callable[[], BuildSummary],
    paths: Sequence[Path],
    store: Path,
    told: Told,
    stop: threading.Event | None = None,
) -> None:
    """Build once, and again after each change of a file in or below ``paths``, until ``stop`` is set or Ctrl+C.

    One build at a time: what changes meanwhile is in the next. An error of a build is told, and watching goes on; while
    somebody else writes to the store, that is told once and tried again until it is done. A path may be taken away and
    come back. Changes below ``store`` and of temporary files start nothing.
    Raises: UsageError for a path that does not exist at the beginning, or that the system cannot watch.
    """
    stop = stop or threading.Event()
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist: name a file or a folder of articles")
    waiting = False  # for somebody else's build
    while not stop.is_set():
        identities = [_identity(path) for path in paths]
        due = True  # at the beginning, and after a path came or went
        for changed in _changes([path for path in paths if path.exists()], store, stop):
            if changed or due:
                due = waiting = not _done(build, told, waiting)
            if [_identity(path) for path in paths] != identities:
                break


def _done(build: Callable[[], BuildSummary], told: Told, waiting: bool) -> bool:
    """Build, well or not; False where somebody else is writing, which is told unless we are ``waiting`` for that."""
    try:
        told(build())
    except StoreBusy as error:
        if not waiting:
            told(error)
        return False
    except GusuError as error:
        told(error)
    return True


def _changes(paths: Sequence[Path], store: Path, stop: threading.Event) -> Iterator[bool]:
    """At least every half second, whether something changed below ``paths``. What changes between two is not lost."""
    from watchfiles import Change, watch

    roots = [path.resolve() for path in paths]
    own = store.resolve()

    def counts(change: Change, changed: str) -> bool:
        path = Path(changed)
        if path.is_relative_to(own) or (change is Change.modified and path.is_dir()):
            return False
        root = next((root for root in roots if path.is_relative_to(root)), None)
        return root is None or not any(is_temporary(part) for part in path.relative_to(root).parts)

    looks = watch(
        *roots,
        watch_filter=counts,
        debounce=_AT_MOST_MS,
        step=_QUIET_MS,
        stop_event=stop,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
    )
    try:
        for found in looks:
            yield bool(found)
    except FileNotFoundError:
        yield False  # gone between two looks: the next one begins anew
    except OSError as error:
        raise UsageError(
            f"{', '.join(map(str, paths))} cannot be watched ({error}): set WATCHFILES_FORCE_POLLING=1 to look instead"
        ) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file or folder stands at ``path``; another one after it was replaced."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
