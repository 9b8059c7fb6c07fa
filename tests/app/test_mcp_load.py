"""The tools over HTTP where many ask at once, nobody answers, or somebody leaves."""

import asyncio
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from app.access.access import Access
from app.mcp import turns
from app.mcp.turns import Turns
from app.operation.limits import Limits
from app.operation.queue import Queue
from app.settings import Settings, read_settings
from tests.api.server import figures, until
from tests.app.mcp_server import GUSU, asked, served
from tests.app.model_server import SILENT, TRICKLES, ModelServer, model_server

FOUNDER = "思必驰是谁创办的？"
ASK = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": FOUNDER}}}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


@contextmanager
def written_by(model: ModelServer, store: Path, **settings: Any) -> Iterator[str]:
    """The tools with this chat model, one call at a time."""
    named = {"llm": "openai:scripted", "llm_base_url": model.url, "llm_api_key": "k", "limit": ""}
    with served(read_settings(store=store, **named, queue_running=1, **settings)) as url:
        until(lambda: httpx.get(url.replace("/mcp", "/readyz")).status_code == 200, 120)
        yield url


def post(url: str, message: object = ASK, **options: Any) -> httpx.Response:
    return httpx.post(url, json=message, headers={"Accept": "application/json"}, **{"timeout": 60, **options})


def test_a_queue_that_is_full_says_when_to_come_again(store: Path) -> None:
    def ask() -> Any:
        return asked(lambda: Client(url), "ask", question=FOUNDER)

    with (
        model_server(SILENT) as model,
        written_by(model, store, queue_waiting=1, queue_seconds=60) as url,
        ThreadPoolExecutor(2) as clients,
    ):
        running = [clients.submit(ask) for _ in range(2)]  # one runs, one waits
        until(lambda: figures(url.replace("/mcp", ""))["gusu_queue_waiting",] == 1 and len(model.asked) == 1)
        assert figures(url.replace("/mcp", ""))["gusu_queue_running",] == 1
        refused = post(url)
        assert refused.status_code == 503 and refused.json()["error"]["code"] == "busy"
        assert int(refused.headers["Retry-After"]) >= 1
        assert post(url, json.dumps(ASK)).status_code == 503  # no call, but who knows how others read it
        with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
            ask()
        assert post(url, LIST).json()["result"]["tools"]  # costs nothing, waits for nobody
        model.replies = ["思必驰是高始兴创办的[1]。"]
        model.let_go.set()
        assert all("高始兴" in one.result().structured_content["answer"] for one in running)
        assert figures(url.replace("/mcp", ""))["gusu_queue_running",] == 0


@pytest.mark.parametrize("reply", [SILENT, "思必驰" + TRICKLES])
def test_an_answer_whose_model_falls_silent_ends_in_time(reply: str, store: Path) -> None:
    with model_server(reply) as model, written_by(model, store, question_seconds=2) as url:
        started = time.monotonic()
        answer = post(url)
        assert answer.status_code == 200 and answer.json()["result"]["structuredContent"]["answer"]
        assert time.monotonic() - started < 10 and len(model.asked) == 1
        until(lambda: figures(url.replace("/mcp", ""))["gusu_queue_running",] == 0)


def test_a_call_that_cannot_be_stopped_is_told_of_and_keeps_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_TO_STOP_SECONDS", 0.1)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.to_thread(time.sleep, 1)
        await JSONResponse({})(scope, receive, send)

    async def run() -> None:
        queue = Queue(running=1, waiting=0, seconds=5)
        limits = Limits("", Access(read_settings()))
        transport = httpx.ASGITransport(Turns(slow, limits, queue, seconds=0.1))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answer = await client.post("/mcp", json=ASK)
            assert answer.status_code == 504 and answer.json()["error"]["code"] == "too_slow"
            assert "ask for less, or try again later" in answer.json()["error"]["message"]
            assert queue.running == 1 and (await client.post("/mcp", json=ASK)).status_code == 503
            await asyncio.sleep(1.2)
            assert queue.running == 0

    asyncio.run(run())


def test_a_client_that_leaves_ends_its_answer_and_frees_its_turn(store: Path) -> None:
    with model_server("苏州很好。" * 400) as model:
        model.pause_seconds = 0.05
        with written_by(model, store, queue_waiting=1, queue_seconds=60) as url:
            with pytest.raises(httpx.ReadTimeout):
                post(url, timeout=2)
            until(lambda: figures(url.replace("/mcp", ""))["gusu_queue_running",] == 0, 5)
            assert figures(url.replace("/mcp", ""))["gusu_questions_total", "extractive", "stopped"] == 1


def test_a_client_that_leaves_while_it_waits_is_not_answered(store: Path) -> None:
    with (
        model_server(SILENT) as model,
        written_by(model, store, queue_waiting=1, queue_seconds=60) as url,
        ThreadPoolExecutor(1) as clients,
    ):
        running = clients.submit(post, url)
        until(lambda: len(model.asked) == 1)
        with pytest.raises(httpx.ReadTimeout):
            post(url, timeout=1)
        until(lambda: figures(url.replace("/mcp", ""))["gusu_queue_waiting",] == 0, 5)
        model.let_go.set()
        assert running.result().status_code == 200 and len(model.asked) == 1


def test_no_stream_stands_open_and_idle_connections_keep_nobody_out(settings: Settings) -> None:
    with served(settings) as url, ExitStack() as idle:
        for method in ("GET", "DELETE"):
            refused = httpx.request(method, url, headers={"Accept": "text/event-stream"}, timeout=60)
            assert refused.status_code == 405 and refused.headers["Allow"] == "POST"
            assert refused.json()["error"]["code"] == "wrong_method"
        place = (httpx.URL(url).host, httpx.URL(url).port)
        for _ in range(100):
            idle.enter_context(socket.create_connection(place))
        assert asked(lambda: Client(url), "search", question=FOUNDER, k=1).structured_content["passages"]


def test_a_body_has_its_bound(settings: Settings) -> None:
    with served(settings) as url:
        for body in (b"x" * ((1 << 20) + 1), iter([b"x" * (1 << 20), b"x"])):
            refused = httpx.post(url, content=body, timeout=60)
            assert refused.status_code == 413 and refused.json()["error"]["code"] == "too_large"


def test_open_to_all_it_is_logged_and_counted(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [GUSU, "mcp", "--http", "--host", "0.0.0.0", "--port", port, "--store", str(store), "--open-to-all"]  # noqa: S104
    environment = {**os.environ, "GUSU_LOG_FORMAT": "json"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr
        log: list[bytes] = []
        reading = threading.Thread(target=lambda: log.extend(process.stderr or ()))
        reading.start()
        url = f"http://127.0.0.1:{port}/mcp"
        try:
            until(lambda: is_ready(url), 120)
            answer = httpx.post(
                url, json=ASK, headers={"Accept": "application/json", "X-Request-ID": "desk-42"}, timeout=60
            )
            assert answer.headers["X-Request-ID"] == "desk-42"
            assert "高始兴" in answer.json()["result"]["structuredContent"]["answer"]
            counted = figures(url.replace("/mcp", ""))
        finally:
            process.terminate()
            process.wait(20)
            reading.join()
    assert counted["gusu_http_requests_total", "POST", "/mcp", "200"] == 1
    assert counted["gusu_questions_total", "extractive", "answered"] == 1
    lines = [json.loads(line) for line in log if line.startswith(b"{")]
    noted = {line["event"]: line for line in lines if line.get("request_id") == "desk-42"}
    assert noted["request"]["path"] == "/mcp" and noted["question"]["outcome"] == "answered"
    assert FOUNDER not in json.dumps(lines, ensure_ascii=False)


def is_ready(url: str) -> bool:
    try:
        return httpx.get(url.replace("/mcp", "/readyz")).status_code == 200
    except httpx.ConnectError:
        return False


def test_what_is_for_http_is_not_taken_without_it() -> None:
    refused = subprocess.run(
        [GUSU, "mcp", "--open-to-all"], capture_output=True, text=True, encoding="utf-8", timeout=200
    )
    assert refused.returncode == 2 and "--open-to-all are for HTTP: add --http" in refused.stderr
