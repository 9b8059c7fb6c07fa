"""Middleware: each request has an id, is counted, and is noted in the log without its query."""

import asyncio
import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.operation.metrics import Metrics

ID_HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CUT_OFF = 499
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

log = structlog.get_logger("gusu.requests")


class Requests:
    """Takes the id that a proxy gave, or makes one; gives it back, and binds it to every line of the log."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class. Answers go through as they come, none is held back."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = Headers(scope=scope).get(ID_HEADER, "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status, path, started = 500, scope["path"], time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, sending)
            except asyncio.CancelledError:  # the server stops and has hung up: nobody is left to be told
                status = _CUT_OFF
            finally:
                seconds = time.perf_counter() - started
                route = _route(scope)
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._metrics.requests.labels(method, route, str(status)).inc()
                self._metrics.request_seconds.labels(route).observe(seconds)
                milliseconds = round(seconds * 1000, 1)
                log.info("request", method=method, path=path, status=status, ms=milliseconds)


def _route(scope: Scope) -> str:
    """The route as it was declared, so that there are few; ``page`` for Gradio's, ``none`` for those refused before."""
    route = scope.get("route")
    if route is not None:
        return str(getattr(route, "path", "page"))
    return "page" if scope.get("endpoint") is not None else "none"
