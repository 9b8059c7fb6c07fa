"""How a question is read: what it asks for, and the parts it comes in."""

import pytest

from app.answer.constraints import misses
from app.answer.figures import figures
from app.answer.parts import parts
from app.answer.question import Wanted, read_question


def test_a_question_is_read_without_the_words_that_only_ask() -> None:
    question = read_question("苏州2026年的目标是多少？")
    assert question.language == "zh" and question.years == {"2026"}
    assert "目标" in question.terms and not question.terms & {"多少", "是多", "的目"}
    assert read_question("What is the target of Suzhou?").terms == {"target", "suzhou"}


@pytest.mark.parametrize(
    ("text", "wanted", "unit"),
    [
        ("苏州有多少家人工智能企业？", Wanted.NUMBER, "家"),
        ("2025年前八个月营收涨了百分之多少？", Wanted.NUMBER, "%"),
        ("蘇州有幾個智算中心？", Wanted.NUMBER, "个"),
        ("How many lighthouse factories are there?", Wanted.NUMBER, ""),
        ("思必驰是哪一年成立的？", Wanted.DATE, ""),
        ("When was it released?", Wanted.DATE, ""),
        ("企查查是谁创办的？", Wanted.PERSON, ""),
        ("为什么苏州没有自称AI第一城？", Wanted.REASON, ""),
        ("“十小虎”包括哪些企业？", Wanted.LIST, ""),
        ("苏州和杭州的目标有什么区别？", Wanted.COMPARISON, ""),
        ("什么是OPC？", Wanted.ANYTHING, ""),
    ],
)
def test_the_kind_of_answer_that_is_asked_for(text: str, wanted: Wanted, unit: str) -> None:
    question = read_question(text)
    assert (question.wanted, question.unit) == (wanted, unit)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("追觅哪一年成立，现在有多少员工？", ["追觅哪一年成立", "追觅 现在有多少员工"]),
        ("苏州2024年和2025年产值各是多少？", ["苏州2024年产值各是多少？", "苏州2025年产值各是多少？"]),
        (
            "Which city hosts the cluster, and what is that cluster called?",
            ["Which city hosts the cluster", "what is that cluster called"],
        ),
        ("按2026年版措施，一等奖最多奖多少钱？", ["按2026年版措施，一等奖最多奖多少钱"]),
        ("苏州的目标是什么？", ["苏州的目标是什么"]),
        ("苏州", ["苏州"]),
        (
            "When Suzhou was only starting in 1952, what share of its economy was industry?",
            ["When Suzhou was only starting in 1952, what share of its economy was industry?"],
        ),
        (
            "When did Suzhou issue its action plan, and what is its budget?",
            ["When did Suzhou issue its action plan", "Suzhou issue its action plan what is its budget"],
        ),
    ],
)
def test_a_question_comes_apart_where_it_asks_twice(question: str, texts: list[str]) -> None:
    assert [part.text.rstrip("？?") for part in parts(question)] == [text.rstrip("？?") for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("超过1100亿元", [(110_000_000_000, "元")]),
        ("五万亿元", [(5_000_000_000_000, "元")]),
        ("近2500家企业、37.5%", [(2500, "家"), (37.5, "%")]),
        ("35个工业大类", [(35, "个")]),
        ("2025年9月16日发布", []),
    ],
)
def test_figures_have_a_value_and_a_unit(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(float(figure.value), figure.unit) for figure in figures(text)] == expected


@pytest.mark.parametrize(
    ("question", "sentence", "lacking"),
    [
        ("苏州2024年有多少家人工智能企业？", "苏州2024年人工智能企业很多。", {"number", "unit"}),
        ("苏州2024年有多少家人工智能企业？", "苏州2024年人工智能产业营收超过2300亿元。", {"unit"}),
        ("苏州2024年有多少家人工智能企业？", "苏州2024年有人工智能核心企业667家。", set()),
        ("苏州2023年有多少家人工智能企业？", "苏州2024年有人工智能核心企业667家。", {"year", "other_year"}),
        ("思必驰是哪一年成立的？", "思必驰总部在苏州。", {"date"}),
        ("思必驰是哪一年成立的？", "思必驰2007年在剑桥成立。", set()),
        ("为什么不能相减？", "两个指标的名称不同。", {"reason"}),
        ("苏州实际建成了多少家工厂？", "苏州计划到2027年建成100家工厂。", {"outcome"}),
    ],
)
def test_what_a_sentence_lacks_of_what_is_asked(question: str, sentence: str, lacking: set[str]) -> None:
    found = misses(read_question(question), sentence, sentence)
    assert {name for name, missing in found.as_signals().items() if missing} == lacking
