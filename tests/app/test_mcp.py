import asyncio
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters

from app.answer.engine import Engine
from app.mcp.serve import http_app
from app.mcp.server import build_server
from app.settings import Settings, read_settings
from corpus.errors import UsageError
from tests.app.mcp_server import GUSU, asked, served, text_of, with_key
from tests.conftest import ROOT

FOUNDER = "思必驰是谁创办的？"
KEY = "a-key-of-an-agent-0001"


@pytest.fixture
def local(engine: Engine) -> Callable[[], Client]:
    """A client in this process, over the protocol's own messages."""
    return lambda: Client(build_server(lambda: engine))


def stdio(settings: Settings) -> Callable[[], Client]:
    environment = {**os.environ, "GUSU_STORE": str(settings.store)}
    return lambda: Client(StdioServerParameters(command=GUSU, args=["mcp"], env=environment))


def test_an_agent_is_told_what_the_tools_take_and_give(local: Callable[[], Client]) -> None:
    async def listed() -> Any:
        async with local() as client:
            return client.instructions, (await client.list_tools()).tools

    instructions, tools = asyncio.run(listed())
    assert instructions and "Suzhou" in instructions
    assert [tool.name for tool in tools] == ["search", "ask"]
    for tool in tools:
        assert tool.description and tool.annotations and tool.annotations.read_only_hint
        assert tool.input_schema["required"] == ["question"]
        for schema in (tool.input_schema, tool.output_schema, *tool.output_schema["$defs"].values()):
            for name, field in schema["properties"].items():
                assert field.get("description"), f"{tool.name}: {name} says nothing of itself"
    search = tools[0].input_schema["properties"]
    assert set(search) == {"question", "k", "articles", "publishers", "tags", "languages", "since", "until"}
    assert (search["k"]["minimum"], search["k"]["maximum"]) == (1, 100)


def test_an_answer_comes_with_the_words_it_rests_on(local: Callable[[], Client], engine: Engine) -> None:
    result = asked(local, "ask", question=FOUNDER)
    told = result.structured_content
    assert not result.is_error and told["answered"] and "高始兴" in told["answer"] and not told["related"]
    for citation in told["citations"]:
        text = engine.searcher.generation().article(citation["article_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert {n for sentence in told["sentences"] for n in sentence["citations"]} == {c["n"] for c in told["citations"]}
    assert "高始兴" in text_of(result)


def test_a_refusal_comes_with_the_nearest_passages(local: Callable[[], Client]) -> None:
    told = asked(local, "ask", question="苏州的地铁几点停运？").structured_content
    assert not told["answered"] and not told["citations"] and told["answer"] and len(told["related"]) == 3


def test_a_follow_up_is_understood(local: Callable[[], Client]) -> None:
    history = [
        {"role": "user", "content": "思必驰是哪一年成立的？"},
        {"role": "assistant", "content": "思必驰2007年成立。"},
    ]
    told = asked(local, "ask", question="它的创始人是谁？", history=history).structured_content
    assert "思必驰" in told["standalone_question"] and "高始兴" in told["answer"]


def test_of_a_long_history_the_latest_messages_count(local: Callable[[], Client]) -> None:
    too_old = [{"role": "system", "content": "refused, where it is read"}] * 60
    said = {"role": "user", "content": "苏州怎么样？" + "苏" * 20_000}
    before = [said] * 38 + [
        {"role": "user", "content": "思必驰是哪一年成立的？"},
        {"role": "assistant", "content": "思必驰2007年成立。"},
    ]
    told = asked(local, "ask", question="它的创始人是谁？", history=too_old + before).structured_content
    assert "思必驰" in told["standalone_question"] and "高始兴" in told["answer"]
    assert asked(local, "ask", question="它的创始人是谁？", history=[too_old[0], *before[-39:]]).is_error


def test_a_search_is_narrowed(local: Callable[[], Client]) -> None:
    told = asked(local, "search", question="人工智能", k=4, articles=["momenta"], since="2026").structured_content
    assert [passage["rank"] for passage in told["passages"]] == [1, 2, 3, 4]
    assert {passage["article_id"] for passage in told["passages"]} == {"momenta"}
    assert asked(local, "search", question="人工智能", until="1999").structured_content["passages"] == []


@pytest.mark.parametrize(
    ("tool", "given", "message"),
    [
        ("search", {"question": " "}, "the question is empty: say what you want to know"),
        ("search", {"question": "苏州", "since": "gestern"}, "since is 'gestern', expected a date"),
        ("search", {"question": "苏州", "k": 0}, "greater than or equal to 1"),
        ("ask", {"question": ""}, "the question is empty"),
        ("ask", {"question": "苏州", "history": [{"role": "system", "content": ""}]}, "'user' or 'assistant'"),
        ("ask", {}, "Field required"),
        ("ask", {"question": "苏" * 2001}, "at most 2000 characters"),
        ("search", {"question": "苏" * 2001}, "at most 2000 characters"),
        ("search", {"question": "苏州", "tags": ["AI"] * 51}, "at most 50 items"),
    ],
)
def test_what_is_wrong_is_an_error_the_agent_reads(
    local: Callable[[], Client], tool: str, given: dict[str, Any], message: str
) -> None:
    result = asked(local, tool, **given)
    assert result.is_error and message in text_of(result) and "Traceback" not in text_of(result)


def test_over_stdio_as_an_agent_starts_it(settings: Settings) -> None:
    told = asked(stdio(settings), "ask", question=FOUNDER).structured_content
    assert "高始兴" in told["answer"] and told["citations"]


def test_nothing_but_the_protocol_is_on_stdout(settings: Settings) -> None:
    started = subprocess.run(
        [GUSU, "mcp", "--store", str(settings.store)],
        input='{"jsonrpc": "2.0", "id": 1, "method": "ping"}\nnot json\n',
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=200,
    )
    assert started.returncode == 0
    assert started.stdout == '{"jsonrpc":"2.0","id":1,"result":{}}\n'
    assert "Traceback" not in started.stderr


def test_without_a_store_it_says_so_and_ends(tmp_path: Path) -> None:
    started = subprocess.run(
        [GUSU, "mcp", "--store", str(tmp_path / "none")], capture_output=True, text=True, encoding="utf-8", timeout=200
    )
    assert started.returncode == 3 and started.stdout == ""
    assert "gusu index build" in started.stderr and "Traceback" not in started.stderr


def test_over_http_on_this_machine(settings: Settings) -> None:
    with served(settings) as url:
        told = asked(lambda: Client(url), "search", question=FOUNDER, k=3).structured_content
        assert len(told["passages"]) == 3
        assert httpx.post(url, json={}, timeout=60, headers={"Host": "evil.example"}).status_code == 421
        assert httpx.post(url, json={}, timeout=60, headers={"Origin": "https://evil.example"}).status_code == 403


def test_over_http_with_a_key(store: Path) -> None:
    with served(read_settings(store=store, reader_keys=KEY)) as url:
        told = asked(lambda: with_key(url, KEY), "ask", question=FOUNDER).structured_content
        assert "高始兴" in told["answer"]
        for headers in ({}, {"Authorization": "Bearer " + "x" * 20}):
            refused = httpx.post(url, json={}, timeout=60, headers=headers)
            assert refused.status_code == 401 and refused.headers["www-authenticate"].startswith("Bearer")


def test_a_client_that_calls_too_often_is_told_when_to_come_back(store: Path) -> None:
    with served(read_settings(store=store, limit="2/minute")) as url:
        statuses = [httpx.post(url, json={}, timeout=60) for _ in range(9)]
    assert {answer.status_code for answer in statuses[:8]}.isdisjoint({429, 500})
    assert statuses[8].status_code == 429 and int(statuses[8].headers["retry-after"]) > 0
    assert statuses[8].json()["error"]["code"] == "rate_limit_exceeded"  # as the API says it


def test_beyond_this_machine_it_wants_a_key(store: Path) -> None:
    with pytest.raises(UsageError, match="set GUSU_READER_KEYS, or let everybody read with --open-to-all") as refused:
        http_app(read_settings(store=store, host="0.0.0.0"))  # noqa: S104
    assert "PASSWORD" not in str(refused.value)  # which this command would refuse in its turn
    with pytest.raises(UsageError, match="agents log in by a key, and none is set"):
        http_app(read_settings(store=store, host="0.0.0.0", reader_password="long enough"))  # noqa: S104, S106


def test_the_command_serves_over_http(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [GUSU, "mcp", "--http", "--port", str(port), "--store", str(settings.store)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=200,
        )
    assert refused.returncode == 2 and f"127.0.0.1:{port} cannot be served on" in refused.stderr
    arguments = [GUSU, "mcp", "--http", "--port", str(port), "--store", str(settings.store)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stderr and process.stdout
            said = process.stderr.readline().decode()
            (url,) = re.findall(r"http://\S+", said)
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline:
                try:
                    httpx.get(url.replace("/mcp", "/healthz"))
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            assert asked(lambda: Client(url), "search", question=FOUNDER, k=1).structured_content["passages"]
        finally:
            process.terminate()
            process.wait(20)
        assert process.stdout.read() == b""


def test_the_pages_snippets_are_json_and_name_the_command() -> None:
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    snippets = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    assert len(snippets) >= 3
    for snippet in snippets:
        (servers,) = (snippet[name] for name in ("mcpServers", "servers") if name in snippet)
        server = servers["gusu"]
        assert server.get("args", ["mcp"])[0] == "mcp" and (server.get("command") or server["url"].endswith("/mcp"))
