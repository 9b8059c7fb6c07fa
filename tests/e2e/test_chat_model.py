"""The page with a chat model: its words come in as they are checked, a stop ends them, the reader may choose."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.model_server import SILENT, ModelServer, model_server
from tests.conftest import ROOT
from tests.e2e.conftest import wait_until_ready

GOAL = "苏州2026年规上工业总产值的目标是多少？"
SAID = "苏州2026年规上工业总产值的目标是突破5万亿元[1]。苏州2026年的目标是突破9万亿元[1]。"


@pytest.fixture(scope="module")
def scripted() -> Iterator[ModelServer]:
    with model_server(SAID) as server:
        server.pause_seconds = 0.05
        yield server


@pytest.fixture(scope="module")
def address(store: Path, scripted: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``gusu chat --llm`` on the scripted model, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("chat") / "log"
    arguments = ["--store", str(store), "--port", str(port), "--llm", "openai:scripted"]
    environment = {**os.environ, "GUSU_LLM_BASE_URL": scripted.url, "GUSU_LLM_API_KEY": "k", "GUSU_LLM_SECONDS": "20"}
    command = [sys.executable, str(ROOT / "gusu.py"), "chat", *arguments]
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=environment, cwd=log.parent) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait(20)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def chat(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#conversation .example")
    page.wait_for_selector("#answerer input")
    yield page
    context.close()


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")


def test_a_chat_models_words_are_shown_checked_and_cited(chat: Page, scripted: ModelServer) -> None:
    scripted.replies = [SAID]
    ask(chat, GOAL)
    busy = chat.locator(".answer.busy")
    expect(busy.locator(".cards .card").first).to_be_attached(timeout=30_000)  # before the first word
    answer = chat.locator(".answer:not(.busy)")
    expect(answer).to_contain_text("突破5万亿元", timeout=30_000)
    expect(answer.locator(".sentence")).to_have_count(1)
    expect(answer.locator(".note")).to_contain_text("1 句话没有原文支持")
    expect(answer.locator("> .quiet").last).to_contain_text("openai:scripted")
    answer.locator(".mark").first.click()
    expect(chat.locator("#sources mark.lit")).to_contain_text("5万亿元")
    expect(chat.locator("#halt")).to_be_hidden()


def test_a_stop_ends_an_answer_that_does_not_come(chat: Page, scripted: ModelServer) -> None:
    scripted.replies = [SILENT]
    ask(chat, GOAL)
    chat.locator("#halt").click(timeout=30_000)
    expect(chat.locator(".answer:not(.busy)")).to_contain_text("已停止", timeout=5_000)
    expect(chat.locator("#send")).to_be_visible()


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
