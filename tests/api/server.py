"""Real servers: ``gusu chat`` in a process of its own."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from app.access.access import Access
from app.answer.engine import Engine
from app.api.answering import Answering
from app.api.include import include_api
from app.editing import Editing
from app.llm.open_model import ChatModels
from app.settings import Settings
from tests.conftest import ROOT
from tests.e2e.conftest import wait_until_ready


@dataclass(frozen=True)
class Served:
    """``log`` is what it writes to stderr."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def served(store: Path, folder: Path, *flags: str, **settings: str) -> Iterator[Served]:
    """A server on a free port with these flags and settings, once it is ready; it must end without a traceback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    (folder / "tmp").mkdir()
    environment = {"TMPDIR": str(folder / "tmp")} | {f"GUSU_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, str(ROOT / "gusu.py"), "chat", "--store", str(store), "--port", str(port), *flags]
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | environment, cwd=folder) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_ready(url, process, log)
            yield Served(url, process, log)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)
    assert "Traceback" not in log.read_text(encoding="utf-8")


def answering(engine: Engine | None, settings: Settings) -> Answering:
    """Without an engine, its models are being loaded for good."""
    ready: Future[Engine] = Future()
    if engine is not None:
        ready.set_result(engine)
    return Answering(ready, ChatModels(settings), settings)


@contextmanager
def api_of(answering: Answering, editing: Editing, settings: Settings) -> Iterator[str]:
    """The address of a server with the API alone, in a thread: where a test holds what stands behind it."""
    app = FastAPI()
    include_api(app, answering, editing, Access(settings), settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


def figures(server: httpx.Client | str) -> dict[tuple[str, ...], float]:
    """The samples of a server's metrics, by name and labels; of a client of it, or of its address."""
    told = httpx.get(f"{server}/metrics", timeout=60) if isinstance(server, str) else server.get("/metrics")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
    }


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something is so. Raises: AssertionError if it is not in so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
