"""The chat is usable without sight and without a mouse: axe-core finds nothing serious, the keyboard reaches all."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ask, opened

GOAL = "苏州2026年规上工业总产值的目标是多少？"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Page) -> list[str]:
    """What axe-core finds serious or critical, each with the elements it is about."""
    page.evaluate("(source) => { (0, eval)(source); }", AXE)
    page.wait_for_timeout(300)  # what fades in has its colours
    violations = page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [
        f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("kind", ["desktop", "dark", "phone"])
def test_axe_finds_nothing_serious_in_the_chat(browser: Browser, server: str, kind: str) -> None:
    with opened(browser, server, kind) as page:
        assert findings(page) == []
        ask(page, GOAL)
        ask(page, "那2027年呢？")
        page.locator(".why-open").last.click()
        expect(page.locator(".why-room .why")).to_be_visible(timeout=30_000)
        page.locator(".bad").first.click()
        expect(page.locator(".reason")).to_be_visible()
        assert findings(page) == []
        if kind == "phone":
            page.locator("#bar .toggle").tap()
            assert findings(page) == []
            page.keyboard.press("Escape")
            page.locator(".answer .related").first.tap()
            assert findings(page) == []


def test_everything_can_be_reached_and_seen_by_the_keyboard(page: Page) -> None:
    ask(page, GOAL)
    page.locator("#brand").evaluate("e => { e.tabIndex = -1; e.focus(); }")
    reached: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, outlined = page.evaluate(
            """() => {
              const e = document.activeElement;
              const style = getComputedStyle(e);
              const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
              const names = [e.className];
              for (let one = e; one; one = one.parentElement) if (one.id) names.push(one.id);
              return [names.join(" "), seen || e === document.body];
            }"""
        )
        reached.add(name)
        assert outlined, name
    wanted = (
        "switch",
        "toggle",
        "begin",
        "save",
        "find",
        "past-open",
        "edit",
        "mark",
        "why-open",
        "copy",
        "again",
        "undo",
    )
    for deed in (*wanted, "good", "bad", "send", "open-article"):
        assert any(deed in name for name in reached), (deed, sorted(reached))


def test_a_mark_is_followed_by_the_keyboard(page: Page) -> None:
    ask(page, GOAL)
    page.locator(".answer .mark").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sources .card.lit")).to_be_focused()
