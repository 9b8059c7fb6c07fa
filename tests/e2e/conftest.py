"""A real server on a free port, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT

SECONDS_TO_START = 90


@pytest.fixture(scope="session")
def server(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``gusu chat`` on the corpus, in a process of its own, once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, str(ROOT / "gusu.py"), "chat", "--store", str(store), "--port", str(port)]
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=os.environ, cwd=log.parent) as process,
    ):
        try:
            wait_until_ready(url, process, log)
            yield url
        finally:
            process.terminate()
            assert process.wait(20) is not None
    assert "Traceback" not in log.read_text(encoding="utf-8")


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


@pytest.fixture(params=["desktop"])
def page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The chat, painted and with its suggested questions; ``phone`` and ``dark`` by indirect parameters.

    A script error on the page, or a request to any other host, fails the test.
    """
    phone = request.param == "phone"
    context = browser.new_context(
        viewport={"width": 360, "height": 740} if phone else {"width": 1280, "height": 800},
        has_touch=phone,
        color_scheme="dark" if request.param == "dark" else "light",
        locale="zh-CN",
    )
    page = context.new_page()
    errors: list[str] = []
    hosts: set[str] = set()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda r: hosts.add(r.url.split("/")[2]) if r.url.startswith(("http", "ws")) else None)
    page.goto(server)
    page.wait_for_selector("#conversation .example")
    yield page
    context.close()
    assert errors == []
    assert hosts == {server.removeprefix("http://")}
