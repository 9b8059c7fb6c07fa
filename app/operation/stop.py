"""A calm end: no new questions, answers in the making finish, then the rest is let go."""

import asyncio
from collections.abc import Callable
from socket import socket

import uvicorn

from app.operation.watch import Watch

_LOOKED_SECONDS = 0.05
_LAST_SECONDS = 2  # for what was answered to reach its readers; pages that are open hold their connection for ever


class Server(uvicorn.Server):
    """``closing`` is called first, ``closed`` last; between, answers have ``seconds`` to finish. Ctrl+C a second time
    ends it at once.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        watch: Watch,
        closing: Callable[[], None],
        closed: Callable[[], None],
        seconds: float,
    ) -> None:
        config.timeout_graceful_shutdown = _LAST_SECONDS
        super().__init__(config)
        self._watch = watch
        self._closing, self._closed = closing, closed
        self._seconds = seconds

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Take no more connections, wait for answers and for what was said to go out, hang up, end the rest."""
        self._closing()
        for server in self.servers:
            server.close()
        for taken in sockets or ():
            taken.close()
        await self._until(lambda: self._watch.wait(0), self._seconds)
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._until(lambda: not self.server_state.connections, _LAST_SECONDS)
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)
        await asyncio.to_thread(self._closed)

    async def _until(self, true: Callable[[], bool], seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        while not (true() or self.force_exit) and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(_LOOKED_SECONDS)
