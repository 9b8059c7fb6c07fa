"""Follow-up questions made to stand alone, by rule and by a chat model."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.answer.dialogue import Exchange, Names, exchanges, understand
from app.answer.engine import Engine
from corpus.errors import ServiceError, UsageError
from tests.app.conftest import ScriptedModel

NAMES = Names(["思必驰", "追觅", "魔门塔", "Momenta", "昆山", "规上工业总产值", "AI+制造"])


def said(*pairs: tuple[str, str]) -> tuple[Exchange, ...]:
    return tuple(Exchange(question, answer) for question, answer in pairs)


FOUNDED = said(("思必驰是哪一年成立的？", "思必驰2007年成立。"))
OUTPUT = said(("苏州2026年规上工业总产值的目标是多少？", "目标是突破5万亿元。"))


@pytest.mark.parametrize(
    ("history", "question", "standalone"),
    [
        (FOUNDED, "它的总部在哪？", "思必驰的总部在哪？"),
        (FOUNDED, "該公司有多少員工？", "思必驰有多少员工？"),
        (FOUNDED, "那追觅呢？", "追觅是哪一年成立的？"),
        (FOUNDED, "总部呢", "思必驰的总部在哪里？"),
        (FOUNDED, "有多少员工？", "思必驰有多少员工？"),
        (FOUNDED, "那宇树的创始人是谁？", "宇树的创始人是谁？"),
        (said(("追觅科技2024年净利润多少？", "3亿元。")), "小米科技呢？", "小米科技2024年净利润多少？"),
        (
            said(("昆山第二批战新基金里，低空母基金准备落在哪里？", "常熟。")),
            "那新能源母基金呢？",
            "昆山第二批战新基金里，新能源母基金准备落在哪里？",
        ),
        (OUTPUT, "那2027年呢？", "苏州2027年规上工业总产值的目标是多少？"),
        (OUTPUT, "昆山呢？", "昆山2026年规上工业总产值的目标是多少？"),
        (OUTPUT, "跟深圳比呢？", "苏州和深圳2026年规上工业总产值的目标是多少，相比如何？"),
        (said(("Momenta是谁创立的？", "由曹旭东创立。")), "他在哪里读的大学？", "曹旭东在哪里读的大学？"),
        (said(("大赛一等奖最多奖多少？", "200万元。")), "三等奖呢？", "大赛三等奖最多奖多少？"),
        (said(("苏州2023年的新年议程聚焦什么？", "新能源汽车。")), "再往前一年呢？", "苏州2022年的新年议程聚焦什么？"),
        (said(("Who founded Momenta?", "Cao Xudong founded it.")), "When was it founded?", "When was Momenta founded?"),
        (
            said(("Who founded Momenta?", "Cao Xudong founded it.")),
            "In Suzhou, does it have an office?",
            "In Suzhou, does Momenta have an office?",
        ),
        (
            said(("What is Suzhou's target for 2026?", "5 trillion.")),
            "What about 2027?",
            "What is Suzhou's target for 2027?",
        ),
    ],
)
def test_a_follow_up_is_understood(history: Sequence[Exchange], question: str, standalone: str) -> None:
    assert understand(question, history, NAMES) == standalone


@pytest.mark.parametrize(
    "question",
    [
        *("什么是OPC？", "魔门塔的创始人是谁？", "苏州工业园区有多少家人工智能企业？", "Who founded AISpeech?"),
        "Taicang's aerospace industry: what was its output in 2023, and what was it meant to reach?",
    ],
)
def test_a_change_of_topic_is_not_dragged_along(question: str) -> None:
    assert understand(question, OUTPUT, NAMES) == question
    assert understand(question, FOUNDED, NAMES) == question


def test_without_a_conversation_a_question_stays_as_it_is() -> None:
    assert understand("它的总部在哪？", (), NAMES) == "它的总部在哪？"


def test_two_things_spoken_of_are_compared() -> None:
    history = said(
        ("深圳2024年的规上工业总产值是多少？", "5.4万亿元。"), ("苏州2024年的规上工业总产值是多少？", "4.7万亿元。")
    )
    assert understand("哪个更高？", history, NAMES) == "苏州和深圳2024年的规上工业总产值是多少，哪个更高？"


def test_a_conversation_is_read_from_messages() -> None:
    messages = [
        {"role": "user", "content": "思必驰是哪一年成立的？"},
        {"role": "assistant", "content": "2007年。"},
        {"role": "user", "content": "那追觅呢？"},
        {"role": "assistant", "content": "2017年。"},
    ]
    found = exchanges(messages, NAMES)
    assert [exchange.question for exchange in found] == ["思必驰是哪一年成立的？", "追觅是哪一年成立的？"]
    assert understand("总部呢？", found, NAMES) == "追觅的总部在哪里？"


@pytest.mark.parametrize("message", [{"role": "system", "content": "x"}, {"content": "x"}, {"role": "user"}])
def test_a_message_that_is_none_is_named(message: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="message 2 of the history"):
        exchanges([{"role": "user", "content": "苏州？"}, message], NAMES)


def test_a_chat_model_words_a_follow_up() -> None:
    chat = ScriptedModel("改写后的问题：思必驰的总部在哪座城市？\n（解释）")
    assert understand("它在哪座城市？", FOUNDED, NAMES, chat) == "思必驰的总部在哪座城市？"
    assert "思必驰是哪一年成立的？" in chat.asked[0][1].text


@pytest.mark.parametrize(
    "reply", ["", "追觅2031年的总部在哪？", "魔门塔的董事长曹旭东毕业于清华大学吗？", ServiceError("gone"), "它" * 300]
)
def test_a_chat_model_that_brings_in_what_nobody_said_is_not_believed(reply: str | ServiceError) -> None:
    assert understand("它的总部在哪？", FOUNDED, NAMES, ScriptedModel(reply)) == "思必驰的总部在哪？"


def test_a_chat_model_is_not_asked_about_a_question_that_stands_alone() -> None:
    assert understand("什么是OPC？", FOUNDED, NAMES, ScriptedModel()) == "什么是OPC？"


def test_what_is_looked_for_is_the_question_as_it_was_understood(engine: Engine) -> None:
    first = engine.ask("思必驰是哪一年成立的？")
    answer = engine.ask("那追觅呢？", [Exchange(first.standalone_question, first.answer)])
    assert answer.standalone_question == "追觅是哪一年成立的？" and answer.question == "那追觅呢？"
    assert "dreame" in {hit.article_id for hit in answer.hits[:5]} - {hit.article_id for hit in first.hits[:1]}


def test_the_whole_name_is_replaced_where_only_its_end_is_alike() -> None:
    history = said(("企查查2024年净利润多少？", "3.17亿元。"))
    assert understand("天眼查呢？", history, Names(["企查查"])) == "天眼查2024年净利润多少？"
