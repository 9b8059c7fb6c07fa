"""Serving the tools: over stdin and stdout to the agent that started us, or over HTTP."""

import sys
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, closing
from socket import socket
from threading import Thread

import uvicorn
from fastapi import FastAPI
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route

from app.access.access import Access
from app.access.exposure import check_exposure
from app.access.guard import Guard
from app.answer.engine import Engine
from app.build_engine import build_chat, build_engine
from app.mcp.server import build_server
from app.mcp.turns import Turns
from app.operation.body import Body
from app.operation.limits import Limits
from app.operation.listen import address, listen
from app.operation.log import set_up_log
from app.operation.memory import bound_arenas
from app.operation.metrics import Metrics
from app.operation.queue import Queue
from app.operation.requests import Requests
from app.operation.routes import operation_router
from app.operation.watch import Watch
from app.settings import PREFIX, Settings
from corpus.errors import UsageError

PATH = "/mcp"
_KEEP_ALIVE_SECONDS = 75  # longer than proxies keep a connection, so that none is closed while it is taken up again
_LOGINS = f"{PREFIX}READER_KEYS"  # an agent has no page to type a password in
_CALLS_OF_A_QUESTION = 4  # an agent that connects for each says who it is and asks what there is


def serve_stdio(settings: Settings) -> None:
    """Serve until stdin ends; nothing but the protocol is written to stdout. Raises: StoreError, ServiceError."""
    build_server(_warmed(build_engine(settings)).result, build_chat(settings)).run("stdio")


def serve_http(settings: Settings) -> None:
    """Serve until interrupted. Raises: UsageError if the address cannot be had or anybody could ask; StoreError."""
    host, port = settings.host, settings.mcp_port
    bound_arenas()
    with closing(listen(host, port)) as listening:
        _serve(settings, http_app(settings), listening)


def _serve(settings: Settings, app: FastAPI, listening: socket) -> None:
    host, port = settings.host, settings.mcp_port
    sys.stderr.write(f"姑苏问答 · Gusu MCP: {address(host, port)}{PATH}  (Ctrl+C stops it)\n")
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(settings.stop_seconds),
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
    )
    uvicorn.Server(config).run(sockets=[listening])


def http_app(settings: Settings) -> FastAPI:
    """The tools at ``/mcp``, for those whom the settings let in. No session is kept, so any process can answer.

    Beside them ``/healthz``, ``/readyz`` and ``/metrics``. So many calls are answered at once as the settings say.
    Raises: UsageError if anybody, or nobody, could ask; StoreError if the store cannot be opened.
    """
    check_exposure(settings, _LOGINS)
    access = Access(settings)
    if access.needs_login_to_read and not (settings.reader_keys or settings.editor_keys):
        raise UsageError(f"agents log in by a key, and none is set: set {_LOGINS}")
    set_up_log(settings)
    engine = build_engine(settings)
    queue = Queue(settings.queue_running, settings.queue_waiting, settings.queue_seconds)
    metrics = Metrics(engine.searcher.generation, queue)
    engine.watch = Watch(metrics, settings.log_questions)
    ready = _warmed(engine)
    tools = build_server(ready.result, build_chat(settings)).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        host=settings.host,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the guard sees to it
    )

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        async with tools.router.lifespan_context(tools):
            yield

    app = FastAPI(title="Gusu", openapi_url=None, lifespan=running)
    app.add_middleware(Body, upload_bytes=settings.upload_mb << 20)
    app.add_middleware(Guard, access=access, settings=settings)
    app.add_middleware(Requests, metrics=metrics)
    app.include_router(operation_router(ready, metrics, queue))
    limits = Limits(settings.limit, access, _CALLS_OF_A_QUESTION)
    app.router.routes.append(Route(PATH, Turns(tools, limits, queue, settings.question_seconds)))
    return app


def _warmed(engine: Engine) -> "Future[Engine]":
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
    return ready
