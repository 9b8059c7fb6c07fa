"""Why an answer is as it is: worked out by the parts that made it, told in sentences, nothing of a source run."""

import re
from dataclasses import replace
from html import unescape

import pytest

from app.answer.dialogue import Exchange
from app.answer.engine import Engine
from app.answer.events import Answer
from app.answer.evidence import SUFFICIENT
from app.answer.explain import Explanation, explain
from app.answer.explain.explanation import FactKind, Held
from app.answer.explain.words import words_held
from app.answer.question import Wanted, read_question
from app.answer.sufficiency import Signals, pushes, sufficiency
from app.web.texts import Language
from app.web.why import why_html
from app.web.why_words import CLAIMS, MISSES, SIGNALS, STAGES, WANTED, WORDS
from tests.app.conftest import Corpus, ScriptedModel

QUESTION = "苏州2026年规上工业总产值的目标是多少？"
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{0}%s'
TAIHU = """太湖机器人公司
太湖机器人公司2015年在苏州吴中成立，创始人是林大明。2024年，太湖机器人公司的营收为12.5亿元，同比增长4.7%。
"""


@pytest.fixture(scope="module")
def answer(engine: Engine) -> Answer:
    return engine.ask(QUESTION)


@pytest.fixture(scope="module")
def explained(engine: Engine, answer: Answer) -> Explanation:
    return explain(engine, answer)


def readable(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_hits_are_those_of_the_answer_with_their_places_by_each_measure(
    engine: Engine, answer: Answer, explained: Explanation
) -> None:
    assert [one.hit for one in explained.hits] == list(answer.hits)
    assert [one.hit.rank for one in explained.hits] == list(range(1, 11))
    everything = engine.searcher.search(QUESTION, 1000).hits
    best = max(everything, key=lambda hit: hit.lexical)
    (first,) = [one for one in explained.hits if one.lexical_rank == 1]
    assert (first.hit.article_id, first.hit.start) == (best.article_id, best.start)
    assert sum(one.read for one in explained.hits) == 5 and any(1 in one.cited for one in explained.hits)


def test_the_judgement_is_the_one_that_was_made(engine: Engine, answer: Answer, explained: Explanation) -> None:
    _, extract = engine.weigh(QUESTION)
    (weighed,) = explained.weighed
    assert weighed.sufficiency == extract.evidence.sufficiency and weighed.threshold == SUFFICIENT
    assert weighed.sufficient and explained.answered and explained.agrees
    assert weighed.best and weighed.best.text == extract.evidence.candidates[0].text
    total = sum(signal.push for signal in weighed.signals)
    assert (total > 0) == (weighed.sufficiency > 0.5)


def test_pushes_add_up_to_the_likelihood() -> None:
    signals = Signals(*[0.5] * 17)
    for same in (True, False):
        assert (sum(pushes(signals, same).values()) > 0) == (sufficiency(signals, same) > 0.5)


def test_words_of_the_question_are_told_by_where_they_stand(engine: Engine) -> None:
    (weighed,) = explain(engine, engine.ask("无锡机器人企业有多少家？")).weighed
    held = {word.text: word.held for word in weighed.words}
    assert held == {"无锡": Held.NOWHERE, "机器人企业": Held.SENTENCE}
    assert weighed.missing_names == ("无锡",) and not weighed.sufficient


@pytest.mark.parametrize(("question", "named"), [("Who founded Moore Threads?", ()), ("Is Dalian ahead?", ("Dalian",))])
def test_a_latin_name_is_missing_only_where_that_can_be_told(
    engine: Engine, question: str, named: tuple[str, ...]
) -> None:
    (weighed,) = explain(engine, engine.ask(question)).weighed
    assert weighed.missing_names == named and not weighed.sufficient


@pytest.mark.parametrize(
    ("question", "sentence", "passages", "held"),
    [
        (
            "苏州2026年有1,200家企业",
            "苏州有企业",
            "2026年1200家",
            "苏州:sentence 2026:passages 1,200:passages 企业:sentence",
        ),
        ("What is the GDP of Hefei?", "GDP", "", "GDP:sentence Hefei:nowhere"),
        ("蘇州的芯片", "苏州", "", "蘇州:sentence 芯片:nowhere"),
    ],
)
def test_words_are_found_in_any_script(question: str, sentence: str, passages: str, held: str) -> None:
    found = words_held(read_question(question), sentence, passages)
    assert " ".join(f"{word.text}:{word.held.value}" for word in found) == held


def test_figures_dates_and_names_lead_to_the_citation_that_holds_them(explained: Explanation) -> None:
    (sentence, *_) = explained.sentences
    assert sentence.support == "verbatim" and not sentence.missing
    facts = {fact.words: fact for fact in sentence.facts}
    assert facts["5万亿元"].citations == (1,) and facts["5万亿元"].kind is FactKind.AMOUNT
    assert facts["2026年"].kind is FactKind.DATE and facts["苏州"].kind is FactKind.NAME


def test_a_follow_up_tells_what_it_leaned_on(engine: Engine) -> None:
    past = (Exchange("苏州2026年智能算力目标是多少？", ""),)
    read = explain(engine, engine.ask("那2027年呢？", past), past).understanding
    assert (read.leaned_on, read.by_rule, read.years) == (past[0].question, True, ("2027",))
    assert read.wanted is Wanted.NUMBER
    html = readable(why_html(explain(engine, engine.ask("那2027年呢？", past), past), "zh"))
    assert "承接上文“苏州2026年智能算力目标是多少？”，补全为“苏州2027年智能算力目标是多少？”" in html


def test_parts_are_weighed_by_themselves(engine: Engine) -> None:
    explained = explain(engine, engine.ask("追觅哪年成立，有多少员工？"))
    assert [one.part.rstrip("？?") for one in explained.weighed] == ["追觅哪年成立", "有多少员工"]
    assert "含有 2 个小问" in readable(why_html(explained, "zh"))


def test_a_dropped_sentence_is_told_with_the_nearest_words_and_what_they_lack(corpus: Corpus) -> None:
    engine = corpus(taihu=("2025-03-01", TAIHU))
    model = ScriptedModel("太湖机器人公司2024年营收为12.5亿元[1]。太湖机器人公司2024年营收为99亿元[1]。")
    explained = explain(engine, engine.ask("太湖机器人公司2024年的营收是多少？", chat=model))
    (dropped,) = explained.dropped
    assert "99亿元" in dropped.text and dropped.missing == ("99亿元",)
    assert any("12.5亿元" in citation.quote for citation in dropped.nearest)
    html = readable(why_html(explained, "zh"))
    assert "没有采用的句子" in html and "原文里没有：“99亿元”" in html


def test_an_unsupported_sentence_says_what_is_missing(engine: Engine, answer: Answer) -> None:
    (first, *rest) = answer.sentences
    made_up = replace(answer, sentences=(replace(first, text="苏州2026年的目标是突破9万亿元。"), *rest))
    explained = explain(engine, made_up)
    (fact,) = [fact for fact in explained.sentences[0].facts if fact.missing]
    assert fact.words == "9万亿元" and not fact.citations
    assert "9万亿元 出处里没有" in readable(why_html(explained, "zh"))


def test_a_newer_generation_is_told_of(engine: Engine, answer: Answer) -> None:
    explained = explain(engine, answer, generation="000099")
    assert not explained.same_generation and WORDS["en"]["older"] in readable(why_html(explained, "en"))
    changed = replace(answer, citations=tuple(replace(c, quote="别的话") for c in answer.citations))
    (sentence, *_) = explain(engine, changed, generation="000099").sentences
    assert sentence.missing == ("<citation>",)
    assert CLAIMS["zh"]["<citation>"] in readable(why_html(explain(engine, changed), "zh"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_is_told_in_sentences(engine: Engine, language: Language) -> None:
    explained = explain(engine, engine.ask("无锡机器人企业有多少家？"))
    html = readable(why_html(explained, language))
    assert WORDS[language]["refused"] in html and "无锡" in html and f"{round(100 * SUFFICIENT)}%" in html
    assert WORDS[language]["checks"] not in html


def test_a_missing_year_is_said_once(engine: Engine) -> None:
    html = readable(why_html(explain(engine, engine.ask("苏州2031年的工业总产值目标是多少？")), "zh"))
    assert html.count("2031 年，这一段没有提到") == 1 and "所问的年份" not in html


def test_nothing_of_an_article_or_a_reader_is_markup(engine: Engine, explained: Explanation) -> None:
    (first, *_), (weighed, *_), (sentence, *_) = explained.hits, explained.weighed, explained.sentences
    assert weighed.best
    read = replace(explained.understanding, standalone=HOSTILE, leaned_on=HOSTILE, years=(HOSTILE,), unit=HOSTILE)
    fact = replace(sentence.facts[0], words=HOSTILE)
    hostile = replace(
        explained,
        understanding=read,
        hits=(replace(first, hit=replace(first.hit, title=HOSTILE, heading=HOSTILE)),),
        weighed=(
            replace(
                weighed,
                best=replace(weighed.best, text=HOSTILE, title=HOSTILE, article_id=HOSTILE),
                words=(replace(weighed.words[0], text=HOSTILE),),
                missing_names=(HOSTILE,),
                premise=(HOSTILE, HOSTILE),
            ),
        ),
        sentences=(replace(sentence, text=HOSTILE, facts=(fact,)),),
        generation=HOSTILE,
    )
    for language in WORDS:
        html = why_html(hostile, language)
        assert "<script" not in html and "<img" not in html and html.count("&lt;script&gt;") > 10
        assert 'onerror="' not in html


def test_the_article_opens_at_the_best_sentence(explained: Explanation) -> None:
    (weighed, *_) = explained.weighed
    assert weighed.best
    html = why_html(explained, "zh")
    assert f'class="open-article" data-article="{weighed.best.article_id}" data-start="{weighed.best.start}"' in html


def test_no_word_is_missing_in_either_language() -> None:
    for table in (WORDS, WANTED, MISSES, SIGNALS, CLAIMS, STAGES):
        assert table["zh"].keys() == table["en"].keys() and all(table["zh"].values()) and all(table["en"].values())
    assert set(WANTED["zh"]) == set(Wanted)
