"""The page's HTML by its pure functions; how it looks and behaves in a browser is tested in tests/e2e."""

from dataclasses import fields, replace

import pytest

from app.answer.engine import Engine
from app.answer.events import Answer
from app.web.chat.words import SCRIPT_WORDS
from app.web.conversation import Turn
from app.web.render import Progress, answer_html, damaged_html, failure_html, progress_html, turn_html
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


def test_how_a_follow_up_was_understood_can_be_reworded(answer: Answer) -> None:
    html = answer_html(replace(answer, question="那年呢？", standalone_question=HOSTILE), "zh")
    assert "理解为：" in html and 'data-deed="mend"' in html and "<script" not in html
    assert "理解为：" not in answer_html(answer, "zh")


def test_an_answer_says_who_wrote_it_and_what_is_not_carried(answer: Answer) -> None:
    (first, *rest) = answer.sentences
    written = replace(answer, answerer="openai:x", sentences=(replace(first, support="supported"), *rest))
    assert f"{TEXTS['zh'].supported}</span> · openai:x" in answer_html(written, "zh")
    loose = replace(written, sentences=(replace(first, support="unsupported"), *rest))
    html = answer_html(loose, "zh")
    assert TEXTS["zh"].unsupported in html and 'class="sentence unsupported"' in html


def test_a_card_opens_its_article_at_the_cited_words(answer: Answer) -> None:
    first = answer.citations[0]
    html = answer_html(answer, "en")
    place = f'data-article="{first.article_id}" data-start="{first.start}" data-end="{first.end}"'
    assert html.count(place) == 2 and TEXTS["en"].open_article in html


def test_a_card_names_the_page_of_a_document_that_has_pages(answer: Answer) -> None:
    citations = tuple(replace(citation, page=7) for citation in answer.citations)
    paged = replace(answer, citations=citations)
    assert "2026-03-31 · 第 7 页" in answer_html(paged, "zh") and "· p. 7" in answer_html(paged, "en")


def test_words_whose_passage_was_not_kept_still_have_a_card(answer: Answer) -> None:
    html = answer_html(replace(answer, hits=()), "zh")
    for citation in answer.citations:
        assert f'<mark data-n="{citation.n}"><sup>{citation.n}</sup>{citation.quote}</mark>' in html


def test_a_turn_without_an_answer_says_why_and_can_be_asked_again() -> None:
    for html in (turn_html(Turn("?", None, HOSTILE), "zh"), damaged_html("zh")):
        assert 'data-deed="again"' in html and 'role="alert"' in html and "<script" not in html


def test_nothing_is_unsaid_in_either_language() -> None:
    for texts in TEXTS.values():
        assert all(getattr(texts, field.name) for field in fields(Texts))
        assert len(texts.examples) == 6
    for words in SCRIPT_WORDS.values():
        assert set(words) == set(SCRIPT_WORDS["zh"]) and all(words.values())
