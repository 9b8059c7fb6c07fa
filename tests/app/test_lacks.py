"""What a sentence lacks of what is asked: one that answers lacks nothing, its neighbour does."""

import pytest

from app.answer.lacks import Kind, english_lacks, lacks, place_in_chinese
from app.answer.question import read_question

PLANT = "据某报2025年10月12日报道，昆山2024年有机器人企业320家，产值95亿元。"


def kinds(question: str, sentence: str, around: str = "") -> list[Kind]:
    return [lack.kind for lack in lacks(read_question(question), sentence, f"{around}\n{sentence}")]


@pytest.mark.parametrize(
    ("question", "sentence", "lacking"),
    [
        ("昆山2024年有多少家机器人企业？", PLANT, None),
        ("无锡2024年有多少家机器人企业？", PLANT, Kind.PLACE),
        ("昆山2025年有多少家机器人企业？", PLANT, Kind.YEAR),
        ("昆山的机器人企业有多少人？", PLANT, Kind.AMOUNT),
        ("昆山的机器人企业营收多少？", "昆山有机器人企业320家。", Kind.AMOUNT),
        ("昆山的机器人企业在全省占几成？", PLANT, Kind.AMOUNT),
        ("昆山的机器人大会是哪天开的？", PLANT, Kind.DAY),
        ("昆山的机器人大会是哪天开的？", "大会2025年10月9日在昆山开幕。", None),
        ("昆山的机器人大会是几月开的？", "大会2025年在昆山开幕。", Kind.MONTH),
        ("大会开了多久？", "大会2025年10月在昆山开幕。", Kind.LENGTH),
        ("大会开了多久？", "大会前后开了三天。", None),
        ("昆山2024年的产值是多少？", "2024年前三季度，昆山的产值是4000亿元。", Kind.WHOLE_YEAR),
        ("昆山“十三五”期间投资多少？", "“十四五”期间，昆山投资1196亿元。", Kind.PLAN_YEARS),
        ("昆山的四个产业园分别叫什么？", "昆山有4个产业园。", Kind.LIST),
        ("昆山的四个产业园分别叫什么？", "昆山有光电、传感、机器人、航空四个产业园。", None),
        ("昆山的八个产业园都有哪些？", "昆山有光电、传感等8个产业园。", Kind.LIST),
        ("昆山的十个集群都有哪些？", "昆山有10个集群、30条产业链。", Kind.LIST),
        ("昆山的平台有哪些？", "昆山的平台如下：", None),
        ("昆山现任市长是谁？", "昆山的大会由时任市长某某主持。", Kind.PRESENT),
        ("昆山哪个产业产值最高？", "昆山的产业有光电和传感。", Kind.SUPERLATIVE),
        ("昆山哪个产业产值最高？", "光电产业的产值在昆山居首位。", None),
        ("一项最高给多少？", "每项给100万元。", None),
        ("这只基金由哪家银行托管？", "基金规模50亿元。", Kind.SORT),
        ("这只基金由哪家银行托管？", "基金由某某银行托管。", None),
        ("昆山某公司的D轮融了多少钱？", "昆山某公司2021年完成C轮融资，金额为36亿元。", Kind.SORT),
        ("昆山某公司的C轮融了多少钱？", "昆山某公司2021年完成C轮融资，金额为36亿元。", None),
        ("创始人王某是哪里人？", "创始人王某此前在研究院任职。", Kind.SORT),
        ("创始人王某是哪里人？", "创始人王某是浙江人。", None),
        ("某报2025年10月的文章说昆山有多少家机器人企业？", PLANT, None),
    ],
)
def test_what_is_asked_has_to_be_said(question: str, sentence: str, lacking: Kind | None) -> None:
    assert kinds(question, sentence) == ([lacking] if lacking else [])


def test_a_place_may_stand_in_the_title() -> None:
    assert kinds("无锡有多少家机器人企业？", "全市有320家。", around="无锡的机器人") == []
    assert kinds("苏州有多少家机器人企业？", "全市有320家。") == []


@pytest.mark.parametrize(
    ("question", "sentence", "lacking"),
    [
        ("How many robot makers does Wuxi have?", "Kunshan has 320 robot makers.", Kind.PLACE),
        ("How many robot makers does Wuxi have?", "无锡有320家机器人企业。", None),
        ("How many robot makers does Suzhou have?", "The city has 320 robot makers.", None),
        ("How many people work at Taihu Robots?", "Taihu Robots was founded in 2016 by Lin Daming.", Kind.AMOUNT),
        ("How much did the fund raise?", "基金募资50亿元。", None),
        ("Did Kunshan or Shenzhen grow faster?", "Shenzhen grew by 5%.", None),
    ],
)
def test_an_english_question_is_checked_over_either_language(
    question: str, sentence: str, lacking: Kind | None
) -> None:
    found = [lack.kind for lack in english_lacks(read_question(question), sentence, sentence)]
    assert found == ([lacking] if lacking else [])


def test_places_are_told_by_how_they_are_read() -> None:
    assert place_in_chinese("Hefei") == "合肥" and place_in_chinese("Kunshan") == "昆山"
    assert (
        place_in_chinese("Moore") is None and place_in_chinese("Suzhou") is None and place_in_chinese("Series") is None
    )
