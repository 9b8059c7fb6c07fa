"""Searching the sources' words on the page, in a real browser against a real server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.web.search.marked import marked, places
from index.store.open import open_live
from tests.e2e.serving import NARROW, fits, opened, serious

SAID = "蘇州ＡＩ產業規模"  # traditional characters, full width: the sources write neither


@pytest.fixture
def search(browser: Browser, server: str) -> Iterator[Page]:
    with opened(browser, server) as page:
        yield open_tab(page)


def open_tab(page: Page) -> Page:
    page.get_by_role("tab", name="检索").click()
    expect(page.locator("#search-found .said-instead")).to_be_visible()
    return page


def field(page: Page) -> Locator:
    return page.locator("#search-question").locator("input, textarea").first


def test_a_short_pause_searches_and_the_terms_are_lit_in_any_spelling(search: Page) -> None:
    field(search).press_sequentially(SAID, delay=20)
    hits = search.locator("#search-found .hits > li")
    expect(hits).to_have_count(20)
    lit = search.locator("#search-found blockquote mark").all_inner_texts()
    assert any("苏州" in words for words in lit) and any("产业" in words for words in lit)
    expect(hits.first.locator(".quiet").first).to_contain_text("姑苏问答 · 2026-03-31")


def test_enter_searches_at_once_and_scores_are_shown_on_demand(search: Page) -> None:
    field(search).fill("独角兽企业")
    field(search).press("Enter")
    first = search.locator("#search-found .hits > li").first
    expect(first.locator("mark").first).to_be_visible()
    expect(first.locator("dl")).not_to_be_visible()
    first.locator(".scores summary").click()
    expect(first.locator("dt")).to_have_text(["综合", "语义相似（余弦）", "字面匹配（BM25）"])


def test_a_hit_opens_the_whole_article_at_its_words(search: Page) -> None:
    field(search).fill("一人公司 OPC")
    field(search).press("Enter")
    first = search.locator("#search-found .hits > li").first
    title, words = first.locator("h3").inner_text(), first.locator("blockquote").inner_text()
    first.locator(".open-article").click()
    dialog = search.locator("dialog#article")
    expect(dialog.locator("h1")).to_have_text(title)
    expect(dialog.locator("#lit")).to_be_in_viewport()
    lit = "".join(dialog.locator("mark").all_inner_texts())
    assert words.replace("\n", "").startswith(lit.replace("\n", "")[:20])
    search.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(first.locator(".open-article")).to_be_focused()


def test_filters_narrow_and_say_what_does_not_fit(search: Page, store: Path) -> None:
    field(search).fill("产业规模")
    search.locator("#search-filters .label-wrap").click()
    since = search.get_by_label("起始日期")
    since.fill("2030")
    since.press("Enter")
    expect(search.locator("#search-found")).to_contain_text("没有符合条件的段落")
    since.fill("昨天")
    since.press("Enter")
    expect(search.locator("#search-found [role=alert]")).to_contain_text("“昨天”不是日期")
    since.fill("2026-05")
    search.get_by_label("截止日期").fill("2026-01")
    since.press("Enter")
    expect(search.locator("#search-found [role=alert]")).to_contain_text("起始日期晚于截止日期")
    since.fill("2026-03")
    search.get_by_label("截止日期").fill("")
    since.press("Enter")
    expect(search.locator("#search-found .hits > li").first).to_be_visible()
    search.get_by_label("标签").click()
    search.get_by_role("option", name="十小虎").click()
    tagged = {entry.title for entry in open_live(store).entries() if "十小虎" in entry.tags}
    hits = search.locator("#search-found .hits > li h3")
    expect(hits.first).to_have_text(re.compile("|".join(map(re.escape, tagged))))
    assert set(hits.all_inner_texts()) <= tagged


def test_an_emptied_line_says_again_what_can_be_done(search: Page) -> None:
    field(search).fill("算力")
    expect(search.locator("#search-found .hits")).to_be_visible()
    field(search).fill("")
    expect(search.locator("#search-found .said-instead")).to_contain_text("检索资料原文")


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, NARROW], ids=["light", "dark", "narrow"])
def test_everybody_can_use_it(browser: Browser, server: str, options: dict[str, object]) -> None:
    with opened(browser, server, **options) as page:
        open_tab(page)
        assert serious(page, "#search-room") == []
        field(page).fill("人工智能产业规模")
        expect(page.locator("#search-found .hits")).to_be_visible()
        page.locator("#search-filters .label-wrap").click()
        expect(page.get_by_label("起始日期")).to_be_visible()
        assert serious(page, "#search-room") == []
        assert fits(page)


def test_terms_are_found_where_they_stand() -> None:
    text = "蘇州有1,200家企業，AI產業與ＡＩ應用；OpenAI不算。"
    assert [text[start:end] for start, end in places(text, "苏州 1200家企业 ai应用")] == [
        "蘇州",
        "1,200家企業",
        "AI",
        "ＡＩ應用",
    ]
    assert marked("<b>苏州</b>", "苏州") == "&lt;b&gt;<mark>苏州</mark>&lt;/b&gt;"
    assert places("", "苏州") == [] and places("苏州", "") == []
