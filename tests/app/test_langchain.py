import asyncio
import re
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from app.answer.engine import Engine
from app.answer.events import Done, Retrieved
from app.answer.pieces import pieces
from app.langchain import GusuChain, GusuRetriever
from app.present import answer_json
from app.settings import Settings
from corpus.errors import UsageError
from index.search import Searcher
from tests.app.conftest import ScriptedModel
from tests.conftest import ROOT

FOUNDER = "思必驰是谁创办的？"


@pytest.fixture
def chain(engine: Engine) -> GusuChain:
    return GusuChain(engine)


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_a_langchain_chain_gets_passages_that_name_their_span(searcher: Searcher) -> None:
    chain = GusuRetriever(searcher=searcher, k=3) | RunnableLambda(lambda documents: list(documents))
    documents = chain.invoke(FOUNDER)
    assert len(documents) == 3 and "高始兴" in documents[0].page_content
    for document in documents:
        where = document.metadata
        article = searcher.generation().article(where["article_id"])
        assert article.text[where["start"] : where["end"]] == document.page_content


def test_the_chain_gives_a_message_with_the_answers_object(chain: GusuChain, engine: Engine) -> None:
    message = chain.invoke(FOUNDER)
    expected = answer_json(engine.ask(FOUNDER))
    assert isinstance(message, AIMessage) and "高始兴" in str(message.content)
    assert message.content == expected["answer"]
    assert untimed(message.additional_kwargs["gusu"]) == untimed(expected)
    assert expected["citations"]


@pytest.mark.parametrize(
    "asked",
    [
        {"question": FOUNDER},
        {"question": FOUNDER, "history": []},
        [HumanMessage(FOUNDER)],
        [SystemMessage("be brief"), HumanMessage(FOUNDER)],
        [("human", FOUNDER)],
        ChatPromptTemplate([("human", "{question}")]).invoke({"question": FOUNDER}),
    ],
    ids=["question", "no-history", "message", "system", "pair", "prompt"],
)
def test_it_is_asked_in_the_forms_that_langchains_parts_hand_on(chain: GusuChain, asked: Any) -> None:
    assert chain.invoke(asked).content == chain.invoke(FOUNDER).content


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"q": FOUNDER}, r"was asked \['q'\]"),
        ({"question": FOUNDER, "histroy": []}, "histroy"),
        ({"question": FOUNDER, "history": "before"}, "str is no list of messages"),
        ({"question": FOUNDER, "history": [42]}, "a message cannot be read"),
        ([AIMessage("Hello")], "no question of a human"),
        ([], "no question of a human"),
        (7, "int is no list"),
        ("  ", "question is empty"),
    ],
)
def test_what_cannot_be_read_says_what_was_expected(chain: GusuChain, asked: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        chain.invoke(asked)


def test_a_follow_up_is_understood_from_messages(chain: GusuChain) -> None:
    said = [HumanMessage("思必驰是哪一年成立的？"), AIMessage("思必驰2007年成立。")]
    by_dict = chain.invoke({"question": "它的创始人是谁？", "history": said})
    by_messages = chain.invoke([*said, HumanMessage("它的创始人是谁？")])
    assert "思必驰" in by_dict.additional_kwargs["gusu"]["standalone_question"]
    assert by_dict.content == by_messages.content and "高始兴" in str(by_dict.content)


def test_it_fits_behind_a_prompt_and_before_a_parser(chain: GusuChain) -> None:
    prompt = ChatPromptTemplate([MessagesPlaceholder("history", optional=True), ("human", "{question}")])
    whole = {"question": RunnablePassthrough()} | prompt | chain | StrOutputParser()
    assert whole.invoke(FOUNDER) == chain.invoke(FOUNDER).content
    assert "".join(whole.stream(FOUNDER)) == whole.invoke(FOUNDER)


@pytest.mark.parametrize(
    "question",
    [
        FOUNDER,
        "Who founded AISpeech?",
        "苏州的智能工厂有多少家？苏州的地铁几点停运？",
        "介绍一下苏州智造十大行动",
        "无锡的市花是什么？",
    ],
)
def test_the_pieces_make_the_answer(chain: GusuChain, engine: Engine, question: str) -> None:
    parts = list(pieces(engine.stream(question)))
    done = parts[-1][1]
    assert isinstance(done, Done) and "".join(piece for piece, _ in parts) == done.answer.answer
    chunks = list(chain.stream(question))
    whole = sum(chunks[1:], start=chunks[0])  # type: ignore[arg-type]
    assert whole.content == done.answer.answer
    assert untimed(whole.additional_kwargs["gusu"]) == untimed(answer_json(done.answer))


def test_a_draft_that_nothing_carries_never_leaves_as_text(engine: Engine) -> None:
    chat = ScriptedModel("思必驰是高始兴创办的[1]。思必驰有九百万名员工[1]。")
    parts = list(GusuChain(engine, chat).stream(FOUNDER))
    said = "".join(str(part.content) for part in parts)
    assert "高始兴" in said and "九百万" not in said


def test_batch_and_async_give_the_same(chain: GusuChain) -> None:
    questions = [FOUNDER, "苏州的智能工厂有多少家？"]
    expected = [message.content for message in chain.batch(list(questions))]

    async def asked() -> tuple[list[Any], str, set[str]]:
        whole = [(await chain.ainvoke(question)).content for question in questions]
        streamed = "".join([str(part.content) async for part in chain.astream(FOUNDER)])
        kinds = {event["event"] async for event in chain.astream_events(FOUNDER, version="v2")}
        return whole, streamed, kinds

    whole, streamed, kinds = asyncio.run(asked())
    assert whole == expected and streamed == expected[0]
    assert kinds == {"on_chain_start", "on_chain_stream", "on_chain_end"}


def test_a_reader_who_leaves_ends_the_work(chain: GusuChain) -> None:
    async def leave() -> None:
        stream = chain.astream("介绍一下苏州智造十大行动")
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave())


def test_events_are_gusus_own_stream(chain: GusuChain) -> None:
    events = list(chain.events(FOUNDER))
    assert isinstance(events[0], Retrieved) and isinstance(events[-1], Done)


def test_the_examples_of_the_page_run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("GUSU_STORE", str(settings.store))
    page = (ROOT / "docs" / "langchain.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        exec(block, names)  # noqa: S102
    said = capsys.readouterr().out
    assert "高始兴" in said and "draft: " in said and "checked: verbatim" in said and "done: " in said
    assert names["message"].additional_kwargs["gusu"]["standalone_question"] != "它的创始人是谁？"
