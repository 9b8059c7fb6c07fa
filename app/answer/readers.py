"""Readers' questions under way: work that nobody waits for lets them go first."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_WAIT = 30.0  # seconds: under a crowd that never ends, such work still gets on
_LOOKED_SECONDS = 0.2  # how often it is looked whether the wait was called off


class Readers:
    """Counts the answers that readers wait for. Thread-safe."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        """One more, as long as this lasts."""
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait(self, stop: threading.Event, seconds: float = LONGEST_WAIT) -> None:
        """Wait until no reader waits for an answer, ``stop`` is set, or ``seconds`` are over."""
        until = time.monotonic() + seconds
        with self._changed:
            while self._count and not stop.is_set() and (left := until - time.monotonic()) > 0:
                self._changed.wait(min(left, _LOOKED_SECONDS))
