from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.answer.engine import Engine
from app.answer.events import Done, Retrieved, Sentence, Token
from app.answer.reader.reader import PassageReader
from app.answer.wording import with_marks
from app.web.texts import EN, ZH
from corpus.errors import UsageError
from index.search import Searcher

GOAL = "苏州2026年规上工业总产值的目标是多少？"


def test_every_sentence_is_the_articles_own_words_and_cited(engine: Engine) -> None:
    answer = engine.ask(GOAL)
    generation = engine.searcher.generation()
    assert answer.answered and 1 <= len(answer.sentences) <= 3
    assert "5万亿元" in answer.answer
    for sentence in answer.sentences:
        (number,) = sentence.citations
        citation = answer.citations[number - 1]
        assert citation.n == number and sentence.support == "verbatim"
        article = generation.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote == sentence.text
        assert f"[{number}]" in answer.answer


def test_a_citation_leads_to_the_source_behind_the_sentence(engine: Engine) -> None:
    answer = engine.ask(GOAL)
    assert any("城市进化论" in (source.publisher or "") for c in answer.citations for source in c.sources)
    assert all(c.publisher == "姑苏问答" and c.date == "2026-03-31" for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("苏州人工智能“十小虎”已经点名的有哪些？", "智慧芽"),
        ("什么是OPC？", "One Person Company"),
        ("蘇州2024年人工智能產業營收是多少？", "2300亿元"),
        ("Which companies are among Suzhou's ten little tigers?", "AISpeech"),
    ],
)
def test_questions_are_answered_in_chinese_traditional_and_english(engine: Engine, question: str, words: str) -> None:
    answer = engine.ask(question)
    assert answer.answered and words in answer.answer


@pytest.mark.parametrize(
    "question", ["明天苏州会下雨吗？", "红烧肉怎么做才好吃？", "Who won the 2022 World Cup?", "！？"]
)
def test_what_the_corpus_does_not_hold_is_not_answered(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert not answer.answered and answer.sentences == () and answer.citations == ()
    assert answer.answer and answer.hits


def test_a_year_no_passage_names_is_named_in_the_refusal(engine: Engine) -> None:
    answer = engine.ask("苏州2031年规上工业总产值的目标是多少？")
    assert not answer.answered and "2031年" in answer.answer


@pytest.mark.parametrize("question", [*ZH.examples, *EN.examples])
def test_the_questions_the_page_suggests_are_answered(engine: Engine, question: str) -> None:
    assert engine.ask(question).answered


def test_an_empty_question_is_refused(engine: Engine) -> None:
    with pytest.raises(UsageError, match="the question is empty"):
        engine.ask("  ")


def test_events_come_in_order_and_add_up_to_the_answer(engine: Engine) -> None:
    events = list(engine.stream(GOAL))
    assert isinstance(events[0], Retrieved) and isinstance(events[-1], Done)
    kinds = [type(event) for event in events[1:-1]]
    assert kinds == [Token, Sentence] * (len(kinds) // 2)
    answer = events[-1].answer
    assert tuple(e.sentence for e in events if isinstance(e, Sentence)) == answer.sentences
    assert tuple(c for e in events if isinstance(e, Sentence) for c in e.citations) == answer.citations
    assert {"understand", "embed", "search", "evidence", "total"} == set(answer.timings_ms)


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("突破5万亿元。", "突破5万亿元[1]。"),
        ("他说：“好。”", "他说：“好[1]。”"),
        ("它不属于“十小虎”。", "它不属于“十小虎”[1]。"),
        ("It rose.", "It rose[1]."),
        ("没有句号", "没有句号[1]"),
    ],
)
def test_marks_stand_before_the_closing_punctuation(sentence: str, marked: str) -> None:
    assert with_marks(sentence, (1,)) == marked


def test_a_refusal_speaks_the_language_of_the_question(engine: Engine) -> None:
    zh = engine.ask("苏州2031年规上工业总产值的目标是多少？").answer
    en = engine.ask("What is Suzhou's target for industrial output in 2031?").answer
    assert zh.startswith("现有资料中没有与2031年对应的内容") and "for 2031" in en and en.isascii()


def test_answers_from_several_threads_are_those_of_one(
    searcher: Searcher, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of passages is dropped all the time, and nobody notices."""
    monkeypatch.setattr("app.answer.reader.reader.PASSAGES_IN_MEMORY", 3)
    questions = [*ZH.examples] * 3
    shared = Engine(searcher, PassageReader(cache))
    alone = {q: shared.ask(q).answer for q in ZH.examples}
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda q: shared.ask(q).answer, questions)) == [alone[q] for q in questions]
