"""What a reader does with a turn: copy, ask again, edit, take back, judge, ask why, take away."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ask, opened, serving

GOAL = "苏州2026年规上工业总产值的目标是多少？"
OPC = "什么是OPC？"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deeds")


@pytest.fixture(scope="module")
def judged(store: Path, folder: Path) -> Iterator[str]:
    with serving(store, folder) as server:
        yield server


@pytest.fixture
def page(browser: Browser, judged: str) -> Iterator[Page]:
    with opened(browser, judged, permissions=["clipboard-read", "clipboard-write"]) as page:
        yield page


def verdicts(folder: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(folder / "feedback.sqlite") as database:
        return database.execute("SELECT verdict, reason, question FROM feedback ORDER BY time, id").fetchall()


def test_an_answer_is_copied_with_its_sources(page: Page) -> None:
    answer = ask(page, GOAL)
    answer.locator(".copy").click()
    expect(answer.locator(".told")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "突破5万亿元[1]。" in copied and "\n[1] " in copied and "姑苏问答" in copied


def test_a_question_is_asked_again(page: Page) -> None:
    ask(page, OPC)
    ask(page, GOAL).locator(".again").click()
    expect(page.locator(".asked")).to_have_text([OPC, GOAL])
    expect(page.locator(".answer:not(.busy)")).to_have_count(2, timeout=30_000)
    expect(page.locator(".again:visible")).to_have_count(1)  # of the last answer only


def test_a_question_is_edited_and_asked_again_from_there(page: Page) -> None:
    ask(page, GOAL)
    ask(page, OPC)
    first = page.locator(".turn").first
    first.locator(".ask-row").hover()
    first.locator(".edit").click()
    line = first.locator(".mending textarea")
    expect(line).to_be_focused()
    expect(line).to_have_value(GOAL)
    line.press("Escape")
    expect(first.locator(".asked")).to_be_visible()
    first.locator(".edit").focus()  # by the keyboard too
    page.keyboard.press("Enter")
    line.fill("深圳的工业总产值是哪一年超过苏州的？")
    line.press("Enter")
    expect(page.locator(".asked")).to_have_text(["深圳的工业总产值是哪一年超过苏州的？"])
    expect(page.locator(".answer:not(.busy)")).to_have_count(1, timeout=30_000)


def test_how_a_follow_up_was_understood_is_reworded_and_asked_again(page: Page) -> None:
    ask(page, GOAL)
    ask(page, "那2027年呢？").locator(".mend").click()
    line = page.locator(".mending textarea")
    expect(line).to_have_value("苏州2027年规上工业总产值的目标是多少？")
    line.fill("苏州2025年规上工业总产值预计是多少？")
    line.press("Enter")
    expect(page.locator(".answer:not(.busy)")).to_have_count(2, timeout=30_000)
    expect(page.locator(".understood")).to_contain_text("理解为：苏州2025年规上工业总产值预计是多少？")
    expect(page.locator(".asked")).to_have_text([GOAL, "那2027年呢？"])
    expect(page.locator(".answer").last).to_contain_text("4.89万亿元")


def test_the_last_question_is_taken_back(page: Page) -> None:
    ask(page, GOAL)
    ask(page, OPC).locator(".undo").click()
    expect(page.locator(".asked")).to_have_text([GOAL])
    expect(page.locator("#question textarea")).to_have_value(OPC)
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".asked")).to_have_text([GOAL, OPC])
    page.reload()
    expect(page.locator(".asked")).to_have_text([GOAL, OPC], timeout=30_000)


def test_a_verdict_is_kept_with_its_reason_and_taken_back(page: Page, folder: Path) -> None:
    answer = ask(page, GOAL)
    answer.locator(".bad").click()
    expect(answer.locator(".bad")).to_have_attribute("aria-pressed", "true")
    assert verdicts(folder) == [("down", "", GOAL)]
    answer.locator(".reason textarea").fill("少了<b>单位</b>")
    answer.locator(".reason button").click()
    expect(answer.locator(".told")).to_have_text("已记下")
    assert verdicts(folder) == [("down", "少了<b>单位</b>", GOAL)]
    page.reload()
    expect(answer.locator(".bad")).to_have_attribute("aria-pressed", "true", timeout=30_000)
    answer.locator(".good").click()
    expect(answer.locator(".bad")).to_have_attribute("aria-pressed", "false")
    assert [verdict for verdict, *_ in verdicts(folder)] == ["up"]
    answer.locator(".good").click()
    expect(answer.locator(".good")).to_have_attribute("aria-pressed", "false")
    assert verdicts(folder) == []


@pytest.mark.parametrize("question", [GOAL, "明天苏州会下雨吗？"])
def test_why_is_told_of_an_answer_and_of_a_refusal_even_later(page: Page, question: str) -> None:
    ask(page, question)
    page.reload()
    why = page.locator(".why-open")
    why.click(timeout=30_000)
    expect(page.locator(".why-room .why")).to_be_visible(timeout=30_000)
    expect(why).to_have_attribute("aria-expanded", "true")
    why.click()
    expect(page.locator(".why-room")).to_be_hidden()


def test_a_conversation_is_taken_away_with_its_footnotes(page: Page) -> None:
    expect(page.locator("#bar .save")).to_be_hidden()
    ask(page, GOAL)
    ask(page, "明天苏州会下雨吗？")
    with page.expect_download() as download:
        page.locator("#bar .save").click()
    assert download.value.suggested_filename == "苏州2026年规上工业总产值的目标是多少？.md"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "[^1]" in text and "\n[^1]: " in text and "明天苏州会下雨吗？" in text
