"""What a reader does on the page, in a real browser against a real server."""

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ask, opened

GOAL = "苏州2026年规上工业总产值的目标是多少？"
ON_A_PHONE = pytest.mark.parametrize("page", ["phone"], indirect=True)


def lit(page: Page) -> str:
    """The words that are highlighted as followed, without the number before them."""
    return str(page.locator("#sources mark.lit").evaluate("e => e.lastChild.textContent"))


def test_the_page_is_ready_when_it_says_so(server: str) -> None:
    assert httpx.get(f"{server}/readyz").json() == {"ready": True}


def test_a_question_is_answered_and_a_mark_opens_the_exact_words(page: Page) -> None:
    ask(page, GOAL)
    answer = page.locator(".answer").last
    expect(answer).to_contain_text("5万亿元")
    marks = answer.locator(".mark")
    for n in range(marks.count()):
        marks.nth(n).click()
        sentence = answer.locator(".sentence").nth(n).evaluate("e => e.textContent.replace(/\\d+(?=[。！？]?$)/, '')")
        assert lit(page) == sentence
        expect(page.locator("#sources mark.lit")).to_be_in_viewport()
        card = page.locator("#sources .card.lit")
        expect(card.locator("h3")).to_be_visible()
        expect(card).to_contain_text("姑苏问答 · 2026-03-31")


def test_a_card_leads_to_the_source_behind_our_article(page: Page) -> None:
    ask(page, "思必驰在科创板上市的申请结果如何？")
    link = page.locator("#sources .origins a").first
    assert (link.get_attribute("href") or "").startswith("http")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_suggested_question_is_asked_by_a_click(page: Page) -> None:
    suggested = page.locator("#conversation .example").first
    words = suggested.inner_text().strip()
    suggested.click()
    expect(page.locator(".asked").first).to_have_text(words)
    expect(page.locator(".answer .mark").first).to_be_visible()


def test_an_earlier_answers_mark_still_opens_its_words(page: Page) -> None:
    ask(page, GOAL)
    ask(page, "什么是OPC？")
    expect(page.locator("#sources mark").first).to_contain_text("One Person Company")
    page.locator(".answer").first.locator(".mark").first.click()
    assert "万亿元" in lit(page)


def test_what_is_not_in_the_corpus_is_refused_with_what_is_related(page: Page) -> None:
    ask(page, "明天苏州会下雨吗？")
    answer = page.locator(".answer").last
    expect(answer).to_contain_text("回答这个问题")
    expect(answer.locator(".mark")).to_have_count(0)
    answer.locator(".related").first.click()
    expect(page.locator("#sources .card.lit")).to_be_in_viewport()


def test_the_page_speaks_english_by_a_switch_and_keeps_the_conversation(page: Page) -> None:
    ask(page, "How many lighthouse factories does Suzhou have?")
    page.locator("#switch button").click()
    expect(page.locator("#send")).to_have_text("Ask")
    expect(page.locator("#sources h2")).to_have_text("Sources", use_inner_text=True)
    answer = page.locator(".answer").last
    expect(answer).to_contain_text("The sources are in Chinese")
    expect(answer).to_contain_text("Verbatim")
    answer.locator(".mark").first.click()
    assert "灯塔工厂" in lit(page)
    page.locator("#bar .begin").click()
    expect(page.locator("#conversation .example").first).to_have_text("What does OPC mean?")
    page.locator("#switch button").click()
    expect(page.locator("#send")).to_have_text("提问")
    expect(page.locator("#conversation .example").first).to_contain_text("苏州")


@pytest.mark.parametrize(("locale", "send"), [("zh-TW", "提问"), ("en-GB", "Ask"), ("fr-FR", "Ask")])
def test_the_page_speaks_the_browsers_language(browser: Browser, server: str, locale: str, send: str) -> None:
    with opened(browser, server, locale=locale) as page:
        expect(page.locator("#send")).to_have_text(send)
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if send == "提问" else "en")
        chinese = page.locator("#conversation .example").first.inner_text().startswith("苏州")
        assert chinese == (send == "提问")


def test_a_readers_markup_is_shown_and_never_run(page: Page) -> None:
    hostile = '<img src=x onerror="document.title=1"><b>苏州</b> **的** $x$'
    ask(page, hostile)
    expect(page.locator(".asked")).to_have_text(hostile)
    assert page.locator("#conversation img").count() == 0
    assert page.title() != "1"


def test_an_empty_question_asks_nothing(page: Page) -> None:
    page.locator("#question textarea").fill("   ")
    page.locator("#send").click()
    page.wait_for_timeout(500)  # long enough for an answer to have come, if one had been asked for
    expect(page.locator(".asked")).to_have_count(0)
    ask(page, GOAL)
    expect(page.locator(".asked")).to_have_count(1)


def test_a_new_conversation_begins_empty(page: Page) -> None:
    ask(page, GOAL)
    page.locator("#bar .begin").click()
    expect(page.locator("#conversation .example:visible")).to_have_count(6)
    expect(page.locator("#sources .card")).to_have_count(0)
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, "什么是OPC？")
    expect(page.locator(".asked")).to_have_count(1)


def test_two_readers_do_not_see_each_others_conversation(page: Page, browser: Browser, server: str) -> None:
    with opened(browser, server) as other:
        ask(page, GOAL)
        ask(other, "什么是OPC？")
        expect(page.locator(".asked")).to_have_text([GOAL])
        expect(other.locator(".asked")).to_have_text(["什么是OPC？"])
        expect(page.locator("#history .past")).to_have_count(1)


def test_nothing_moves_while_an_answer_comes_in_and_after(page: Page) -> None:
    ask(page, "什么是OPC？")
    page.evaluate(
        """(question) => {
      window.places = new Set();
      const look = () => {
        const asked = [...document.querySelectorAll(".asked")].pop();
        if (asked.textContent === question) window.places.add(Math.round(asked.getBoundingClientRect().top));
        requestAnimationFrame(look);
      };
      look();
    }""",
        GOAL,
    )
    ask(page, GOAL)
    expect(page.locator(".turn:last-child .suggestion").first).to_be_visible(timeout=30_000)
    assert len(page.evaluate("[...window.places]")) == 1


def test_follow_up_questions_are_suggested_and_answered(page: Page) -> None:
    ask(page, GOAL)
    suggested = page.locator(".turn:last-child .suggestion")
    expect(suggested.first).to_be_visible(timeout=30_000)
    words = suggested.first.inner_text()
    suggested.first.click()
    expect(page.locator(".asked").last).to_have_text(words)
    expect(page.locator(".turn:last-child .answer .mark").first).to_be_visible(timeout=30_000)
    expect(page.locator(".turn").first.locator(".suggestion:visible")).to_have_count(0)


def test_a_click_on_a_passage_opens_its_article_there(page: Page) -> None:
    ask(page, GOAL)
    page.locator("#sources .card .open-article").first.click()
    expect(page.locator("dialog#article mark").first).to_contain_text("5万亿元")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#article")).to_be_hidden()


def test_other_tabs_leave_the_conversation_as_it_was(page: Page) -> None:
    ask(page, GOAL)
    page.get_by_role("tab").nth(1).click()
    expect(page.locator("#conversation")).to_be_hidden()
    page.get_by_role("tab").first.click()
    expect(page.locator(".answer .mark").first).to_be_visible()
    expect(page.locator("#sources .card").first).to_be_visible()


@ON_A_PHONE
def test_on_a_phone_sources_come_as_a_sheet_and_leave_by_the_back_key(page: Page) -> None:
    ask(page, GOAL)
    sheet = page.locator("#sources")
    expect(sheet).not_to_be_in_viewport()
    page.locator(".answer .mark").last.tap()
    expect(sheet).to_be_in_viewport()
    expect(page.locator("#sources mark.lit")).to_be_in_viewport()
    page.go_back()
    expect(sheet).not_to_be_in_viewport()
    page.locator(".answer .mark").first.tap()
    page.locator("#sources .panel-close").tap()
    expect(sheet).not_to_be_in_viewport()
    expect(page.locator(".answer")).to_have_count(1)


@ON_A_PHONE
def test_on_a_phone_past_conversations_come_as_a_drawer(page: Page) -> None:
    ask(page, GOAL)
    drawer = page.locator("#history")
    expect(drawer).not_to_be_in_viewport()
    page.locator("#bar .toggle").tap()
    expect(drawer).to_be_in_viewport()
    expect(drawer.locator(".find")).to_be_focused()
    drawer.locator(".past-open").tap()
    expect(drawer).not_to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 768, 1024, 1920])
def test_no_width_scrolls_sideways(browser: Browser, server: str, width: int) -> None:
    with opened(browser, server, viewport={"width": width, "height": 800}) as page:
        ask(page, GOAL)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for selector in ("#ask", ".answer .line", "#bar", "#top"):
            box = page.locator(selector).first.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width


@pytest.mark.parametrize("page", ["desktop", "phone", "dark"], indirect=True)
def test_nothing_overlaps_or_scrolls_sideways_and_text_can_be_read(page: Page) -> None:
    ask(page, GOAL)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ask_line = page.locator("#ask").bounding_box()
    answer = page.locator(".answer .line").last.bounding_box()
    assert ask_line and answer and answer["y"] + answer["height"] <= ask_line["y"]
    for selector in (".answer .said", ".answer .line .quiet", ".answer .mark", ".asked", "#send", "#switch button"):
        assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector


# Contrast by WCAG 2.2: relative luminance of an element's colour against the first opaque background behind it.
CONTRAST = """element => {
  const parse = (css) => css.match(/[\\d.]+/g).map(Number);
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  let behind = element;
  while (behind && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
  const a = luminance(parse(getComputedStyle(element).color));
  const b = luminance(parse(getComputedStyle(behind || document.body).backgroundColor));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
