"""The web page, the API and what looks after them, in one process."""

import os
import sys
import threading
import webbrowser
from collections.abc import Sequence
from concurrent.futures import Future
from importlib.metadata import version

import uvicorn
from fastapi import FastAPI

from app.access.access import Access
from app.access.exposure import check_exposure
from app.access.guard import Guard
from app.access.login import login_router
from app.answer.engine import Engine
from app.api.answering import Answering
from app.api.include import include_api
from app.build_engine import build_engine
from app.editing import Editing
from app.llm.open_model import ChatModels
from app.operation.ahead import Ahead
from app.operation.body import DISCARDED_BYTES, Body
from app.operation.limits import PageLimits
from app.operation.listen import address, listen
from app.operation.log import set_up_log
from app.operation.memory import bound_arenas
from app.operation.metrics import Metrics
from app.operation.requests import Requests
from app.operation.routes import operation_router
from app.operation.stop import Server
from app.operation.watch import Watch
from app.settings import Settings
from app.web.first import FirstScript
from app.web.tab import Tab

_KEEP_ALIVE_SECONDS = 75  # longer than proxies keep a connection, so that none is closed while it is taken up again
_PAGE_WAITING = 64  # events of the page that may wait for one queue; more are told that it is full


def create_app(settings: Settings, ready: "Future[Engine]", tabs: Sequence[Tab] = ()) -> FastAPI:
    """The page at ``/`` with these tabs beside its own, and what stands before and beside it.

    ``GET /readyz`` answers 200 once a question can be asked, 503 before. The models are loaded beside the first paint;
    ``ready`` gets the engine, or the error that keeps it from answering. Whoever is not let in reaches the login only.
    Raises: StoreError if the store cannot be opened, UsageError if the secret that signs logins cannot be kept.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported: nothing leaves the machine
    import gradio as gr

    from app.web.article import article_routes
    from app.web.page import build_page, page_options
    from app.web.search_tab import search_tab
    from app.web.sources_tab import sources_tab

    set_up_log(settings)
    engine = build_engine(settings)
    access = Access(settings)
    models = ChatModels(settings)
    answering = Answering(ready, models, settings)
    metrics = Metrics(engine.searcher.generation, answering.queue)
    watch = Watch(metrics, settings.log_questions)
    ahead = Ahead()
    if settings.read_ahead:
        ready.add_done_callback(lambda done: None if done.exception() else ahead.start(done.result()))
    threading.Thread(target=_warm, args=(engine, models, watch, ready), daemon=True).start()
    app = FastAPI(
        title="Gusu",
        version=version("gusu"),
        description="Questions about a corpus of articles; each sentence of an answer with its source.",
        docs_url=None,  # the usual page loads its scripts from another host
        redoc_url=None,
        openapi_url="/openapi.json",
        max_body_size=(settings.upload_mb << 20) + DISCARDED_BYTES,  # the last bound, of what comes without a length
    )
    app.add_middleware(FirstScript)
    app.add_middleware(PageLimits, limit=settings.limit, access=access)
    app.add_middleware(Body, upload_bytes=settings.upload_mb << 20)
    app.add_middleware(Guard, access=access, settings=settings)
    app.add_middleware(Requests, metrics=metrics)
    app.include_router(login_router(access))
    app.include_router(operation_router(ready, metrics, answering.queue))
    app.state.editing = editing = Editing(settings, engine.searcher.embedder, engine.searcher.take_up)
    include_api(app, answering, editing, access, settings)
    app.state.watch, app.state.answering, app.state.ahead = watch, answering, ahead
    app.include_router(article_routes(ready.result, access))
    every = [search_tab(), sources_tab(editing), *tabs]
    for tab in every:
        if tab.routes:
            app.include_router(tab.routes(settings, access))
    page = build_page(ready.result, models, settings, access, every)
    page.queue(api_open=False, max_size=_PAGE_WAITING, default_concurrency_limit=4)  # else /run/ goes past the queue
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=f"{settings.upload_mb}mb",
        **page_options(every),
    )
    return app


def serve(settings: Settings, open_browser: bool = False, tabs: Sequence[Tab] = ()) -> None:
    """Serve until interrupted.

    Raises: UsageError if the address cannot be had or a login is missing, StoreError as ``create_app``.
    """
    check_exposure(settings)
    bound_arenas()
    listening = listen(settings.host, settings.port)
    ready: Future[Engine] = Future()
    app = create_app(settings, ready, tabs)
    url = address(settings.host, settings.port)
    sys.stderr.write(f"姑苏问答 · Gusu: {url}  (Ctrl+C stops it)\n")
    if open_browser and _has_a_screen():
        threading.Timer(1.0, webbrowser.open, [url]).start()
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
    )
    state = app.state

    def closed() -> None:
        state.ahead.close()
        state.editing.close()

    server = Server(config, state.watch, state.answering.close, closed, settings.stop_seconds)
    ready.add_done_callback(lambda done: setattr(server, "should_exit", done.exception() is not None))
    server.run(sockets=[listening])
    if ready.done() and (error := ready.exception()):
        raise error


def _warm(engine: Engine, models: ChatModels, watch: Watch, ready: "Future[Engine]") -> None:
    try:
        if models.named:
            models.open(models.named)
        engine.prepare()
        engine.ask("苏州")
        engine.watch = watch  # from now on they are readers' questions
    except Exception as error:  # handed on: serve() raises it where people see it
        ready.set_exception(error)
    else:
        ready.set_result(engine)


def _has_a_screen() -> bool:
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
