"""Room for work that is apart from the queue of questions."""

import logging
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from corpus.errors import GusuError

log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Place:
    """Room for ``running`` calls at once. What waits for room holds no thread, so that it keeps nobody from asking."""

    def __init__(self, running: int) -> None:
        self._running = running
        self._limiter: CapacityLimiter | None = None  # made with the first call: it belongs to the server's event loop

    async def run(self, work: Callable[[], _T]) -> _T | dict[str, str]:
        """What ``work`` gives; ``{"error": ...}`` where it fails."""
        self._limiter = self._limiter or CapacityLimiter(self._running)
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        except GusuError as error:
            return {"error": str(error)}
        except Exception:  # a bug: the page goes on, the log gets the traceback
            log.exception("the page could not be served")
            return {"error": "internal error"}
