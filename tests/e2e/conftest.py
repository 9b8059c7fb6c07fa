"""A real server on a free port, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.conftest import ROOT

SECONDS_TO_START = 240


@pytest.fixture(scope="session")
def server(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``gusu chat`` on the corpus, in a process of its own, once it is ready."""
    with serving(store, tmp_path_factory.mktemp("server")) as url:
        yield url


@contextmanager
def serving(store: Path, folder: Path, port: int = 0, **environment: str) -> Iterator[str]:
    """``gusu chat`` on a store, in a process of its own that runs in ``folder``; any free port, if none is named."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    log = folder / "log"
    command = [sys.executable, str(ROOT / "gusu.py"), "chat", "--store", str(store), "--port", str(port)]
    own = {"GUSU_FEEDBACK": str(folder / "feedback.sqlite"), **environment}
    with (
        log.open("a") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **own}, cwd=folder) as process,
    ):
        try:
            wait_until_ready(url, process, log)
            yield url
        finally:
            process.terminate()
            assert process.wait(30) is not None
    assert "Traceback" not in log.read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the server did not become ready: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.skip("no Chromium on the PATH: the page is not tested in a browser here")
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, server: str, kind: str = "desktop", **options: Any) -> Iterator[Page]:
    """The chat in a window of its own, painted and with its suggested questions.

    A script error on the page, or a request to any other host, fails the test.
    """
    phone = kind == "phone"
    wanted = {
        "viewport": {"width": 360, "height": 740} if phone else {"width": 1280, "height": 800},
        "has_touch": phone,
        "color_scheme": "dark" if kind == "dark" else "light",
        "locale": "zh-CN",
    }
    context = browser.new_context(**{**wanted, **options})
    page = context.new_page()
    errors: list[str] = []
    hosts: set[str] = set()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda r: hosts.add(r.url.split("/")[2]) if r.url.startswith(("http", "ws")) else None)
    page.goto(server)
    page.wait_for_selector("#conversation button.example", timeout=60_000)
    yield page
    context.close()
    assert errors == []
    assert hosts == {server.removeprefix("http://")}


@pytest.fixture(params=["desktop"])
def page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The chat in a new window; ``phone`` and ``dark`` by indirect parameters."""
    with opened(browser, server, request.param) as page:
        yield page


def ask(page: Page, question: str) -> Locator:
    """Ask by the question line, and wait for the answer."""
    before = page.locator(".answer:not(.busy)").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".answer:not(.busy)")).to_have_count(before + 1, timeout=30_000)
    return page.locator(".answer").last
