"""The report and the comparison in a real browser: opened from the disk, with and without scripts, and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from eval.compare.comparison import compare
from eval.compare.page import page as comparison_page
from eval.compare.pairs import pair
from eval.report.folder import read_run
from eval.report.write import write_report
from tests.eval.runs import GOAL, every_kind, goal, write_run

WIDTHS = {"desktop": 1280, "phone": 360}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(write_run(tmp_path_factory.mktemp("report") / "run", every_kind()))


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    first = write_run(folder / "first", every_kind())
    second = write_run(folder / "second", [goal("right", cited=None), *every_kind()[1:]], llm="ollama:x")
    path = folder / "compared.html"
    path.write_text(comparison_page(compare(pair([read_run(first), read_run(second)]))), encoding="utf-8")
    return path


@pytest.fixture(params=["desktop"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A window, ``desktop`` or ``phone``; an error or a warning of the page, or a request, fails the test."""
    context = browser.new_context(viewport={"width": WIDTHS[request.param], "height": 800}, offline=True)
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on("console", lambda message: problems.append(message.text))
    context.on("request", lambda asked: problems.append(asked.url) if not asked.is_navigation_request() else None)
    yield context
    context.close()
    assert problems == []


def opened(context: BrowserContext, path: Path, anchor: str = "") -> Page:
    page = context.new_page()
    page.goto(path.as_uri() + anchor)
    return page


def visible(page: Page) -> list[str]:
    return [row.get_attribute("data-id") or "" for row in page.locator(".question:visible").all()]


def test_a_question_opens_and_shows_its_quote_inside_its_passage(context: BrowserContext, report: Path) -> None:
    page = opened(context, report)
    row = page.locator("#q-right")
    assert row.locator("mark").count() == 0  # nothing is made of it until it is opened
    row.locator("summary").click()
    expect(row.locator(".source mark")).to_have_text(GOAL)
    expect(row.locator(".source blockquote")).to_contain_text("苏州2025年规上工业总产值是4.95万亿元。")
    expect(row.locator(".facts .found")).to_have_text("5万亿元 / 五万亿元")
    row.locator(".hits a").nth(1).click()
    expect(row.locator(".hits .passage")).to_contain_text("培育入库的智能终端产品超过300个")
    row.locator(".hits a").nth(1).click()
    expect(row.locator(".hits .passage")).to_be_hidden()


def test_questions_filter_by_outcome_type_language_article_and_words(context: BrowserContext, report: Path) -> None:
    page = opened(context, report)
    everything = visible(page)
    assert len(everything) == 10
    form = page.locator("form.filters")
    form.locator("[name=outcome]").select_option("chosen-but-wrong")
    assert visible(page) == ["wrong"]
    form.locator("[name=outcome]").select_option("lost")
    lost = ["not-retrieved", "not-chosen", "wrong", "wrongly-refused", "from-nothing", "error"]
    assert visible(page) == lost
    form.locator("[name=lang]").select_option("en")
    assert visible(page) == ["not-retrieved"]
    form.locator("[name=lang]").select_option("")
    form.locator("[name=type]").select_option("absent")
    assert visible(page) == ["from-nothing"]
    form.locator("[name=type]").select_option("")
    form.locator("[name=article]").select_option("chips")
    assert visible(page) == ["wrongly-refused"]
    form.locator("[name=outcome]").select_option("")
    form.locator("[name=article]").select_option("")
    form.locator("[name=text]").fill("那2026年")
    expect(page.locator("[data-count]")).to_have_text("1")
    assert visible(page) == ["follow-up"]
    form.locator("[name=text]").fill("没有这样的题")
    expect(page.locator(".nothing")).to_be_visible()
    form.locator("[name=text]").fill("")
    expect(page.locator("[data-count]")).to_have_text("10")
    form.locator("[name=sort]").select_option("ms")
    assert visible(page)[0] == "wrong"
    form.locator("[name=sort]").select_option("bad")
    assert visible(page)[:6] == lost
    form.locator("[name=sort]").select_option("")
    assert visible(page) == everything


def test_a_type_of_the_table_and_an_outcome_of_the_summary_lead_to_their_questions(
    context: BrowserContext, report: Path
) -> None:
    page = opened(context, report)
    page.locator("#tables .groups").get_by_role("button", name="absent", exact=True).click()
    assert visible(page) == ["rightly-refused", "from-nothing"]
    page.locator("#summary .legend").get_by_role("button", name="误拒").click()
    assert visible(page) == ["wrongly-refused"]


def test_tables_sort_by_a_column_both_ways(context: BrowserContext, report: Path) -> None:
    page = opened(context, report)
    table = page.locator("table.sortable").first
    value = table.get_by_role("button", name="值")

    def values() -> list[float]:
        return [float(cell.get_attribute("data-v") or "nan") for cell in table.locator("tbody td:nth-child(2)").all()]

    value.click()
    assert values() == sorted(values(), reverse=True)
    value.click()
    assert values() == sorted(values()) and table.locator("th[aria-sort=ascending]").count() == 1


def test_markup_of_a_question_stays_text_when_it_is_opened(context: BrowserContext, report: Path) -> None:
    page = opened(context, report)
    row = page.locator("#q-markup")
    row.locator("summary").click()
    expect(row.locator(".asked")).to_contain_text("<script>document.title='broken'</script></noscript><img src=x")
    expect(row.locator(".inside")).to_contain_text("</details><script>document.title='broken'</script>")
    assert row.locator("img, script, .source a").count() == 0
    expect(page).to_have_title(re.compile("姑苏问答评测报告"))


def test_the_page_is_in_either_language(context: BrowserContext, report: Path) -> None:
    page = opened(context, report)
    expect(page.locator("h1")).to_have_text("姑苏问答 · 评测报告", use_inner_text=True)
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1")).to_have_text("Gusu · evaluation report", use_inner_text=True)
    because = page.locator("#q-wrong .because")
    because.scroll_into_view_if_needed()  # what is far from view is not laid out
    expect(because).to_have_text("The words cited hold the answer, but it lacks “5万亿元”.", use_inner_text=True)


def test_an_address_of_a_question_opens_it(context: BrowserContext, report: Path) -> None:
    page = opened(context, report, "#q-follow-up")
    row = page.locator("#q-follow-up")
    expect(row.locator(".inside")).to_contain_text("理解为：")
    expect(row.locator(".turn").first).to_contain_text("苏州2025年的工业总产值是多少？")


@pytest.mark.parametrize("context", ["phone"], indirect=True)
@pytest.mark.parametrize("name", ["report", "compared"])
def test_nothing_scrolls_sideways_on_a_phone(
    context: BrowserContext, name: str, request: pytest.FixtureRequest
) -> None:
    page = opened(context, request.getfixturevalue(name))
    for row in page.locator(".question").all():
        row.locator("> summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTHS["phone"]


def test_without_scripts_everything_can_still_be_read(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = opened(context, report)
    expect(page.locator("form.filters")).to_be_hidden()
    row = page.locator("#q-right")
    row.locator("summary").click()
    expect(row.locator(".source mark")).to_have_text(GOAL)
    page.locator("#passages summary").click()
    expect(page.locator("#passages .passage", has_text="培育入库的智能终端产品超过300个")).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1")).to_have_text("Gusu · evaluation report", use_inner_text=True)
    context.close()


def test_on_paper_the_summary_and_the_questions_that_went_wrong_can_be_read(
    context: BrowserContext, report: Path, tmp_path: Path
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = opened(context, report)
    page.locator("#q-right summary").click()
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    document = pdfium.PdfDocument(tmp_path / "report.pdf")
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    text = re.sub(r"\s", "", text)
    for words in (
        "评测报告",
        "不好的",
        "全部指标",
        "各阶段用时",
        "引用的原文里有，回答里却缺“5万亿元”",
        "苏州2025年规上工业总产值是4.95万亿元",
    ):
        assert words in text
    assert "苏州明年会下几天雨？" in text and text.count("该拒已拒") < text.count("误拒")  # right ones are not printed
    assert 2 <= len(document) <= 12
    document.close()


def test_a_comparison_opens_to_both_answers(context: BrowserContext, compared: Path) -> None:
    page = opened(context, compared)
    assert visible(page) == ["right"]
    row = page.locator("#q-right")
    row.locator("> summary").click()
    expect(row.locator(".sides > section")).to_have_count(2)
    expect(row.locator(".sides > section").first).to_contain_text(GOAL)
    expect(row.locator(".sides > section").last).to_contain_text("现有资料没有说明。")
    row.locator(".more > summary").first.click()
    expect(row.locator(".source mark").first).to_have_text(GOAL)
    assert page.locator("#figures svg text", has_text="answer_exact").count() == 1
