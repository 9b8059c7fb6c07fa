"""A script that the page runs before anything of Gradio's, which adds its own ``head`` only once it has started."""

from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"


class FirstScript:
    """Middleware: puts first.js into the page at ``/``, at the beginning of its head."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        script = Path(__file__).with_name("first.js").read_text(encoding="utf-8")
        self._inserted = f"<script>{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; only a page at the root of the server is changed."""
        there = scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")) in ("", "/")
        await self._app(scope, receive, self._inserting(send) if there else send)

    def _inserting(self, send: Send) -> Send:
        start: Message | None = None  # held back until the first part of the page is there: its length may change

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                head, there, rest = message.get("body", b"").partition(_HEAD)
                if there:
                    message = {**message, "body": head + there + self._inserted + rest}
                    start = {**start, "headers": [self._longer(*header) for header in start["headers"]]}
                await send(start)
                start = None
            await send(message)

        return sending

    def _longer(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """A header, the length of the body among them."""
        return (name, str(int(value) + len(self._inserted)).encode()) if name == b"content-length" else (name, value)
