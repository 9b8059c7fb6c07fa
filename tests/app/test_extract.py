"""Answers over small corpora of our own making: lists, two parts, two sources, two years, a false premise."""

import pytest

from app.answer.engine import Engine
from app.answer.events import Answer
from app.answer.evidence import Evidence
from app.answer.question import Question
from index.search import Retrieval
from tests.app.conftest import Corpus


def said(answer: Answer) -> str:
    return "".join(sentence.text for sentence in answer.sentences)


TAIHU = """太湖机器人公司
太湖机器人公司2015年在苏州吴中成立，创始人是林大明。公司生产仓库用的搬运机器人。2024年，太湖机器人公司的营收为12亿元。
公司在昆山有一座工厂。
"""
FESTIVAL = """金鸡湖人工智能大会
金鸡湖人工智能大会2025年在苏州工业园区举行，有三千人参加。

大会发布的四个平台如下：

- 算力调度平台
- 语料开放平台
- 模型评测平台
- 场景撮合平台

大会由园区管委会主办。
"""


def test_a_list_is_said_as_a_list_with_a_citation_each(corpus: Corpus) -> None:
    answer = corpus(festival=("2025-06-01", FESTIVAL)).ask("金鸡湖人工智能大会发布了哪些平台？")
    assert [s.text for s in answer.sentences if s.item] == [
        *("算力调度平台", "语料开放平台"),
        *("模型评测平台", "场景撮合平台"),
    ]
    assert not answer.sentences[0].item and answer.sentences[0].text.endswith("如下：")
    assert len(answer.citations) == 5 and "\n- 语料开放平台[3]" in answer.answer


def test_of_two_parts_the_one_that_is_told_is_answered_and_the_other_is_named(corpus: Corpus) -> None:
    answer = corpus(taihu=("2025-03-01", TAIHU)).ask("太湖机器人公司是哪一年成立的，股票代码是多少？")
    assert answer.answered and "2015年" in said(answer)
    assert len(answer.notes) == 1 and "股票代码" in answer.notes[0] and answer.answer.endswith(answer.notes[0])


def test_both_parts_are_answered_from_two_articles(corpus: Corpus) -> None:
    engine = corpus(taihu=("2025-03-01", TAIHU), festival=("2025-06-01", FESTIVAL))
    answer = engine.ask("太湖机器人公司的创始人是谁？金鸡湖人工智能大会由谁主办？")
    assert "林大明" in said(answer) and "园区管委会" in said(answer) and not answer.notes
    assert {citation.article_id for citation in answer.citations} == {"taihu", "festival"}


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("太湖机器人公司是哪一年成立的，股票代码是多少？", 2),  # a part is answered: the whole is not read
        ("水星饭店的股票代码是多少，水星饭店的院长是谁？", 3),
    ],
)
def test_the_whole_of_a_question_in_parts_is_read_only_if_no_part_is_answered(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, question: str, read: int
) -> None:
    engine, asked = corpus(taihu=("2025-03-01", TAIHU)), list[str]()
    reading = engine._evidence.read

    def counted(one: Question, retrieval: Retrieval) -> Evidence:
        asked.append(one.text)
        return reading(one, retrieval)

    monkeypatch.setattr(engine._evidence, "read", counted)
    answer = engine.ask(question)
    assert len(asked) == read and answer.answered == (read == 2)


def test_an_english_question_is_not_read_by_the_network(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = corpus(taihu=("2025-03-01", TAIHU))
    monkeypatch.setattr(engine._reader, "read", lambda *_: pytest.fail("the network was trained on Chinese"))
    _, extract = engine.weigh("Where did Lin Daming found the robot company?")
    assert "林大明" in extract.evidence.candidates[0].text


def test_two_sources_that_differ_stand_beside_each_other_with_their_dates(corpus: Corpus) -> None:
    engine = corpus(
        morning=("2025-05-12", "园区产值\n苏州工业园区2024年的人工智能产值突破1200亿元。园区有很多企业。"),
        evening=("2025-11-28", "园区产业\n苏州工业园区2024年的人工智能产值超过1100亿元。园区在苏州东部。"),
    )
    answer = engine.ask("苏州工业园区2024年的人工智能产值是多少？")
    assert "1200亿元" in said(answer) and "1100亿元" in said(answer)
    assert len(answer.notes) == 1 and "2025-05-12" in answer.notes[0] and "2025-11-28" in answer.notes[0]


def test_of_two_years_the_one_asked_for_is_taken_else_the_newest(corpus: Corpus) -> None:
    engine = corpus(
        older=("2024-02-01", "企业数\n2023年，太仓市有人工智能企业210家。太仓靠近上海。"),
        newer=("2025-02-01", "企业数量\n2024年，太仓市有人工智能企业260家。太仓港很忙。"),
    )
    assert "210家" in said(engine.ask("2023年太仓市有多少家人工智能企业？"))
    newest = engine.ask("太仓市有多少家人工智能企业？")
    assert "2024年" in newest.sentences[0].text and "260家" in newest.sentences[0].text


def test_a_figure_taken_for_granted_is_contradicted(corpus: Corpus) -> None:
    engine = corpus(industry=("2025-02-01", "工业门类\n苏州工业有35个工业大类、171个中类。工业门类齐全。"))
    answer = engine.ask("苏州的37个工业大类当中，哪个大类的产值增长最快？")
    assert not answer.answered and "37个工业大类" in answer.answer and "35个工业大类" in answer.answer


def test_an_english_reader_is_told_that_the_words_are_chinese(engine: Engine) -> None:
    answer = engine.ask("How many lighthouse factories does Suzhou have?")
    assert answer.answered and answer.answer.startswith("The sources are in Chinese. They say: “")
    assert "灯塔工厂" in said(answer) and all(s.support == "verbatim" for s in answer.sentences)


def test_what_is_missing_is_said(corpus: Corpus) -> None:
    engine = corpus(taihu=("2025-03-01", TAIHU))
    assert "2019年" in engine.ask("太湖机器人公司2019年的营收是多少？").answer
    assert "“无锡”" in engine.ask("无锡机器人公司的营收是多少？").answer


def test_both_sides_of_a_comparison_are_said_with_their_difference(corpus: Corpus) -> None:
    engine = corpus(
        kunshan=("2025-02-01", "昆山的机器人企业\n2024年，昆山有机器人企业320家。昆山靠近上海。"),
        taicang=("2025-02-01", "太仓的机器人企业\n2024年，太仓有机器人企业140家。太仓港很忙。"),
    )
    answer = engine.ask("2024年昆山比太仓多出多少家机器人企业？")
    assert "320家" in said(answer) and "140家" in said(answer)
    assert "180家" in answer.answer and {c.article_id for c in answer.citations} == {"kunshan", "taicang"}


def test_of_two_things_put_side_by_side_both_are_told(corpus: Corpus) -> None:
    engine = corpus(
        kunshan=("2025-02-01", "昆山的目标\n昆山提出，到2027年人工智能产业规模达到900亿元。昆山靠近上海。"),
        taicang=("2025-02-01", "太仓港与产业\n太仓港很忙。按照太仓的规划，人工智能产业2027年要有400亿元的规模。"),
    )
    answer = engine.ask("昆山和太仓2027年的人工智能产业规模目标相比怎么样？")
    assert "900亿元" in said(answer) and "400亿元" in said(answer) and not answer.notes


def test_a_row_of_a_table_stands_on_a_line_of_its_own(corpus: Corpus) -> None:
    row = "太湖机器人公司2024年的产值 | 12亿元"
    text = f"太湖机器人公司\n| 项目 | 数值 |\n|---|---|\n| {row} |\n\n太湖机器人公司2015年成立，当时只有五个人。"
    answer = corpus(taihu=("2025-03-01", text)).ask("太湖机器人公司2024年的产值是多少，太湖机器人公司是哪一年成立的？")
    assert [sentence.item for sentence in answer.sentences] == [True, False]
    assert answer.answer.splitlines() == [f"- {row}[1]", "", "太湖机器人公司2015年成立，当时只有五个人[2]。"]
