"""Middleware: a body that is too large is refused before it is read, and one that trickles in is not waited for."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.operation.refusal import refusal

_QUIET_SECONDS = 30.0  # between two pieces of a body
DISCARDED_BYTES = 32 << 20
"""Of a body that is too large, so much is read all the same."""
_UPLOADS = ("/api/sources/files", "/gradio_api/upload")
_API = ("/api/", "/v1/", "/login", "/logout")
API_BYTES = 1 << 20
_PAGE_BYTES = 16 << 20  # a page sends its conversation along


class Body:
    """``upload_bytes`` is for files. What comes without a length is counted by FastAPI, against the routes' bounds."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._app = app
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        most = self._most(scope["path"])
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > most:
            await _discard(_impatient(receive))  # else the client may see a broken connection in place of the answer
            told = f"the body is larger than {most >> 20} MB"
            refused = refusal(413, told, "too_large", headers={"Connection": "close"})
            return await refused(scope, receive, send)
        await self._app(scope, _impatient(receive), send)

    def _most(self, path: str) -> int:
        if path.startswith(_UPLOADS):
            return self._upload_bytes
        return API_BYTES if path.startswith(_API) else _PAGE_BYTES


async def _discard(receive: Receive) -> None:
    left = DISCARDED_BYTES
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body", False):
            return


def _impatient(receive: Receive) -> Receive:
    whole = False

    async def receiving() -> Message:
        nonlocal whole
        if whole:
            return await receive()  # whether the client leaves, however long that takes
        try:
            async with asyncio.timeout(_QUIET_SECONDS):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        whole = not message.get("more_body", False)
        return message

    return receiving
