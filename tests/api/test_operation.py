"""How a real server keeps well: limits, queue, metrics, log, clients that leave, and its end."""

import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import MODEL, READER
from tests.api.server import Served, figures, served, until
from tests.app.model_server import SILENT, ModelServer, model_server

GOAL = "苏州2026年规上工业总产值的目标是多少？"
OWN = {"question": GOAL, "answerer": "extractive"}


def lines(server: Served) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]


def test_it_is_healthy_and_ready(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"ready": True}


def test_questions_stages_refusals_and_what_was_dropped_are_counted(http: httpx.Client, model: ModelServer) -> None:
    before = figures(http)
    http.post("/api/ask", json=OWN)
    http.post("/api/ask", json={**OWN, "question": "明天苏州会下雨吗？", "stream": True})
    model.replies = ["苏州2026年规上工业总产值的目标是突破5万亿元[1]。苏州2026年的目标是突破9万亿元[1]。"]
    http.post("/v1/chat/completions", json={"model": MODEL, "messages": [{"role": "user", "content": GOAL}]})
    after = figures(http)

    def more(*key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    assert more("gusu_questions_total", "extractive", "answered") == 1
    assert more("gusu_questions_total", "extractive", "refused") == 1
    assert more("gusu_questions_total", "chat_model", "answered") == 1
    assert more("gusu_sentences_dropped_total") == 1
    assert more("gusu_stage_seconds_count", "search") == more("gusu_stage_seconds_count", "total") == 3
    assert more("gusu_http_requests_total", "POST", "/api/ask", "200") == 2
    assert after["gusu_store_generation",] >= 1 and after["gusu_store_articles",] >= 59
    assert after["gusu_answering",] == after["gusu_queue_running",] == 0


def test_a_request_keeps_its_id_and_questions_stay_out_of_the_log(http: httpx.Client, open_server: Served) -> None:
    answer = http.post("/api/ask", json=OWN, headers={"X-Request-ID": "desk-42"})
    assert answer.headers["X-Request-ID"] == "desk-42"
    made = http.post("/api/ask", json=OWN, headers={"X-Request-ID": "no good\tid"}).headers["X-Request-ID"]
    assert len(made) == 32
    until(lambda: sum(line.get("request_id") == "desk-42" for line in lines(open_server)) == 2)
    noted = {line["event"]: line for line in lines(open_server) if line.get("request_id") == "desk-42"}
    question, request = noted["question"], noted["request"]  # written by two threads, in either order
    assert (question["event"], question["outcome"], question["answerer"]) == ("question", "answered", "extractive")
    assert (request["event"], request["path"], request["status"]) == ("request", "/api/ask", 200)
    assert "规上工业" not in open_server.log.read_text(encoding="utf-8")


def test_the_words_of_questions_are_logged_where_it_is_asked_for_and_a_client_has_its_limit(
    keyed_server: Served,
) -> None:
    with httpx.Client(base_url=keyed_server.url, timeout=60, headers={"Authorization": f"Bearer {READER}"}) as http:
        answers = [http.post("/api/search", json={"question": "智能工厂"}) for _ in range(8)]
        assert [answer.status_code for answer in answers] == [200] * 8
        refused = http.post("/api/ask", json=OWN)
        assert refused.status_code == 429 and refused.json()["error"]["code"] == "rate_limit_exceeded"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert "8 questions a minute" in refused.json()["error"]["message"]
        http.post("/login", data={"password": "readers-word"})  # somebody else: an address, no key
        del http.headers["Authorization"]
        assert http.post("/api/ask", json=OWN).status_code == 200
        assert http.get("/metrics").status_code == 200
    until(lambda: any(line.get("question") == GOAL for line in lines(keyed_server)))
    with httpx.Client(base_url=keyed_server.url) as stranger:
        assert stranger.get("/metrics").status_code == 401 and stranger.get("/readyz").status_code == 200


def test_a_queue_that_is_full_says_when_to_come_again(http: httpx.Client, model: ModelServer) -> None:
    model.replies = [SILENT]
    model.let_go.clear()
    asked = {"question": GOAL, "answerer": MODEL}
    with ThreadPoolExecutor(3) as clients:
        running = [clients.submit(http.post, "/api/ask", json=asked) for _ in range(3)]  # one runs, two wait
        until(lambda: figures(http)["gusu_queue_waiting",] == 2)
        started = time.monotonic()
        for path, body in (("/api/ask", OWN), ("/api/search", {"question": "问"})):
            refused = http.post(path, json=body)
            assert refused.status_code == 503 and refused.json()["error"]["code"] == "busy"
            assert int(refused.headers["Retry-After"]) >= 1
        assert time.monotonic() - started < 5 and http.get("/healthz").status_code == 200
        model.let_go.set()
        assert [one.result().status_code for one in running] == [200, 200, 200]


def test_a_client_that_leaves_ends_its_answer_and_frees_its_turn(http: httpx.Client, model: ModelServer) -> None:
    model.replies = [SILENT]
    model.let_go.clear()
    stopped = ("gusu_questions_total", "extractive", "stopped")  # nothing was written yet
    before = figures(http).get(stopped, 0)
    for body in ({"question": GOAL, "answerer": MODEL}, {"question": GOAL, "answerer": MODEL, "stream": True}):
        with pytest.raises(httpx.ReadTimeout):
            with http.stream("POST", "/api/ask", json=body, timeout=1.5) as answer:
                answer.read()
        until(lambda: figures(http)["gusu_queue_running",] == 0)
    model.let_go.set()
    assert figures(http)[stopped] == before + 2
    assert http.post("/api/ask", json=OWN).status_code == 200


def test_answers_in_the_making_finish_when_the_server_is_stopped(store: Path, tmp_path: Path) -> None:
    with model_server("苏州2026年规上工业总产值的目标是突破5万亿元[1]。") as model:
        model.pause_seconds = 0.4
        settings = {"llm": MODEL, "llm_base_url": model.url, "llm_api_key": "k"}
        with served(store, tmp_path, **settings) as server, ThreadPoolExecutor(1) as clients:
            asking = clients.submit(httpx.post, f"{server.url}/api/ask", json={"question": GOAL}, timeout=60)
            until(lambda: bool(model.asked))
            server.process.send_signal(signal.SIGTERM)
            until(lambda: _refuses(server.url))
            answer = asking.result()
            assert answer.status_code == 200 and answer.json()["answerer"] == MODEL
            assert server.process.wait(20) in (0, -signal.SIGTERM)


def test_a_page_that_is_open_does_not_hold_the_server(store: Path, tmp_path: Path) -> None:
    with served(store, tmp_path, stop_seconds="100") as server:
        opened = threading.Event()

        def hold() -> None:
            with httpx.stream("GET", f"{server.url}/gradio_api/heartbeat/x", timeout=60) as beating:
                for _ in beating.iter_raw():
                    opened.set()

        thread = threading.Thread(target=lambda: pytest.raises(httpx.TransportError, hold), daemon=True)
        thread.start()
        assert opened.wait(20)
        server.process.send_signal(signal.SIGINT)
        started = time.monotonic()
        server.process.wait(60)
        assert time.monotonic() - started < 50


def _refuses(url: str) -> bool:
    try:
        httpx.get(f"{url}/healthz", timeout=1)
    except httpx.TransportError:
        return True
    return False
