"""Chat models by name, over real HTTP: what they say, how they fail, and that nothing hangs."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer.chat_model import ChatModel, Message
from app.llm.offers import offers
from app.llm.open_model import ChatModels
from app.settings import read_settings
from corpus.errors import ServiceError, UsageError
from tests.app.model_server import BREAKS, SILENT, TRICKLES, ModelServer, model_server

PROMPT = [Message("system", "你根据资料回答。"), Message("user", "问题：苏州？")]


def model(server: ModelServer, seconds: float = 5) -> ChatModel:
    settings = read_settings(llm="openai:scripted", llm_base_url=server.url, llm_api_key="k", llm_seconds=seconds)
    return ChatModels(settings).open("openai:scripted")


def said(chat: ChatModel) -> str:
    return "".join(chat.stream(PROMPT, threading.Event()))


def test_a_reply_comes_piece_by_piece() -> None:
    with model_server("苏州是一座城市[1]。") as server:
        pieces = list(model(server).stream(PROMPT, threading.Event()))
    assert "".join(pieces) == "苏州是一座城市[1]。" and len(pieces) > 1 and all(pieces)
    (asked,) = server.asked
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert asked["stream"] is True and asked["temperature"] == 0


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (429, "asked too often"),
        (401, "does not take the key"),
        (404, "no such model"),
        (500, "broke off"),
        ("", "an empty answer"),
        (f"苏州{BREAKS}", "cannot be reached|broke off"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(reply: str | int, words: str) -> None:
    with model_server(reply) as server, pytest.raises(ServiceError, match=words) as raised:
        said(model(server))
    assert "\n" not in str(raised.value) and "openai:scripted" in str(raised.value)
    assert raised.value.exit_status == 5 and len(server.asked) == 1


@pytest.mark.parametrize("reply", [SILENT, f"苏州{TRICKLES}"])
def test_a_silent_model_is_left(reply: str) -> None:
    with model_server(reply) as server:
        started = time.monotonic()
        with pytest.raises(ServiceError, match="GUSU_LLM_SECONDS"):
            said(model(server, seconds=0.5))
        assert time.monotonic() - started < 5


def test_a_server_that_is_not_there_is_named() -> None:
    with model_server("") as server:
        pass
    with pytest.raises(ServiceError, match="cannot be reached: is it running"):
        said(model(server))


def test_a_stop_ends_a_reply_at_once() -> None:
    with model_server(SILENT) as server:
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        started = time.monotonic()
        assert list(model(server, seconds=30).stream(PROMPT, stop)) == []
        assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gpt-4o", "expected PROVIDER:MODEL"),
        ("openai:", "expected PROVIDER:MODEL"),
        ("nobody:model", "nobody"),
        ("anthropic:claude", "pip install langchain-anthropic"),
        ("gguf:/nowhere/model.gguf", "there is no such file"),
    ],
)
def test_a_name_that_leads_nowhere_says_why(name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ChatModels(read_settings(llm=name)).open(name)


def test_a_key_that_is_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UsageError, match=r"(?i)key"):
        ChatModels(read_settings(llm="openai:gpt-4o-mini")).open("openai:gpt-4o-mini")


def test_what_is_no_model_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"not a model")
    with pytest.raises(UsageError, match="no model in GGUF format"):
        ChatModels(read_settings(llm=f"gguf:{path}")).open(f"gguf:{path}")
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ServiceError, match="cannot be loaded"):
        ChatModels(read_settings(llm=f"gguf:{path}")).open(f"gguf:{path}")


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "DEEPSEEK_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    yield


@pytest.mark.usefixtures("no_keys")
def test_a_key_in_the_environment_is_offered_and_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    before = offers()
    monkeypatch.setenv("DEEPSEEK_API_KEY", "k")
    assert [name for name in offers() if name not in before] == ["deepseek:deepseek-chat"]
    models = ChatModels(read_settings())
    assert models.named is None and "deepseek:deepseek-chat" in models.choices()


@pytest.mark.usefixtures("no_keys")
def test_a_named_model_is_the_only_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "k")
    assert ChatModels(read_settings(llm="ollama:qwen2.5")).choices() == ["ollama:qwen2.5"]


def test_a_local_model_is_sent_less_evidence() -> None:
    local = ChatModels(read_settings(llm="ollama:qwen2.5")).open("ollama:qwen2.5")
    remote = ChatModels(read_settings(llm="openai:x", llm_api_key="k")).open("openai:x")
    assert local.evidence_tokens == 700 < remote.evidence_tokens
    assert ChatModels(read_settings(llm="ollama:a", evidence_tokens=300)).open("ollama:a").evidence_tokens == 300


def test_a_key_is_never_shown() -> None:
    assert "secret-key" not in repr(read_settings(llm="openai:x", llm_api_key="secret-key"))
