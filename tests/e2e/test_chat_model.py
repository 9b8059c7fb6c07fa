"""The page with a chat model: its words come in as they are checked, a stop ends them, the reader may choose."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.model_server import SILENT, ModelServer, model_server
from tests.e2e.conftest import ask, opened, serving

GOAL = "苏州2026年规上工业总产值的目标是多少？"
SAID = "苏州2026年规上工业总产值的目标是突破5万亿元[1]。苏州2026年的目标是突破9万亿元[1]。"


@pytest.fixture(scope="module")
def scripted() -> Iterator[ModelServer]:
    with model_server(SAID) as server:
        server.pause_seconds = 0.05
        yield server


@pytest.fixture(scope="module")
def address(store: Path, scripted: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``gusu chat`` on the scripted model, in a process of its own."""
    own = {"GUSU_LLM": "openai:scripted", "GUSU_LLM_BASE_URL": scripted.url, "GUSU_LLM_API_KEY": "k"}
    with serving(store, tmp_path_factory.mktemp("chat"), GUSU_LLM_SECONDS="20", **own) as url:
        yield url


@pytest.fixture
def chat(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        page.wait_for_selector("#answerer input")
        yield page


def begin(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")


def test_a_chat_models_words_are_shown_checked_and_cited(chat: Page, scripted: ModelServer) -> None:
    scripted.replies = [SAID]
    begin(chat, GOAL)
    busy = chat.locator(".answer.busy")
    expect(busy.locator(".cards .card").first).to_be_attached(timeout=30_000)  # before the first word
    answer = chat.locator(".answer:not(.busy)")
    expect(answer).to_contain_text("突破5万亿元", timeout=30_000)
    expect(answer.locator(".sentence")).to_have_count(1)
    expect(answer.locator(".note")).to_contain_text("1 句话没有原文支持")
    expect(answer.locator(".line")).to_contain_text("openai:scripted")
    answer.locator(".mark").first.click()
    expect(chat.locator("#sources mark.lit")).to_contain_text("5万亿元")
    expect(chat.locator("#halt")).to_be_hidden()


def test_a_stop_ends_an_answer_that_does_not_come(chat: Page, scripted: ModelServer) -> None:
    scripted.replies = [SILENT]
    begin(chat, GOAL)
    chat.locator("#halt").click(timeout=30_000)
    expect(chat.locator(".answer:not(.busy)")).to_contain_text("已停止", timeout=5_000)
    expect(chat.locator("#send")).to_be_visible()


def test_a_page_loaded_anew_in_the_middle_of_an_answer_finds_its_conversation(
    chat: Page, scripted: ModelServer
) -> None:
    scripted.replies = [SAID, SILENT, SAID]
    ask(chat, GOAL)
    begin(chat, "苏州2027年的智能算力目标是多少？")
    expect(chat.locator(".answer.busy")).to_be_visible()
    chat.reload()
    expect(chat.locator(".asked")).to_have_text([GOAL, "苏州2027年的智能算力目标是多少？"], timeout=30_000)
    expect(chat.locator(".answer").last).to_contain_text("还没有答完")
    chat.locator(".answer .mark").first.click()
    expect(chat.locator("#sources mark.lit")).to_contain_text("5万亿元")
    chat.get_by_role("button", name="再问一次").click()
    expect(chat.locator(".asked")).to_have_count(2)
    expect(chat.locator(".answer:not(.busy):not(.failed)")).to_have_count(2, timeout=40_000)


def test_a_model_that_refuses_is_told_of_and_the_sources_stand_in(chat: Page, scripted: ModelServer) -> None:
    scripted.replies = [429]
    ask(chat, GOAL)
    answer = chat.locator(".answer:not(.busy)")
    expect(answer.locator(".note").first).to_contain_text("聊天模型没有答完", timeout=30_000)
    expect(answer.locator(".sentence").first).to_contain_text("5万亿元")


def test_the_reader_may_choose_the_sources_own_words(chat: Page, scripted: ModelServer) -> None:
    before = len(scripted.asked)
    chat.locator("#answerer input").click()
    chat.get_by_role("option", name="原文摘录").click()
    ask(chat, GOAL)
    expect(chat.locator(".answer:not(.busy) .sentence.verbatim").first).to_contain_text("5万亿元", timeout=30_000)
    assert len(scripted.asked) == before


def test_a_follow_up_says_how_it_was_understood(chat: Page, scripted: ModelServer) -> None:
    chat.locator("#answerer input").click()
    chat.get_by_role("option", name="原文摘录").click()
    ask(chat, GOAL)
    expect(chat.locator(".answer:not(.busy)")).to_have_count(1, timeout=30_000)
    ask(chat, "那2027年呢？")
    expect(chat.locator(".answer .understood")).to_have_text(
        "理解为：苏州2027年规上工业总产值的目标是多少？", timeout=30_000
    )
