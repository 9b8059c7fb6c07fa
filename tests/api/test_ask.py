"""Our own API on a real server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from app.answer.engine import Engine
from app.answer.events import Done, Event, Retrieved
from app.answer.reader.reader import PassageReader
from app.api.events import event_json
from app.api.objects import AnswerObject, SearchObject
from app.build_engine import build_embedder, build_searcher
from app.editing import Editing
from app.present import answer_json, retrieval_json
from app.settings import read_settings
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from tests.api.server import answering, api_of
from tests.app.model_server import BREAKS, ModelServer
from tests.index.embedding_server import KEY, MODEL, embedding_server

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


def test_a_conversation_however_long_is_read_from_its_end(http: httpx.Client) -> None:
    said = [{"role": "user", "content": GOAL}, {"role": "assistant", "content": "突破5万亿元。"}]
    history = [{"role": "user", "content": "早" * 30_000}, *said * 30]
    asked = {"question": "那2027年呢？", "history": history, "answerer": "extractive"}
    answer = http.post("/api/ask", json=asked)
    assert answer.json()["standalone_question"] == "苏州2027年规上工业总产值的目标是多少？"
    asked["history"] = [*said, {"role": "assistant", "content": "长" * 30_000}]
    assert http.post("/api/ask", json=asked).status_code == 200


def test_which_server_is_down_can_be_told(embedder: LazyEmbedder, reader: PassageReader, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 甲\n\n苏州甲厂生产机器人。", encoding="utf-8")
    with embedding_server(embedder) as behind:
        given = {"embedding_base_url": behind.base_url, "embedding_model": MODEL, "embedding_api_key": KEY}
        settings = read_settings(store=tmp_path / "store", **given)
        remote = build_embedder(settings)
        Builder(settings.store, remote, SplitSettings()).build([tmp_path / "a.md"])
        engine = Engine(build_searcher(settings), reader)
        with api_of(answering(engine, settings), Editing(settings, remote), settings) as url:
            behind.failures = [404] * 9
            refused = httpx.post(f"{url}/api/search", json={"question": "机器人"}, timeout=60)
            assert (refused.status_code, refused.json()["error"]["code"]) == (502, "service_unavailable")


def test_a_chat_model_that_cannot_be_had_is_told(engine: Engine, embedder: LazyEmbedder, tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    (tmp_path / "model.gguf").write_bytes(b"GGUF" + bytes(100))
    settings = read_settings(store=tmp_path / "store", llm=f"gguf:{tmp_path / 'model.gguf'}")
    with api_of(answering(engine, settings), Editing(settings, embedder), settings) as url:
        refused = httpx.post(f"{url}/api/ask", json={"question": GOAL}, timeout=60)
        assert (refused.status_code, refused.json()["error"]["code"]) == (502, "model_unavailable")


class Breaking(Engine):
    """An engine with an error of ours in it: it finds, and then it breaks."""

    def stream(self, *given: Any, **more: Any) -> Iterator[Event]:
        yield next(iter(super().stream(*given, **more)))
        raise RuntimeError("a secret of the house")


def test_a_stream_that_breaks_says_so(searcher: Searcher, reader: PassageReader, store: Path) -> None:
    settings = read_settings(store=store)
    asked = answering(Breaking(searcher, reader), settings)
    with api_of(asked, Editing(settings, searcher.embedder), settings) as url:
        told = events(httpx.post(f"{url}/api/ask", json={"question": GOAL, "stream": True}, timeout=60))
        assert [name for name, _ in told] == ["retrieved", "error"]
        error = told[-1][1]["error"]
        assert error["code"] == "internal_error" and "secret" not in error["message"]
        with OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
            stream = client.chat.completions.create(
                model="gusu", messages=[{"role": "user", "content": GOAL}], stream=True
            )
            with pytest.raises(openai.APIError, match="internal error") as broken:
                list(stream)
            assert broken.value.code == "internal_error"


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
