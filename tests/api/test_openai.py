"""OpenAI's own client and LangChain's, pointed at a real server."""

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_openai import ChatOpenAI
from openai import OpenAI

from tests.api.server import Served
from tests.app.model_server import ModelServer
from tests.conftest import ROOT

GOAL = "苏州2026年规上工业总产值的目标是多少？"
TIGERS = "Which companies are among Suzhou's ten little tigers?"


def test_the_models_are_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["gusu", "extractive", "openai:scripted"]
    assert client.models.retrieve("gusu").owned_by == "gusu"
    with pytest.raises(openai.NotFoundError, match="'gpt-4' is not on offer"):
        client.models.retrieve("gpt-4")


def test_an_answer_has_footnotes_usage_and_our_object(client: OpenAI) -> None:
    done = client.chat.completions.create(model="extractive", messages=[{"role": "user", "content": GOAL}])
    content = done.choices[0].message.content or ""
    said, _, notes = content.partition("\n\n")
    assert "5万亿元[^1]。" in said and notes.startswith("[^1]: “") and "姑苏问答 · 2026-03-31" in notes
    assert done.choices[0].finish_reason == "stop" and done.model == "extractive"
    ours = (done.model_extra or {})["gusu"]
    assert ours["citations"][0]["quote"] in content and ours["sentences"][0]["support"] == "verbatim"
    assert done.usage is not None and done.usage.prompt_tokens > 5
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens


def test_a_stream_says_the_same_sentence_by_sentence(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="extractive", messages=[{"role": "user", "content": TIGERS}])
    stream = client.chat.completions.create(
        model="extractive",
        messages=[{"role": "user", "content": TIGERS}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(pieces) == whole.choices[0].message.content and len([piece for piece in pieces if piece]) >= 3
    assert chunks[0].choices[0].delta.role == "assistant"
    last = chunks[-2]
    assert last.choices[0].finish_reason == "stop" and (last.model_extra or {})["gusu"]["answered"]
    assert chunks[-1].choices == [] and chunks[-1].usage == whole.usage


def test_a_conversation_goes_on_from_what_the_client_sends_back(client: OpenAI) -> None:
    first = client.chat.completions.create(model="extractive", messages=[{"role": "user", "content": GOAL}])
    answer = first.choices[0].message
    done = client.chat.completions.create(
        model="extractive",
        messages=[
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": GOAL},
            answer.model_dump(),  # type: ignore[list-item]
            {"role": "user", "content": [{"type": "text", "text": "那2027年呢？"}]},
        ],
    )
    ours = (done.model_extra or {})["gusu"]
    assert ours["standalone_question"] == "苏州2027年规上工业总产值的目标是多少？" and not ours["answered"]
    assert "2027年" in (done.choices[0].message.content or "")


def test_the_default_is_the_chat_model_of_the_settings(client: OpenAI, model: ModelServer) -> None:
    model.replies = ["苏州2026年规上工业总产值的目标是突破5万亿元[1]。"]
    done = client.chat.completions.create(model="gusu", messages=[{"role": "user", "content": GOAL}])
    assert (done.model_extra or {})["gusu"]["answerer"] == "openai:scripted"
    assert (done.choices[0].message.content or "").startswith(
        "苏州2026年规上工业总产值的目标是突破5万亿元[^1]。\n\n[^1]: “"
    )


def test_what_is_not_in_the_sources_is_refused_in_words(client: OpenAI) -> None:
    done = client.chat.completions.create(
        model="extractive", messages=[{"role": "user", "content": "明天苏州会下雨吗？"}]
    )
    assert "回答这个问题" in (done.choices[0].message.content or "")
    assert not (done.model_extra or {})["gusu"]["answered"]


@pytest.mark.parametrize(
    ("given", "param", "words"),
    [
        ({"n": 2}, "n", "Input should be 1"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools", "is not done here"),
        ({"tool_choice": "required"}, "tool_choice", "'none' or 'auto'"),
        ({"stop": ["。"]}, "stop", "leave it out"),
        ({"logprobs": True}, "logprobs", "leave it out"),
        ({"extra_body": {"colour": "red"}}, "colour", "Extra inputs"),
        ({"messages": []}, "messages", "at least 1 item"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, None, "the last one must be of the role user"),
        ({"messages": [{"role": "user", "content": "问" * 2001}]}, None, "at most 2000 characters"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages.0.role", "'system', 'developer'"),
        ({"response_format": {"type": "json_object"}}, "response_format.type", "'text'"),
    ],
)
def test_what_would_change_the_answer_is_refused(
    client: OpenAI, given: dict[str, object], param: str | None, words: str
) -> None:
    for stream in (False, True):
        asked = {"model": "gusu", "messages": [{"role": "user", "content": "问"}], "stream": stream, **given}
        with pytest.raises(openai.BadRequestError) as error:
            client.chat.completions.create(**asked)  # type: ignore[call-overload]
        assert error.value.param == param and words in error.value.message


HARMLESS: dict[str, object] = {
    **{"stop": None, "tools": None, "response_format": None, "n": None, "stream_options": None, "logprobs": False},
    **{"tool_choice": "none", "parallel_tool_calls": True, "service_tier": "auto", "reasoning_effort": "low"},
    **{"store": True, "metadata": {"chat": "1"}, "user": "u" * 400, "logit_bias": {}, "max_tokens": 5, "seed": 1},
    **{
        "verbosity": "low",
        "prompt_cache_key": "k",
        "modalities": ["text"],
        "extra_body": {"functions": [], "odd": None},
    },
}


def test_what_asks_for_nothing_or_cannot_change_an_answer_is_taken(client: OpenAI) -> None:
    asked = {"model": "extractive", "messages": [{"role": "user", "content": GOAL}]}
    plain = client.chat.completions.create(**asked)  # type: ignore[call-overload]
    done = client.chat.completions.create(**asked, **HARMLESS)  # type: ignore[call-overload]
    assert done.choices[0].message.content == plain.choices[0].message.content


def test_a_conversation_that_grew_long_goes_on(client: OpenAI) -> None:
    said = [{"role": "user", "content": GOAL}, {"role": "assistant", "content": "突破5万亿元。"}]
    long = [{"role": "system", "content": "规" * 30_000}, {"role": "user", "content": "早" * 30_000}]
    for before in (long + said, long + said * 60):
        asked = [*before, {"role": "user", "content": "那2027年呢？"}]
        done = client.chat.completions.create(model="extractive", messages=asked)  # type: ignore[arg-type]
        ours = (done.model_extra or {})["gusu"]
        assert ours["standalone_question"] == "苏州2027年规上工业总产值的目标是多少？"


def test_an_unknown_model_and_a_wrong_key_are_the_clients_own_errors(client: OpenAI, keyed_server: Served) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": "问"}])
    assert missing.value.code == "model_not_found" and missing.value.param == "model"
    stranger = OpenAI(base_url=f"{keyed_server.url}/v1", api_key="wrong-key-0123456789", max_retries=0)
    with pytest.raises(openai.AuthenticationError) as refused:
        stranger.models.list()
    assert refused.value.code == "invalid_api_key"


def test_the_example_of_the_documentation_runs(open_server: Served, capsys: pytest.CaptureFixture[str]) -> None:
    example = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    example = example.replace("http://127.0.0.1:7860", open_server.url).replace('model="gusu"', 'model="extractive"')
    exec(compile(example, "docs/api.md", "exec"), {})
    assert "5万亿元[^1]" in capsys.readouterr().out


def test_langchains_chat_model_speaks_with_it(open_server: Served) -> None:
    chat = ChatOpenAI(model="extractive", base_url=f"{open_server.url}/v1", api_key="none", temperature=0)
    answer = chat.invoke(GOAL)
    assert "5万亿元[^1]" in str(answer.content) and answer.usage_metadata and answer.usage_metadata["input_tokens"] > 0
    follow_up = chat.invoke([HumanMessage(GOAL), AIMessage(str(answer.content)), HumanMessage("那2027年呢？")])
    assert "2027年" in str(follow_up.content)
    streamed = [str(chunk.content) for chunk in chat.stream(TIGERS)]
    assert len([piece for piece in streamed if piece]) >= 3 and "".join(streamed) == chat.invoke(TIGERS).content
