"""Serving the tools: over stdin and stdout to the agent that started us, or over HTTP."""

import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from socket import socket
from threading import Thread

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.access import Access
from app.access.exposure import check_exposure
from app.access.guard import Guard
from app.answer.engine import Engine
from app.build_engine import build_chat, build_engine
from app.mcp.server import build_server
from app.operation.limits import Limits, TooOften
from app.operation.listen import address, listen
from app.operation.refusal import refusal
from app.settings import PREFIX, Settings
from corpus.errors import UsageError

PATH = "/mcp"
_AT_ONCE = 64  # requests; more are answered 503
_CALLS_OF_A_QUESTION = 4  # an agent that connects for each says who it is and asks what there is


def serve_stdio(settings: Settings) -> None:
    """Serve until stdin ends; nothing but the protocol is written to stdout. Raises: StoreError, ServiceError."""
    build_server(_warmed(build_engine(settings)), build_chat(settings)).run("stdio")


def serve_http(settings: Settings) -> None:
    """Serve until interrupted. Raises: UsageError if the address cannot be had or anybody could ask; StoreError."""
    host, port = settings.host, settings.mcp_port
    with closing(listen(host, port)) as listening:
        _serve(settings, http_app(settings), listening)


def _serve(settings: Settings, app: ASGIApp, listening: socket) -> None:
    host, port = settings.host, settings.mcp_port
    sys.stderr.write(f"姑苏问答 · Gusu MCP: {address(host, port)}{PATH}  (Ctrl+C stops it)\n")
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=int(settings.stop_seconds),
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
    )
    uvicorn.Server(config).run(sockets=[listening])


def http_app(settings: Settings) -> ASGIApp:
    """The tools at ``/mcp``, for those whom the settings let in. No session is kept, so any process can answer.

    Raises: UsageError if anybody, or nobody, could ask; StoreError if the store cannot be opened.
    """
    check_exposure(settings)
    access = Access(settings)
    if access.needs_login_to_read and not (settings.reader_keys or settings.editor_keys):
        raise UsageError(f"agents log in by a key, and none is set: set {PREFIX}READER_KEYS")
    server = build_server(_warmed(build_engine(settings)), build_chat(settings))
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        host=settings.host,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the guard sees to it
    )
    return Guard(_Limited(app, Limits(settings.limit, access, _CALLS_OF_A_QUESTION)), access, settings)


class _Limited:
    """Answers 429 to whoever calls more often than one client may."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            try:
                self._limits.count(Request(scope))
            except TooOften as error:
                told = refusal(429, str(error), "rate_limit", headers={"Retry-After": str(error.retry_after)})
                return await told(scope, receive, send)
        await self._app(scope, receive, send)


def _warmed(engine: Engine) -> Callable[[], Engine]:
    """The engine, once its models are loaded: an agent is not kept waiting for that when it connects."""
    ready: Future[Engine] = Future()

    def warm() -> None:
        try:
            engine.prepare()
        except Exception as error:  # handed on to whoever asks
            ready.set_exception(error)
        else:
            ready.set_result(engine)

    Thread(target=warm).start()  # no daemon: OpenVINO aborts the process that ends while it loads
    return ready.result
