from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.dataset import read_questions
from eval.match import holds
from eval.words import words
from tests.conftest import ROOT

SETS = ["suzhou", "crosslingual", "dialogues", "nearby-held"]


@pytest.mark.parametrize(
    "said",
    "五万亿元 5万亿元 50000亿元 50,000亿元 ５万亿元 ５００００亿元 ５０，０００亿元 五萬億元 5\u00a0万亿元".split(" "),
)
def test_a_number_is_one_in_every_way_to_write_it(said: str) -> None:
    assert all(holds([wording], f"总产值突破{said}。") for wording in ("5万亿", "五万亿元", "50000亿", "50,000 亿元"))
    assert not any(holds([wording], f"总产值突破{said}。") for wording in ("5亿", "4万亿", "15万亿", "50亿"))


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("5 trillion yuan", "an output of 5 trillion yuan"),
        ("5万亿", "an output of five trillion yuan"),
        ("6 AI chips", "at least six AI chips"),
        ("42 firms", "Forty-two firms signed"),
        ("150", "one hundred and fifty companies"),
        ("37%", "占百分之三十七"),
        ("37%", "占37％"),
        ("37%", "37 per cent of them"),
        ("3.5万亿", "三点五万亿元"),
        ("1.2万", "12000家"),
        ("2026年1月", "二〇二六年一月"),
        ("3月16日", "3月16日公布"),
        ("-3.2%", "同比-3.2%"),
        ("42661", "完成42661亿元"),
        ("一家", "唯一一家"),
        ("300 billion", "RMB300 billion"),
        ("28", "28nm工艺"),
        ("9000P", "9000 P算力"),
    ],
)
def test_a_number_is_found_by_its_value(wording: str, said: str) -> None:
    assert holds([wording], said)


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("37", "2037年"),
        ("37", "3.37%"),
        ("37", "37.5%"),
        ("37", "1,037家"),
        ("5", "15"),
        ("6款", "16款"),
        ("五", "十五五规划"),
        ("10家", "十几家"),
        ("20", "二十几家"),
        ("1000家", "数千家"),
        ("3.2%", "同比-3.2%"),
        ("100", "H100"),
        ("5", "5G基站"),
        ("5万亿", "5个"),
        ("2", "2,345家"),
    ],
)
def test_a_number_is_not_found_in_another(wording: str, said: str) -> None:
    assert not holds([wording], said)


@pytest.mark.parametrize(
    ("wording", "said", "found"),
    [
        ("人工智能", "蘇州的人工智能產業", True),
        ("蘇州", "苏州市", True),
        ("十五五规划", "“十五五规划”纲要", True),
        ("AI", "用AI造芯片", True),
        ("AI", "he said", False),
        ("GPT", "GPT4", False),
        ("5G", "5G基站", True),
        ("momenta", "Momenta's cars", True),
        ("chip", "chips", False),
        ("产品 | 超过300个", "| 产品 | 超过300个 |", True),
        ("AI芯片", "AI 芯片", True),
    ],
)
def test_chinese_words_are_found_anywhere_and_latin_ones_whole(wording: str, said: str, found: bool) -> None:
    assert holds([wording], said) is found


def test_any_wording_will_do_and_none_or_an_empty_one_never() -> None:
    assert holds(["6款", "six chips"], "Six chips by 2026.")
    assert not holds([], "6款") and not holds(["", " "], "6款") and not holds(["6款"], "")


@settings(max_examples=50, deadline=None)
@given(st.integers(min_value=0, max_value=10**13))
def test_every_number_is_read_with_and_without_separators(number: int) -> None:
    plain, parted = words(f"{number}"), words(f"{number:,}")
    assert [word.key for word in plain] == [word.key for word in parted] == [Decimal(number)]


@settings(max_examples=50, deadline=None)
@given(st.integers(min_value=0, max_value=9999), st.integers(min_value=0, max_value=9999))
def test_a_number_is_held_by_no_other(one: int, other: int) -> None:
    assert holds([f"{one}家"], f"共有{other}家企业") is (one == other)


@pytest.mark.parametrize("name", SETS)
def test_the_evidence_of_our_questions_holds_their_facts(name: str) -> None:
    for question in read_questions(ROOT / "eval" / "questions" / f"{name}.jsonl").questions:
        quoted = "\n".join(item.quote for item in question.evidence)
        assert all(holds(fact, quoted) for fact in question.answers), question.id
