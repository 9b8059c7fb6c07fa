"""A text that several sources print is cited once, and all of them are named."""

import io

import pytest
from rich.console import Console

from app.answer.composed import Composed
from app.answer.engine import Engine
from app.answer.reprints import letters
from app.present import answer_json, print_answer
from app.web.render import answer_html
from app.web.texts import TEXTS
from corpus.article import Span
from tests.app.conftest import Corpus
from tests.index.editing import CARS, PARK

QUESTION = "苏州工业园区的智能工厂总数是多少家？"
FACT = "总数达到三百二十家"
REPRINT = PARK.replace("明年将", "来年将").replace("三家公司", "有三家公司")


@pytest.fixture
def engine(corpus: Corpus) -> Engine:
    """Over an article, a reprint of it and a copy, and another article."""
    return corpus(
        a=("2026-01-04", f"苏州工业园区\n{PARK}"),
        b=("2026-01-05", f"苏州工业园区新闻\n{REPRINT}"),
        c=("2026-01-06", f"苏州工业园区\n{PARK}"),
        d=("2026-01-06", f"常熟\n{CARS}"),
    )


def test_an_answer_cites_a_reprinted_text_once_and_names_where_else_it_is(engine: Engine) -> None:
    generation = engine.searcher.generation()
    assert [(pair.one, pair.other) for pair in generation.alike.pairs] == [("a", "b")]
    answer = engine.ask(QUESTION)
    assert answer.answered and answer.answer.count(FACT) == 1
    quotes = [letters(citation.quote) for citation in answer.citations]
    assert len(set(quotes)) == len(quotes)
    (cited,) = [citation for citation in answer.citations if FACT in citation.quote]
    assert {cited.publisher, *(source.publisher for source in cited.also)} == {"a报", "b报", "c报"}
    told = answer_json(answer)["citations"][cited.n - 1]["also"]
    assert [source["publisher"] for source in told] == [source.publisher for source in cited.also]
    screen = io.StringIO()
    print_answer(Console(file=screen, width=200), answer)
    assert "亦见于 / also published by" in screen.getvalue() and "c报" in screen.getvalue()
    assert TEXTS["zh"].also in answer_html(answer, "zh") and TEXTS["en"].also in answer_html(answer, "en")


def test_a_reprint_that_is_cited_too_has_the_same_number(engine: Engine) -> None:
    generation = engine.searcher.generation()
    spans = []
    for name in ("a", "b"):
        start = generation.article(name).text.index(FACT)
        spans.append(Span(name, start, start + len(FACT)))
    composed = Composed(generation, "zh")
    said = composed.say(FACT, spans, "supported")
    assert said.sentence.citations == (1,) and len(composed.citations) == 1
    assert composed.citations[0].article_id == "a" and "b报" in {s.publisher for s in composed.citations[0].also}


def test_a_print_that_says_something_else_is_another_source(corpus: Corpus) -> None:
    engine = corpus(
        a=("2026-01-04", f"苏州工业园区\n{PARK}"),
        b=("2026-01-05", f"苏州工业园区新闻\n{PARK.replace('三百二十家', '三百五十家')}"),
    )
    generation = engine.searcher.generation()
    assert generation.alike.pairs
    answer = engine.ask(QUESTION)
    assert answer.citations and all(not citation.also for citation in answer.citations)
    composed = Composed(generation, "zh")
    for name, fact in {"a": "三百二十家", "b": "三百五十家"}.items():
        start = generation.article(name).text.index(fact)
        composed.say(fact, [Span(name, start, start + len(fact))], "supported")
    assert [(citation.n, citation.also) for citation in composed.citations] == [(1, ()), (2, ())]
