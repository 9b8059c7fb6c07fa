"""A queue that ends: so many at once, so many waiting, and a clear no to the rest."""

import asyncio
import math

from corpus.errors import ServiceError

_FIRST_GUESS = 0.5  # seconds an answer takes, before any was seen
_NEWEST = 0.1  # weight of the newest one


class Busy(ServiceError):
    """More is asked than can be answered soon. ``retry_after``: whole seconds until it is worth trying again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Place:
    """A turn that was given; it lasts until it is let go of."""

    def __init__(self, queue: "Queue") -> None:
        self._queue = queue
        self._since = asyncio.get_running_loop().time()
        self._held = True

    def let_go(self) -> None:
        """Give the turn to the next one; once, however often it is called."""
        if self._held:
            self._held = False
            self._queue.left(asyncio.get_running_loop().time() - self._since)


class Queue:
    """Belongs to one event loop. First come, first served."""

    def __init__(self, running: int, waiting: int, seconds: float) -> None:
        """So many have a turn at once, so many wait, none longer than ``seconds``."""
        self._most_running, self._most_waiting, self._longest = running, waiting, seconds
        self._free = asyncio.Semaphore(running)
        self._seconds = _FIRST_GUESS
        self._waiting = self._running = 0
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting

    @property
    def running(self) -> int:
        """How many have a turn."""
        return self._running

    @property
    def closed(self) -> bool:
        """Whether nobody is taken any more."""
        return self._closed

    def close(self) -> None:
        """Take nobody any more; those who wait and run go on."""
        self._closed = True

    async def turn(self) -> Place:
        """A turn; whoever gets one lets go of it.

        Raises: Busy if too many wait, if it takes too long or can be seen to, or if the server is being stopped.
        """
        if self._closed:
            raise Busy("the server is being stopped: try again once it is back", 5)
        is_full = self._waiting >= self._most_waiting or self._wait() > self._longest
        if self._free.locked() and is_full:
            raise Busy("too many questions at once: try again later", self._soon())
        self._waiting += 1
        try:
            async with asyncio.timeout(self._longest):
                await self._free.acquire()
        except TimeoutError:
            raise Busy("the question waited too long for its turn: try again later", self._soon()) from None
        finally:
            self._waiting -= 1
        self._running += 1
        return Place(self)

    def left(self, seconds: float) -> None:
        """Somebody is done, who had their turn for ``seconds``."""
        self._seconds += _NEWEST * (seconds - self._seconds)
        self._running -= 1
        self._free.release()

    def _wait(self) -> float:
        """How long the next one will wait, in seconds, as far as can be told."""
        return self._seconds * (self._waiting + 1) / self._most_running

    def _soon(self) -> int:
        return max(1, math.ceil(self._wait()))
