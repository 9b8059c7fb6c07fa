"""Middleware: who calls a tool waits for their turn, is answered within a time, and ends the work by leaving."""

import asyncio
import contextvars
import threading

from pydantic_core import from_json
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.answering import TooSlow
from app.api.errors import error_response
from app.api.stream import unless_gone
from app.mcp.server import STOP
from app.operation.body import API_BYTES, DISCARDED_BYTES
from app.operation.limits import Limits
from app.operation.queue import Busy, Queue
from app.operation.refusal import refusal

_TO_STOP_SECONDS = 5.0  # for a chat model to break off with what it has
_CLIENT_GONE = 499  # nobody reads it; the log does


class Turns:
    """Stands before the tools. Only POST is served: no session is kept, so nothing would ever come on the stream that
    GET opens, and each would hold a connection for as long as its client likes.
    """

    def __init__(self, app: ASGIApp, limits: Limits, queue: Queue, seconds: float) -> None:
        """A call may take ``seconds``, waiting included."""
        self._app = app
        self._limits = limits
        self._queue = queue
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through when it is its turn, or answer it here."""
        response = await self._served(Request(scope, receive), send)
        if response is not None:
            await response(scope, receive, send)

    async def _served(self, request: Request, send: Send) -> Response | None:
        """What is to be told to a request that the tools did not answer."""
        if request.method != "POST":
            told = "only POST is served here: no session is kept, and no stream of messages"
            return refusal(405, told, "wrong_method", headers={"Allow": "POST"})
        try:
            self._limits.count(request)
            body = await _body(request)
            if body is None:
                told = f"the body is larger than {API_BYTES >> 20} MB"
                return refusal(413, told, "too_large", headers={"Connection": "close"})
            if _is_cheap(body):
                await self._app(request.scope, _again(body), send)
            else:
                await unless_gone(request, self._in_turn(request.scope, body, send))
        except (Busy, TooSlow) as error:
            return error_response(error)
        except ClientDisconnect:
            return Response(status_code=_CLIENT_GONE)
        return None

    async def _in_turn(self, scope: Scope, body: bytes, send: Send) -> None:
        """Cancelled when the client leaves. A thread cannot be: it is told to stop, and keeps its turn until it has.

        Raises: Busy, TooSlow.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self._seconds
        place = await self._queue.turn()
        is_begun = is_over = False

        async def sending(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            place.let_go()  # the work is done: a client that reads slowly keeps nobody waiting
            if not is_over:
                await send(message)

        stop, context = threading.Event(), contextvars.copy_context()
        context.run(STOP.set, stop)
        call = loop.create_task(_run(self._app, scope, _again(body), sending), context=context)
        call.add_done_callback(lambda _: place.let_go())
        try:
            await asyncio.wait({call}, timeout=max(until - loop.time(), 0))
            if not call.done():
                stop.set()
                await asyncio.wait({call}, timeout=_TO_STOP_SECONDS)
            if not call.done() and not is_begun:
                raise TooSlow(f"the call took longer than {self._seconds:.0f} s: ask for less, or try again later")
            await call
        finally:
            is_over = True
            stop.set()


async def _run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


async def _body(request: Request) -> bytes | None:
    """The whole body; None for one that is too large, of which so much is read that its client sees the answer.

    Raises: ClientDisconnect.
    """
    length, pieces = 0, list[bytes]()
    async for piece in request.stream():
        length += len(piece)
        if length <= API_BYTES:
            pieces.append(piece)
        elif length > DISCARDED_BYTES:
            break
    return b"".join(pieces) if length <= API_BYTES else None


def _is_cheap(body: bytes) -> bool:
    """Whether it calls no tool. What cannot be read might, to those who read it otherwise: it waits for its turn."""
    try:
        message = from_json(body)
    except ValueError:
        return False
    return isinstance(message, dict) and message.get("method") != "tools/call"


def _again(body: bytes) -> Receive:
    """The body, then silence: whether the client leaves is seen to here."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop()

    return receiving
