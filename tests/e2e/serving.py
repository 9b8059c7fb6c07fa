"""Servers of a test's own making, and pages on them that must neither fail nor ask any other host."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.e2e.conftest import wait_until_ready

_SECONDS = 20  # that a page may take to show what it is expected to, on a machine that does other things as well
NARROW = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@contextmanager
def serving(store: Path, folder: Path, **environment: str) -> Iterator[str]:
    """Address of ``gusu chat`` on a copy of ``store`` in ``folder``, which must be empty; ``GUSU_*`` by keyword."""
    shutil.copytree(store, folder / "store")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = folder / "log"
    command = [sys.executable, str(ROOT / "gusu.py"), "chat", "--store", str(folder / "store"), "--port", str(port)]
    variables = os.environ | {f"GUSU_{name.upper()}": value for name, value in environment.items()}
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=variables, cwd=folder) as process,
    ):
        try:
            wait_until_ready(url, process, log)
            yield url
        finally:
            process.terminate()
            assert process.wait(30) is not None
    assert "Traceback" not in log.read_text(encoding="utf-8")


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """A page in a context of its own. A script error on it, or a request to another host, fails the test."""
    expect.set_options(timeout=_SECONDS * 1000)
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", **options})
    page = context.new_page()
    errors: list[str] = []
    hosts: set[str] = set()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda r: hosts.add(r.url.split("/")[2]) if r.url.startswith(("http", "ws")) else None)
    page.goto(url)
    try:
        yield page
    finally:
        context.close()
    assert errors == []
    assert hosts <= {url.split("/")[2]}


def serious(page: Page, within: str) -> list[str]:
    """What axe-core finds serious or worse in the part of the page that ``within`` selects."""
    found = Axe().run(page, context=within).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")
    ]


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
