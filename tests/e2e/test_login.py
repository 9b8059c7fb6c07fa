"""Logging in and out, in a real browser against a server that asks for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from prometheus_client.parser import text_string_to_metric_families

from tests.api.server import served

GOAL = "苏州2026年规上工业总产值的目标是多少？"


@pytest.fixture(scope="module")
def guarded(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on which readers and editors have passwords."""
    folder = tmp_path_factory.mktemp("guarded")
    shutil.copytree(store, folder / "store")
    with served(folder / "store", folder, reader_password="readers-word", editor_password="editors-word") as server:
        yield server.url


@pytest.fixture(params=[("zh-CN", 1280, "light")])
def stranger(browser: Browser, guarded: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of somebody who is not logged in. A script error, a refused script, or another host fails the test."""
    locale, width, scheme = request.param
    context = browser.new_context(
        locale=locale, viewport={"width": width, "height": 740}, color_scheme=scheme, base_url=guarded
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    page.on("request", lambda r: wrong.append(r.url) if r.url.startswith("http") and guarded not in r.url else None)
    yield page
    context.close()
    assert wrong == []


BOTH = pytest.mark.parametrize(
    "stranger", [("zh-CN", 1280, "light"), ("en-US", 360, "dark")], indirect=True, ids=["chinese", "english-phone"]
)


def log_in(page: Page, word: str) -> None:
    page.locator("#password").fill(word)
    page.locator("button").click()


def questions(page: Page) -> float:
    """How many questions the server has answered, by its metrics."""
    families = text_string_to_metric_families(page.request.get("/metrics").text())
    samples = [sample for family in families if family.name == "gusu_questions" for sample in family.samples]
    return sum(s.value for s in samples if s.name.endswith("_total") and s.labels["outcome"] == "answered")


@BOTH
def test_a_stranger_logs_in_and_comes_to_the_page_they_wanted(stranger: Page, guarded: str) -> None:
    stranger.goto("/articles/five-trillion-output")
    expect(stranger.locator("#password")).to_be_focused()
    zh = stranger.locator("html").get_attribute("lang") == "zh-CN"
    expect(stranger.locator("label")).to_have_text("密码或密钥" if zh else "Password or key")
    log_in(stranger, "not the word")
    expect(stranger.locator("[role=alert]")).to_contain_text("密码不对" if zh else "not the password")
    assert stranger.evaluate("document.documentElement.scrollWidth <= innerWidth")
    serious = [v for v in Axe().run(stranger).response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == []
    log_in(stranger, "readers-word")
    expect(stranger).to_have_url(f"{guarded}/articles/five-trillion-output")
    expect(stranger.locator("body")).to_contain_text("万亿元")


def test_a_reader_asks_comes_back_and_logs_out(stranger: Page, guarded: str) -> None:
    stranger.goto("/")
    log_in(stranger, "readers-word")
    expect(stranger.locator("#question")).to_be_visible(timeout=30_000)
    before = questions(stranger)
    stranger.locator("#question textarea").fill(GOAL)
    stranger.locator("#question textarea").press("Enter")
    expect(stranger.locator(".answer .mark").first).to_be_visible(timeout=30_000)
    expect(stranger.locator(".answer .cards")).to_have_count(1, timeout=30_000)
    assert questions(stranger) == before + 1  # once, whatever else the page asks the engine
    stranger.goto("/")
    expect(stranger.locator("#question")).to_be_visible(timeout=30_000)
    stranger.locator("form[action$=logout] button").click()
    expect(stranger.locator("#password")).to_be_visible()
    stranger.goto("/")
    expect(stranger.locator("#password")).to_be_visible()


def test_without_a_login_nothing_of_the_page_is_given_away(guarded: str) -> None:
    with httpx.Client(base_url=guarded) as nobody:
        for path in ("/", "/config", "/gradio_api/info", "/theme.css", "/openapi.json", "/metrics", "/v1/models"):
            assert nobody.get(path).status_code == 401, path
        for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/api/ask", "/api/search"):
            assert nobody.post(path).status_code == 401, path
