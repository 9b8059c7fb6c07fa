"""Queue, limits and bodies on small applications, where minutes can be seconds."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from app.access.access import Access
from app.api.errors import answer_errors
from app.operation import body as body_module
from app.operation.body import Body
from app.operation.limits import Limits, PageLimits, TooOften
from app.operation.queue import Busy, Place, Queue
from app.settings import read_settings

KEY = "reader-key-0123456789"


def test_the_queue_is_first_come_first_served_and_has_an_end() -> None:
    async def run() -> list[str]:
        queue, order = Queue(running=1, waiting=2, seconds=5), list[str]()
        first = await queue.turn()

        async def wait(name: str) -> None:
            place = await queue.turn()
            order.append(name)
            await asyncio.sleep(0)
            place.let_go()
            place.let_go()  # a second time changes nothing

        tasks = [asyncio.create_task(wait(name)) for name in ("a", "b")]
        await asyncio.sleep(0)
        assert (queue.running, queue.waiting) == (1, 2)
        with pytest.raises(Busy, match="too many questions at once") as busy:
            await queue.turn()
        assert busy.value.retry_after >= 1
        first.let_go()
        await asyncio.gather(*tasks)
        assert (queue.running, queue.waiting) == (0, 0)
        return order

    assert asyncio.run(run()) == ["a", "b"]


def test_a_turn_that_takes_too_long_or_comes_after_the_end_is_refused() -> None:
    async def run() -> None:
        queue = Queue(running=1, waiting=9, seconds=0.6)
        place = await queue.turn()
        waiting = asyncio.create_task(queue.turn())
        leaving = asyncio.create_task(queue.turn())
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="too many questions at once"):
            await queue.turn()  # an answer takes half a second, as far as is known: two of them are too long a wait
        leaving.cancel()
        with pytest.raises(Busy, match="waited too long"):
            await waiting
        await asyncio.gather(leaving, return_exceptions=True)
        place.let_go()
        again: Place = await queue.turn()  # who left or was refused holds nothing
        again.let_go()
        assert (queue.running, queue.waiting) == (0, 0)
        queue.close()
        with pytest.raises(Busy, match="being stopped"):
            await queue.turn()

    asyncio.run(run())


def asked_by(host: str, key: str = "") -> Request:
    headers = [(b"authorization", f"Bearer {key}".encode())] if key else []
    return Request({"type": "http", "client": (host, 1), "headers": headers})


def test_a_client_is_a_key_or_a_machine_or_a_network(tmp_path: Path) -> None:
    access = Access(read_settings(store=tmp_path / "store", reader_keys=(KEY, KEY[::-1])))
    limits = Limits("2/minute;100/day", access)
    clients: list[Callable[[], Request]] = [
        lambda: asked_by("192.0.2.1"),
        lambda: asked_by("192.0.2.2"),
        lambda: asked_by("192.0.2.1", KEY),
        lambda: asked_by("192.0.2.1", KEY[::-1]),
        lambda: asked_by("2001:db8::1"),
        lambda: asked_by("::ffff:192.0.2.3"),  # of IPv4, at a socket of both kinds
        lambda: asked_by("::ffff:192.0.2.4"),
    ]
    for client in clients:
        limits.count(client())
        limits.count(client())
        with pytest.raises(TooOften, match="more than 2 questions a minute") as often:
            limits.count(client())
        assert 1 <= often.value.retry_after <= 61
    with pytest.raises(TooOften):
        limits.count(asked_by("2001:db8::2"))  # of the same network
    limits.count(asked_by("2001:db8:1::2"))
    with pytest.raises(TooOften):
        limits.count(asked_by("192.0.2.1", "wrong-key-0123456789"))  # a key that is none is the machine


def test_no_limit_counts_nothing(tmp_path: Path) -> None:
    limits = Limits("", Access(read_settings(store=tmp_path / "store")))
    for _ in range(1000):
        limits.count(asked_by("192.0.2.1"))


def echo(path: str = "/{path:path}", **options: object) -> FastAPI:
    app = FastAPI()

    @app.post(path, **options)  # type: ignore[arg-type]
    async def size(request: Request) -> int:
        return len(await request.body())

    answer_errors(app)
    return app


def test_the_page_asks_as_often_as_its_questions_need(tmp_path: Path) -> None:
    access = Access(read_settings(store=tmp_path / "store"))
    app = echo()
    app.add_middleware(PageLimits, limit="2/minute", access=access)
    client = TestClient(app)
    ways = ("queue/join", "run/predict", "api/predict/", "call/predict", "call/v2/predict")
    answers = [client.post(f"/gradio_api/{way}") for way in (*ways, *ways, *ways)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 5
    assert int(answers[-1].headers["Retry-After"]) >= 1 and client.post("/gradio_api/upload").status_code == 200
    services = [client.post("/gradio_api/component_server") for _ in range(41)]
    assert [answer.status_code for answer in services] == [200] * 40 + [429]


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/api/ask", 1 << 20, 200),
        ("/api/ask", (1 << 20) + 1, 413),
        ("/v1/chat/completions", (1 << 20) + 1, 413),
        ("/api/sources/files", (1 << 20) + 1, 200),
        ("/gradio_api/upload", (2 << 20) + 1, 413),
        ("/gradio_api/queue/join", (2 << 20) + 1, 200),
    ],
)
def test_a_body_has_the_bound_of_its_route(path: str, size: int, status: int) -> None:
    app = echo()
    app.add_middleware(Body, upload_bytes=2 << 20)
    answer = TestClient(app).post(path, content=b"x" * size)
    assert answer.status_code == status
    if status == 413:
        assert answer.json()["error"]["code"] == "too_large"


def test_a_body_that_stops_coming_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_module, "_QUIET_SECONDS", 0.05)
    app = echo()
    app.add_middleware(Body, upload_bytes=2 << 20)

    async def run() -> int:
        sent = [{"type": "http.request", "body": b"x", "more_body": True}]
        statuses: list[int] = []

        async def receive() -> dict[str, object]:
            if sent:
                return sent.pop()
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(int(str(message["status"])))

        scope = {
            **{"type": "http", "method": "POST", "path": "/api/ask", "raw_path": b"/api/ask", "query_string": b""},
            **{"headers": [], "client": ("192.0.2.1", 1), "server": ("x", 1), "scheme": "http", "root_path": ""},
            **{"http_version": "1.1", "asgi": {"version": "3.0"}},
        }
        await asyncio.wait_for(app(scope, receive, send), 5)  # type: ignore[arg-type]
        return statuses[0]

    assert asyncio.run(run()) == 499


def test_an_internal_error_is_told_without_its_words() -> None:
    app = FastAPI()

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret of the house")

    answer_errors(app)
    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500 and answer.json()["error"]["code"] == "internal_error"
    assert "secret" not in answer.text
