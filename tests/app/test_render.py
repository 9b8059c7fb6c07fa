"""The page's HTML by its pure functions; how it looks and behaves in a browser is tested in tests/e2e."""

from dataclasses import fields, replace

import pytest

from app.answer.engine import Engine
from app.answer.events import Answer
from app.web.render import Progress, answer_html, failure_html, progress_html, welcome_html
from app.web.texts import TEXTS, Texts
from corpus.article import Source

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture(scope="module")
def answer(engine: Engine) -> Answer:
    return engine.ask("苏州2026年规上工业总产值的目标是多少？")


def test_marks_and_highlights_carry_the_same_numbers(answer: Answer) -> None:
    html = answer_html(answer, "zh")
    for citation in answer.citations:
        assert f'class="mark" data-n="{citation.n}" aria-label="出处 {citation.n}"' in html
        assert f'<mark data-n="{citation.n}"><sup>{citation.n}</sup>{citation.quote}</mark>' in html


def test_a_card_shows_title_publisher_date_and_the_source_behind(answer: Answer) -> None:
    html = answer_html(answer, "zh")
    assert answer.citations[0].title in html and "姑苏问答 · 2026-03-31" in html and "城市进化论" in html


def test_whatever_an_article_says_is_escaped(answer: Answer) -> None:
    hit = replace(answer.hits[0], title=HOSTILE, heading=HOSTILE, publisher=HOSTILE)
    citations = tuple(replace(c, sources=(Source("s", HOSTILE, HOSTILE, HOSTILE, HOSTILE),)) for c in answer.citations)
    sentences = tuple(replace(s, text=HOSTILE + s.text) for s in answer.sentences)
    html = answer_html(replace(answer, hits=(hit, *answer.hits[1:]), citations=citations, sentences=sentences), "zh")
    assert "<script" not in html and "<img" not in html and "&lt;script&gt;" in html
    assert "<script" not in failure_html(HOSTILE, "zh")


@pytest.mark.parametrize(("url", "linked"), [("https://example.org/a?b=1&c=2", True), ("javascript:alert(1)", False)])
def test_only_web_addresses_become_links(answer: Answer, url: str, linked: bool) -> None:
    citations = tuple(replace(c, sources=(Source("s", "某文", None, None, url),)) for c in answer.citations)
    html = answer_html(replace(answer, citations=citations), "zh")
    assert ("<a href=" in html) == linked and "某文" in html and "javascript:" not in html


def test_a_refusal_offers_what_is_related(engine: Engine) -> None:
    html = answer_html(engine.ask("明天苏州会下雨吗？"), "en")
    assert "Related" in html and 'class="related"' in html and 'class="mark"' not in html


def test_an_english_question_is_told_that_the_words_are_chinese(engine: Engine) -> None:
    html = answer_html(engine.ask("How many lighthouse factories does Suzhou have?"), "en")
    assert TEXTS["en"].chinese_sources in html


def test_what_is_happening_is_said_while_it_happens() -> None:
    assert TEXTS["zh"].searching in progress_html(Progress("?"), "zh")
    assert TEXTS["en"].checking in progress_html(Progress("?", found=True), "en")


def test_a_draft_is_shown_as_one_beside_the_evidence_it_is_made_from(answer: Answer) -> None:
    html = progress_html(
        Progress("?", HOSTILE, True, answer.citations, answer.sentences, f"{HOSTILE}还没核对的话[2"), "zh"
    )
    assert "<script" not in html and "<img" not in html and TEXTS["zh"].writing in html
    assert 'class="said draft"' in html and "还没核对的话" in html and answer.citations[0].quote in html
    assert "理解为：" in html and "理解为：" not in progress_html(Progress("?", "?"), "zh")


def test_an_answer_says_who_wrote_it_and_what_is_not_carried(answer: Answer) -> None:
    (first, *rest) = answer.sentences
    written = replace(answer, answerer="openai:x", sentences=(replace(first, support="supported"), *rest))
    assert f"{TEXTS['zh'].supported} · openai:x" in answer_html(written, "zh")
    loose = replace(written, sentences=(replace(first, support="unsupported"), *rest))
    html = answer_html(loose, "zh")
    assert TEXTS["zh"].unsupported in html and 'class="sentence unsupported"' in html


def test_the_empty_page_says_what_it_knows() -> None:
    assert "12 篇文章，资料截至 2026-03-31" in welcome_html("zh", 12, "2026-03-31")
    assert "None" not in welcome_html("en", 3, None)


def test_nothing_is_unsaid_in_either_language() -> None:
    for texts in TEXTS.values():
        assert all(getattr(texts, field.name) for field in fields(Texts))
        assert len(texts.examples) == 6
