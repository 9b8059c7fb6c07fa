"""Our own API on a real server."""

import json
from typing import Any

import httpx
import pytest

from app.answer.engine import Engine
from app.answer.events import Done, Retrieved
from app.api.events import event_json
from app.api.objects import AnswerObject, SearchObject
from app.present import answer_json, retrieval_json
from tests.app.model_server import BREAKS, ModelServer

GOAL = "苏州2026年规上工业总产值的目标是多少？"


def without_timings(told: dict[str, Any]) -> Any:
    return json.loads(json.dumps({name: value for name, value in told.items() if name != "timings_ms"}))


def events(answer: httpx.Response) -> list[tuple[str, Any]]:
    blocks = [block for block in answer.text.split("\n\n") if block and not block.startswith(":")]
    pairs = [block.split("\n", 1) for block in blocks]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in pairs]


def test_an_answer_is_the_object_of_the_command_line(http: httpx.Client, engine: Engine) -> None:
    answer = http.post("/api/ask", json={"question": GOAL, "answerer": "extractive"})
    assert answer.status_code == 200
    assert without_timings(answer.json()) == without_timings(answer_json(engine.ask(GOAL)))
    AnswerObject.model_validate(answer.json())  # the description says what is there


def test_a_follow_up_is_understood_from_the_history(http: httpx.Client) -> None:
    history = [{"role": "user", "content": GOAL}, {"role": "assistant", "content": "突破5万亿元。"}]
    answer = http.post(
        "/api/ask", json={"question": "那2027年呢？", "history": history, "answerer": "extractive"}
    ).json()
    assert answer["standalone_question"] == "苏州2027年规上工业总产值的目标是多少？"


def test_a_stream_carries_the_events_of_the_engine(http: httpx.Client, engine: Engine) -> None:
    answer = http.post("/api/ask", json={"question": GOAL, "answerer": "extractive", "stream": True})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["x-accel-buffering"] == "no"
    told = events(answer)
    expected = [event_json(event) for event in engine.stream(GOAL)]
    assert [name for name, _ in told] == [name for name, _ in expected] == ["retrieved", "token", "sentence", "done"]
    for (name, data), (_, other) in zip(told, expected, strict=True):
        assert without_timings(data) == without_timings(other), name
    for event in engine.stream(GOAL):
        assert not isinstance(event, Retrieved | Done) or event_json(event)[1]["question"] == GOAL


def test_a_chat_models_draft_streams_and_what_nothing_carries_is_dropped(
    http: httpx.Client, model: ModelServer
) -> None:
    model.replies = ["苏州2026年规上工业总产值的目标是突破5万亿元[1]。苏州2026年的目标是突破9万亿元[1]。"]
    told = events(http.post("/api/ask", json={"question": GOAL, "answerer": "openai:scripted", "stream": True}))
    names = [name for name, _ in told]
    assert names[0] == "retrieved" and names[-1] == "done" and names.count("token") > 5
    assert told[0][1]["evidence"]
    (dropped,) = [data for name, data in told if name == "dropped"]
    assert "9万亿元" in dropped["text"]
    assert told[-1][1]["answerer"] == "openai:scripted" and "9万亿元" not in told[-1][1]["answer"]


def test_a_chat_model_that_breaks_off_leaves_the_sources_own_words(http: httpx.Client, model: ModelServer) -> None:
    model.replies = [f"苏州{BREAKS}"]
    answer = http.post("/api/ask", json={"question": GOAL}).json()
    assert answer["answered"] and answer["answerer"] == "extractive" and "没有答完" in answer["answer"]


def test_a_search_is_the_object_of_the_command_line_and_can_be_narrowed(http: httpx.Client, engine: Engine) -> None:
    asked = {"question": "智能工厂", "k": 3}
    found = http.post("/api/search", json=asked).json()
    expected = retrieval_json(engine.searcher.search("智能工厂", 3))
    assert without_timings(found) == without_timings(expected)
    SearchObject.model_validate(found)
    english = http.post("/api/search", json={**asked, "languages": ["en"], "since": "2026-03"}).json()["hits"]
    assert english and all(hit["text"].isascii() or "Suzhou" in hit["text"] for hit in english)
    assert not http.post("/api/search", json={**asked, "publishers": ["无此社"]}).json()["hits"]


@pytest.mark.parametrize(
    ("path", "body", "status", "param", "words"),
    [
        ("/api/ask", {}, 422, "question", "Field required"),
        ("/api/ask", {"question": ""}, 422, "question", "at least 1 character"),
        ("/api/ask", {"question": "问" * 2001}, 422, "question", "at most 2000"),
        ("/api/ask", {"question": "问", "histroy": []}, 422, "histroy", "Extra inputs"),
        ("/api/ask", {"question": "问", "history": [{"role": "system", "content": ""}]}, 422, "history.0.role", "user"),
        ("/api/ask", {"question": "  "}, 400, None, "the question is empty"),
        (
            "/api/ask",
            {"question": "问", "answerer": "openai:gpt"},
            404,
            "model",
            "not on offer: one of gusu, extractive",
        ),
        ("/api/search", {"question": "问", "k": 0}, 422, "k", "greater than or equal to 1"),
        ("/api/search", {"question": "问", "since": "昨天"}, 422, "since", "expected a date such as 2026-01-04"),
        ("/api/search", {"question": "问", "since": "2026", "until": "2025"}, 400, None, "no day lies between"),
        ("/api/search", {"question": "问", "languages": ["fr"]}, 422, "languages.0", "'zh' or 'en'"),
    ],
)
def test_a_wrong_field_is_named(
    http: httpx.Client, path: str, body: dict[str, Any], status: int, param: str | None, words: str
) -> None:
    for stream in ({}, {"stream": True}) if path == "/api/ask" else ({},):
        answer = http.post(path, json={**body, **stream})
        error = answer.json()["error"]
        assert (answer.status_code, error["param"]) == (status, param) and words in error["message"]


def test_what_is_no_json_no_route_or_too_much_has_the_same_shape(http: httpx.Client) -> None:
    for answer, status, code in [
        (http.post("/api/ask", content=b'{"question": '), 422, "invalid_value"),
        (http.post("/api/ask", content=b"\xff\xfe"), 422, "invalid_value"),
        (http.get("/api/ask"), 404, "not_found"),
        (http.get("/v1/nothing"), 404, "not_found"),
        (http.post("/api/ask", content=b"x" * (1 << 21)), 413, "too_large"),
    ]:
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_the_description_is_there_and_needs_no_other_host(http: httpx.Client) -> None:
    told = http.get("/openapi.json").json()
    assert {"/api/ask", "/api/search", "/api/sources", "/v1/chat/completions", "/v1/models", "/readyz"} <= set(
        told["paths"]
    )
    assert "#/components/schemas/AnswerObject" in json.dumps(told["paths"]["/api/ask"])
