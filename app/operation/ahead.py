"""Reads the passages of a small store before a question comes for them: first answers then come as later ones do."""

import logging
import threading

from app.answer.engine import Engine
from corpus.errors import GusuError

log = logging.getLogger(__name__)

_LOOKED_SECONDS = 2.0  # how often it is looked whether there is a new generation
_TO_STOP_SECONDS = 5.0  # for the passage that is being read


class Ahead:
    """A thread that goes on until it is closed; readers' questions go first."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, engine: Engine) -> None:
        """Begin, and begin anew with each generation that goes live."""
        self._thread = threading.Thread(target=self._work, args=(engine,), name="gusu-ahead", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._stop.set()
        if self._thread:
            self._thread.join(_TO_STOP_SECONDS)

    def _work(self, engine: Engine) -> None:
        done = ""
        while not self._stop.wait(_LOOKED_SECONDS):
            try:
                name = engine.searcher.generation().name
                if name != done and engine.read_ahead(self._stop):
                    done = name
            except GusuError as error:  # a question meets the same, and tells its reader
                log.warning("nothing is read ahead: %s", error)
                return
