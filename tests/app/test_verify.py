"""Sentences against the words they cite: each kind of lie is found out, honest rewording is not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.answer.engine import Engine
from app.answer.events import Citation
from app.answer.support import cite
from app.answer.verify import Check, Verifier
from corpus.article import Span
from index.embed.embedder import LazyEmbedder
from tests.app.conftest import Corpus

ARTICLE = """太湖机器人公司
太湖机器人公司2015年在苏州吴中成立，创始人是林大明。2024年，太湖机器人公司的营收为12.5亿元，同比增长4.7%。
公司计划2027年把营收做到三十亿元。公司没有在境外上市。昆山工厂的产量高于太仓工厂。
"""
FOUNDED, REVENUE = (
    "太湖机器人公司2015年在苏州吴中成立，创始人是林大明。",
    "2024年，太湖机器人公司的营收为12.5亿元，同比增长4.7%。",
)
PLANNED, LISTED, PLANTS = "公司计划2027年把营收做到三十亿元。", "公司没有在境外上市。", "昆山工厂的产量高于太仓工厂。"

Checking = Callable[[str, str], Check]


@pytest.fixture
def taihu(corpus: Corpus) -> Engine:
    return corpus(taihu=("2025-03-01", ARTICLE), other=("2025-03-01", "企查查\n企查查在苏州，思必驰也在苏州。"))


@pytest.fixture
def checked(taihu: Engine, embedder: LazyEmbedder) -> Checking:
    """Checks a sentence against a quote of the article."""
    verifier = Verifier(embedder)
    generation = taihu.searcher.generation()

    def check(sentence: str, quote: str) -> Check:
        return verifier.check(sentence, [citation_of(taihu, quote)], generation)

    return check


def citation_of(engine: Engine, quote: str) -> Citation:
    article = engine.searcher.generation().article("taihu")
    start = article.text.index(quote)
    return cite(1, article, Span("taihu", start, start + len(quote)))


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("太湖机器人公司2024年营收12.5亿元，同比增长4.7%。", REVENUE),
        ("2024年太湖机器人公司的营收是125000万元。", REVENUE),
        ("太湖机器人公司成立于2015年，创始人为林大明。", FOUNDED),
        ("公司计划到2027年把营收做到30亿元。", PLANNED),
        ("公司未在境外上市。", LISTED),
        ("昆山工厂的产量比太仓工厂高。", PLANTS),
        ("Its revenue in 2024 was 1.25 billion yuan, up 4.7%.", REVENUE),
    ],
)
def test_honest_rewording_is_supported(checked: Checking, sentence: str, quote: str) -> None:
    assert checked(sentence, quote) == Check("supported")


@pytest.mark.parametrize(
    ("sentence", "quote", "missing"),
    [
        ("太湖机器人公司2024年营收13.5亿元。", REVENUE, "13.5"),
        ("太湖机器人公司2024年营收12.5万元。", REVENUE, "12.5"),
        ("太湖机器人公司2023年营收12.5亿元。", REVENUE, "2023"),
        ("太湖机器人公司2024年营收12.5亿元，同比增长47%。", REVENUE, "47"),
        ("太湖机器人公司2024年营收12.5亿元，同比下降4.7%。", REVENUE, "下降"),
        ("企查查2024年营收12.5亿元。", REVENUE, "企查查"),
        ("太湖机器人公司2015年在苏州相城成立。", FOUNDED, "相城"),
        ("太湖机器人公司的创始人是林小红。", FOUNDED, "小红"),
        ("太湖机器人公司2027年营收已达到30亿元。", PLANNED, "<achieved>"),
        ("太湖机器人公司计划2024年营收达到12.5亿元。", REVENUE, "<planned>"),
        ("公司在境外上市。", LISTED, "<negated>"),
        ("太湖机器人公司不是2015年成立的。", FOUNDED, "<negated>"),
        ("太湖机器人公司是全国最大的机器人企业。", FOUNDED, "最大"),
        ("公司喜欢用红色的包装纸包礼物。", LISTED, ""),
        ("Its revenue in 2024 was 12.5 billion yuan.", REVENUE, "12.5"),
        ("Its revenue in 2023 was 1.25 billion yuan.", REVENUE, "2023"),
    ],
)
def test_each_kind_of_lie_is_found_out_and_named(checked: Checking, sentence: str, quote: str, missing: str) -> None:
    check = checked(sentence, quote)
    assert check.support == "unsupported"
    assert any(missing in word for word in check.missing), check.missing


def test_the_very_words_are_verbatim(checked: Checking) -> None:
    assert checked(REVENUE, REVENUE) == Check("verbatim")
    assert checked("营收为12.5亿元", REVENUE) == Check("verbatim")


def test_what_is_cited_must_be_there(taihu: Engine, embedder: LazyEmbedder) -> None:
    verifier, generation = Verifier(embedder), taihu.searcher.generation()
    real = citation_of(taihu, REVENUE)
    forged = replace(real, quote=REVENUE.replace("12.5", "99"))
    gone, beyond = replace(real, article_id="gone"), replace(real, end=real.end + 100_000)
    for citation in (forged, gone, beyond):
        assert verifier.check(citation.quote, [citation], generation) == Check("unsupported", ("<citation>",))
    assert verifier.check(REVENUE, [], generation).support == "unsupported"


@pytest.mark.parametrize("sentence", ["", "  ", "。", "？！", "\u200b", "12", "的" * 3000])
def test_odd_sentences_are_unsupported(checked: Checking, sentence: str) -> None:
    assert checked(sentence, LISTED).support == "unsupported"


def test_two_citations_carry_a_sentence_together(taihu: Engine, embedder: LazyEmbedder) -> None:
    verifier, generation = Verifier(embedder), taihu.searcher.generation()
    both = [citation_of(taihu, quote) for quote in (FOUNDED, REVENUE)]
    said = "太湖机器人公司2015年成立，2024年营收12.5亿元。"
    assert verifier.check(said, both, generation).support == "supported"
    assert verifier.check(said, both[:1], generation).support == "unsupported"


@given(st.integers(0, len(REVENUE) - 2), st.integers(1, len(REVENUE)))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_cut_from_the_quote_are_never_unsupported(checked: Checking, start: int, length: int) -> None:
    cut = REVENUE[start : start + length].strip()
    if any(character.isalnum() for character in cut):
        assert checked(cut, REVENUE).support == "verbatim"


CITIES = """沿江三市的工厂
## 通州与海门
2023年，海门有7家上市企业和22家独角兽企业。到年底，两类企业的营收都在增加。2021年海门建厂，2022年启东建厂。

海门的产值比启东少30亿元。2020年至2022年，海门的产值依次是1.5亿元、2.5亿元和3.5亿元。

| 指标 | 数值 | 年份 | 性质 |
|---|---|---|---|
| 启东机器人产业规模 | 600亿元 | 2027年 | 目标 |
"""
COUNTS, RISING, BUILT, LESS, IN_TURN = (
    "2023年，海门有7家上市企业和22家独角兽企业。",
    "到年底，两类企业的营收都在增加。",
    "2021年海门建厂，2022年启东建厂。",
    "海门的产值比启东少30亿元。",
    "2020年至2022年，海门的产值依次是1.5亿元、2.5亿元和3.5亿元。",
)
ROW = "启东机器人产业规模 | 600亿元 | 2027年 | 目标"


@pytest.fixture
def in_cities(corpus: Corpus, embedder: LazyEmbedder) -> Checking:
    engine = corpus(taihu=("2025-03-01", CITIES))
    verifier = Verifier(embedder)

    def check(sentence: str, quote: str) -> Check:
        return verifier.check(sentence, [citation_of(engine, quote)], engine.searcher.generation())

    return check


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("2023年海门的独角兽企业有22家，上市企业有7家。", COUNTS),
        ("2023年底，上市企业和独角兽企业这两类企业的营收都在增加。", RISING),
        ("启东2022年建厂，海门2021年建厂。", BUILT),
        ("启东的产值比海门多30亿元。", LESS),
        ("海门2020年产值1.5亿元，2021年2.5亿元，2022年3.5亿元。", IN_TURN),
        ("启东的目标是2027年机器人产业规模达到600亿元。", ROW),
        ("Haimen had 7 listed companies and 22 unicorns in 2023.", COUNTS),
    ],
)
def test_the_same_said_in_another_order_is_supported(in_cities: Checking, sentence: str, quote: str) -> None:
    assert in_cities(sentence, quote) == Check("supported")


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("2023年，海门有22家上市企业和7家独角兽企业。", COUNTS),
        ("2023年，海门有7家上市企业和7家独角兽企业。", COUNTS),
        ("2022年海门建厂，2021年启东建厂。", BUILT),
        ("2021年启东建厂，2022年海门建厂。", BUILT),
        ("海门的产值比启东多30亿元。", LESS),
        ("启东的产值比海门少30亿元。", LESS),
        ("海门2020年产值1.5亿元，2021年3.5亿元，2022年2.5亿元。", IN_TURN),
        ("启东机器人产业规模2027年已达到600亿元。", ROW),
        ("2021年，两类企业的营收都在增加。", COUNTS),
        ("Qidong had 7 listed companies and 22 unicorns in 2023.", COUNTS),
        ("Haimen had 7 listed companies and 22 unicorns in 2022.", COUNTS),
    ],
)
def test_what_the_evidence_tells_of_something_else_is_unsupported(
    in_cities: Checking, sentence: str, quote: str
) -> None:
    assert in_cities(sentence, quote).support == "unsupported"


def test_the_sentence_beside_gives_the_year_but_no_figure(in_cities: Checking) -> None:
    said = "2023年底，海门这两类企业的营收都在增加。"
    assert in_cities(said, RISING).support == "supported"
    assert in_cities(said.replace("2023", "2019"), RISING).missing == ("2019年",)
    assert in_cities(f"{said[:-1]}，上市企业有7家。", RISING).missing == ("7家",)


def test_what_is_missing_is_told_in_the_sentences_own_words(checked: Checking) -> None:
    assert checked("太湖机器人公司2024年的人工智能营收为６０亿元。", REVENUE).missing[0] in ("６０亿元", "60亿元")


def test_checks_from_several_threads_are_those_of_one(taihu: Engine, embedder: LazyEmbedder) -> None:
    generation = taihu.searcher.generation()
    asked = [(said, [citation_of(taihu, quote)]) for said in ("公司营收12.5亿元。", LISTED, "公司未在境外上市。")
             for quote in (REVENUE, LISTED, PLANTS)]  # fmt: skip
    alone = [Verifier(embedder).check(said, citations, generation) for said, citations in asked]
    shared = Verifier(embedder)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda one: shared.check(*one, generation), asked * 4)) == alone * 4
