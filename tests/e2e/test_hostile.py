"""An article's markup is text wherever the chat shows it."""

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.conftest import ROOT
from tests.e2e.conftest import ask, opened, serving

BREAKS = "<img src=x onerror=\"document.title='broken'\"></p></div><script>document.title='broken'</script>"
ARTICLE = f"""---
title: "云杉实验室 {BREAKS.replace('"', "'")}"
publisher: "<b onmouseover=alert(1)>某报</b>"
date: 2026-02-03
---

## 人员 {BREAKS}

云杉实验室在2026年有员工731人 {BREAKS}。

云杉实验室的地址是 https://example.org/"onmouseover="alert(1) 。
"""


def test_markup_in_an_article_is_shown_and_never_run(browser: Browser, store: Path, tmp_path: Path) -> None:
    own = tmp_path / "store"
    shutil.copytree(store, own)
    (tmp_path / "hostile.md").write_text(ARTICLE, encoding="utf-8")
    command = [sys.executable, str(ROOT / "gusu.py"), "index", "add", str(tmp_path / "hostile.md"), "--store", str(own)]
    subprocess.run(command, check=True, capture_output=True)
    with serving(own, tmp_path) as server, opened(browser, server) as page:
        answer = ask(page, "云杉实验室在2026年有员工多少人？")
        expect(answer).to_contain_text("731人")
        expect(page.locator("#sources .card").first).to_contain_text("<script>")
        answer.locator(".why-open").click()
        expect(page.locator(".why-room .why")).to_be_visible(timeout=30_000)
        page.locator("#sources .card .open-article").first.click()
        expect(page.locator("dialog#article")).to_contain_text("731人")
        page.reload()
        expect(page.locator(".answer")).to_contain_text("731人", timeout=30_000)
        assert page.locator("#room img, #room script, #room b, dialog img, dialog script").count() == 0
        assert page.title() == "姑苏问答 · Gusu"
