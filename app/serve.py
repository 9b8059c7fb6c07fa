"""The web page and its readiness in one process."""

import os
import socket
import sys
import threading
import webbrowser
from concurrent.futures import Future

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from app.answer.engine import Engine
from app.build_engine import build_engine
from app.llm.open_model import ChatModels
from app.settings import Settings
from corpus.errors import UsageError


def create_app(settings: Settings, ready: "Future[Engine]") -> FastAPI:
    """The page at ``/`` and ``GET /readyz``, 200 once a question can be asked, 503 before.

    The models are loaded beside the first paint; ``ready`` gets the engine, or the error that keeps it from answering.
    Raises: StoreError if the store cannot be opened.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported: nothing leaves the machine
    import gradio as gr

    from app.web.page import build_page, page_options

    engine = build_engine(settings)
    models = ChatModels(settings)
    threading.Thread(target=_warm, args=(engine, models, ready), daemon=True).start()
    app = FastAPI(title="Gusu", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        is_ready = ready.done() and ready.exception() is None
        return JSONResponse({"ready": is_ready}, status_code=200 if is_ready else 503)

    page = build_page(ready.result, models)
    page.queue(default_concurrency_limit=4)
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
        **page_options(),
    )
    return app


def serve(settings: Settings, open_browser: bool = False) -> None:
    """Serve until interrupted. Raises: UsageError if the address cannot be had, StoreError as ``create_app``."""
    listening = _listen(settings.host, settings.port)
    ready: Future[Engine] = Future()
    app = create_app(settings, ready)
    url = (
        f"http://[{settings.host}]:{settings.port}"
        if ":" in settings.host
        else f"http://{settings.host}:{settings.port}"
    )
    sys.stderr.write(f"姑苏问答 · Gusu: {url}  (Ctrl+C stops it)\n")
    if open_browser and _has_a_screen():
        threading.Timer(1.0, webbrowser.open, [url]).start()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))
    ready.add_done_callback(lambda done: setattr(server, "should_exit", done.exception() is not None))
    server.run(sockets=[listening])
    if ready.done() and (error := ready.exception()):
        raise error


def _warm(engine: Engine, models: ChatModels, ready: "Future[Engine]") -> None:
    try:
        if models.named:
            models.open(models.named)
        engine.prepare()
        engine.ask("苏州")
    except Exception as error:  # handed on: serve() raises it where people see it
        ready.set_exception(error)
    else:
        ready.set_result(engine)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(
            f"{host}:{port} cannot be served on ({error.strerror}): name another --port or --host"
        ) from error
    return listening


def _has_a_screen() -> bool:
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
