"""Questions that go on from an answer: well made, answered, new; and the rules that make them."""

import threading
import time

import pytest

from app.answer import follow_ups as module
from app.answer.cloze.chinese import chinese_questions, heading_question
from app.answer.cloze.english import english_questions
from app.answer.cloze.rows import row_questions
from app.answer.engine import Engine
from app.answer.follow_ups import follow_ups
from tests.app.conftest import Corpus

TAIHU = """太湖机器人
太湖机器人公司2024年的营收为12.5亿元。
太湖机器人公司在吴中有36家供应商。
太湖机器人公司由林大明在2015年创立。
太湖机器人公司的研发基地设在吴中区。
据太湖报2025年1月2日报道，太湖机器人公司的博士后工作站2019年5月揭牌。
"""


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is: what is offered is tested here, not how soon."""
    monkeypatch.setattr(module, "_SECONDS", 60.0)


def always(text: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("苏州计划在2026年遴选建设10个赋能中心，面向制造业。", "苏州计划在2026年遴选建设多少个赋能中心？", "10个"),
        ("据网易号2024年5月28日的文章，太仓的航空航天企业有160多家。", "太仓的航空航天企业有多少家？", "160多家"),
        ("张家港“十四五”期间新增的规上工业企业超过370家。", "张家港“十四五”期间新增的规上工业企业有多少家？", "370家"),
        ("2022年苏州光子产业规模为3600亿元，核心产值超600亿元。", "2022年苏州光子产业规模是多少？", "3600亿元"),
        ("镁伽科技2022年亏损约7.59亿元。", "镁伽科技2022年亏损了多少？", "7.59亿元"),
        ("苏州2024年的工业投资增长11%。", "苏州2024年的工业投资增长了多少？", "11%"),
        (
            "昆山创新发展大会于2026年1月29日召开，会上发布了一只基金。",
            "昆山创新发展大会是什么时候召开的？",
            "2026年1月29日",
        ),
        ("镁伽科技2016年成立，创始人有三位。", "镁伽科技是哪一年成立的？", "2016年"),
        ("《低空经济实施方案》发布于2025年1月。", "《低空经济实施方案》是什么时候发布的？", "2025年1月"),
        ("追觅科技2017年由俞浩创立，做清洁电器。", "追觅科技是谁创立的？", "俞浩"),
        ("“沪苏同城化”指上海与苏州的同城化发展。", "“沪苏同城化”指的是什么？", "上海与苏州的同城"),
        ("“六度空间”的核心格局是“一城一地一谷一空间”。", "“六度空间”的核心格局是什么？", "“一城一地一谷一"),
        (
            "苏州提出的2026年目标有三项：产值5万亿元，产业4个，集群15个。",
            "苏州提出的2026年目标有哪三项？",
            "产值5万亿元",
        ),
        ("昆山产业基金的投向包括大模型、算力和核心硬件。", "昆山产业基金的投向包括哪些内容？", "大模型"),
        ("“创新四问”由江苏省委主要领导提出，所指的是内生创新不足。", "“创新四问”由谁提出？", "江苏省委主要领导"),
        ("“六度空间”里的“一空间”设在苏州工业园区。", "“六度空间”里的“一空间”在哪里？", "苏州工业园区"),
        ("苏州2013年的规上工业总产值排全国第二。", "苏州2013年的规上工业总产值排全国第几？", "第二"),
    ],
)
def test_a_chinese_sentence_becomes_a_question(sentence: str, question: str, answer: str) -> None:
    assert (question, answer) in [(made.question, made.answer) for made in chinese_questions(sentence, always)]


@pytest.mark.parametrize(
    "sentence",
    [
        "该公司计划建设10个中心。",  # whose?
        "苏州2024年有12家上市企业和30家独角兽企业。",  # two figures
        "据新华网报道，业内认为这一目标偏高。",
        "苏州的目标是到2027年市级培育达到300个。",
        "乐聚、灵猴等30家企业在大会上亮相。",
        "苏州拿到两项批复：省级先导区和国家项目。",
        "姑苏问答编辑部所用材料中有3篇文章。",
        "苏州2026年的目标是产值突破5万亿元。",  # one of many
    ],
)
def test_a_sentence_that_makes_no_natural_question_makes_none(sentence: str) -> None:
    assert list(chinese_questions(sentence, always)) == []


def test_a_question_that_names_nothing_is_not_made() -> None:
    assert list(chinese_questions("全年新增的规上工业企业有370家。", lambda text: False)) == []


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Qichacha (企查查), a data company, was founded in 2014 by three people.",
            "When was Qichacha founded?",
            "2014",
        ),
        ("Dreame (追觅) was set up by Yu Hao in 2017 and makes motors.", "Who set up Dreame?", "Yu Hao"),
        (
            "In 2026 Suzhou plans to foster 150 industrial large models (工业大模型), and more.",
            "How many industrial large models does Suzhou plan to foster in 2026?",
            "150",
        ),
        (
            "Suzhou had 15 centres for AI computing (智算中心) in October 2024, 11 in operation.",
            "How many centres for AI computing did Suzhou have in October 2024?",
            "15",
        ),
        (
            "Suzhou's target for AI computing power in 2027 is 20000P (PFLOPS).",
            "What is Suzhou's target for AI computing power in 2027?",
            "20000P",
        ),
        (
            "The Shanghai Stock Exchange accepted Qichacha's application on 10 October 2025; more followed.",
            "When did the Shanghai Stock Exchange accept Qichacha's application?",
            "10 October 2025",
        ),
        ("OPC stands for One Person Company: one person does all.", "What does OPC stand for?", "One Person Company"),
    ],
)
def test_an_english_sentence_becomes_a_question(sentence: str, question: str, answer: str) -> None:
    assert (question, answer) in [(made.question, made.answer) for made in english_questions(sentence)]


@pytest.mark.parametrize(
    ("row", "question", "answer"),
    [
        ("苏州AI芯片 | 6款以上 | 2026年 | 目标 | 某报", "苏州2026年AI芯片的目标是多少款？", "6款"),
        ("苏州工业产值 | 4.7万亿元 | 2024年 | 实际 | 某报", "苏州2024年工业产值是多少？", "4.7万亿元"),
        ("苏州人工智能企业 | 近2500家 | 2025年8月 | 实际 | 某报", "苏州2025年8月人工智能企业有多少家？", "2500家"),
    ],
)
def test_a_row_of_a_table_becomes_a_question(row: str, question: str, answer: str) -> None:
    assert [(made.question, made.answer) for made in row_questions(row)] == [(question, answer)]


@pytest.mark.parametrize(
    "row",
    [
        "指标 | 数值 | 年份 | 性质 | 来源",
        "苏州企业某公司收入 | 9.3亿元 | 2024年 | 实际 | 某报",
        "苏州数据集、数据产品 | 不少于300个、不少于500个 | 2027年 | 目标 | 某报",
        "苏州基金总额 | 500亿元 | 2025年9月 | 目标 | 某报",
    ],
)
def test_a_row_that_tells_of_more_or_less_makes_none(row: str) -> None:
    assert list(row_questions(row)) == []


def test_a_heading_that_asks_is_a_question() -> None:
    assert heading_question("方案 › 十大行动是哪十项", always) == "十大行动是哪十项？"
    assert heading_question("方案 › 资金", always) is None
    assert heading_question("上市地：纽约还是哪里", always) is None


def test_each_question_is_answered_with_something_new(engine: Engine, patient: None) -> None:
    answer = engine.ask("镁伽科技到2024年的三年累计亏损，几家媒体的说法有什么不同？")
    offered = follow_ups(engine, answer)
    assert len(offered) == 3 and len(set(offered)) == 3 and answer.question not in offered
    known = {(c.article_id, c.start) for c in answer.citations}
    for question in offered:
        other = engine.ask(question)
        assert other.answered and {(c.article_id, c.start) for c in other.citations} - known


def test_questions_are_of_the_language_of_the_answer(engine: Engine, patient: None) -> None:
    offered = follow_ups(engine, engine.ask("How many vertical models does Suzhou plan by 2027?"))
    assert offered and all(question.isascii() or "“" in question for question in offered)


def test_what_was_asked_or_said_before_is_not_offered(corpus: Corpus, patient: None) -> None:
    engine = corpus(taihu=("2025-03-01", TAIHU))
    answer = engine.ask("太湖机器人公司2024年的营收是多少？")
    assert "12.5亿元" in answer.answer
    offered = follow_ups(engine, answer, count=9)
    assert offered and not any("营收" in question for question in offered)
    fewer = follow_ups(engine, answer, count=9, asked=offered[:1])
    assert offered[0] not in fewer


def test_an_off_topic_refusal_offers_nothing(engine: Engine, patient: None) -> None:
    assert follow_ups(engine, engine.ask("Who won the 2022 FIFA World Cup?")) == ()


def test_it_stops_when_told_and_remembers_only_what_was_not_stopped(
    engine: Engine, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = engine.ask("昆山人工智能产业基金的总规模是多少？")
    stop = threading.Event()
    stop.set()
    assert follow_ups(engine, answer, stop=stop) == ()
    offered = follow_ups(engine, answer)
    assert offered
    monkeypatch.setattr(module, "_worked_out", None)
    assert follow_ups(engine, answer) == offered


def test_time_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.0)
    started = time.monotonic()
    assert follow_ups(engine, engine.ask("苏州工业园区2026年的工业总产值目标是多少？"), count=2) == ()
    assert time.monotonic() - started < 30
