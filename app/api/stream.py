"""Server-sent events: as they come, with a sign of life where nothing does, ended when the client leaves."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any, TypeVar

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

_QUIET_SECONDS = 15.0  # proxies close what is silent for a minute
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the second is nginx's

Result = TypeVar("Result")


class EventStream(EventSourceResponse):
    """Sends ``lines``, made by ``sse``; closes them when the client has left, too."""

    def __init__(self, lines: AsyncGenerator[bytes, None]) -> None:
        self._lines = _with_signs_of_life(lines)
        super().__init__(self._lines, headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it all."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._lines.aclose()


def sse(data: object, name: str | None = None) -> bytes:
    """An event with JSON for data."""
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False), event=name)


async def unless_gone(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """What the work gives. It is cancelled as soon as the client leaves. Raises: ClientDisconnect then."""
    doing = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise ClientDisconnect()
    finally:
        for task in (doing, leaving):
            task.cancel()
        await asyncio.gather(doing, leaving, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _with_signs_of_life(lines: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    coming: asyncio.Future[bytes] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(_next(lines))
            done, _ = await asyncio.wait({coming}, timeout=_QUIET_SECONDS)
            if not done:
                yield KEEPALIVE_COMMENT
                continue
            try:
                line = coming.result()
            except StopAsyncIteration:
                return
            coming = None
            yield line
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        await lines.aclose()


async def _next(lines: AsyncIterator[bytes]) -> bytes:
    return await anext(lines)
