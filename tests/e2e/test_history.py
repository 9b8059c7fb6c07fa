"""Conversations are kept in the browser: found again, searched, removed, and never trusted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.e2e.conftest import ask, free_port, opened, serving

GOAL = "苏州2026年规上工业总产值的目标是多少？"
OPC = "什么是OPC？"
HOSTILE = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"


def test_a_page_loaded_anew_finds_its_conversation_and_citations(page: Page) -> None:
    ask(page, GOAL)
    ask(page, "那2027年呢？")
    page.reload()
    expect(page.locator(".asked")).to_have_text([GOAL, "那2027年呢？"], timeout=30_000)
    expect(page.locator(".understood")).to_contain_text("理解为：苏州2027年规上工业总产值的目标是多少？")
    page.locator(".answer .mark").first.click()
    expect(page.locator("#sources mark.lit")).to_contain_text("5万亿元")
    ask(page, "2026年呢？")  # what was said before the page was loaded anew is still known
    expect(page.locator(".understood").last).to_contain_text("苏州2026年")


def test_conversations_are_listed_found_by_their_words_and_opened(page: Page) -> None:
    ask(page, GOAL)
    page.locator("#bar .begin").click()
    ask(page, OPC)
    titles = page.locator("#history .past-title")
    expect(titles).to_have_text([OPC, GOAL])  # the latest first
    expect(page.locator("#history [aria-current] .past-title")).to_have_text(OPC)
    page.locator("#history .find").fill("one person")
    expect(titles).to_have_text([OPC])  # words of the answer count too
    page.locator("#history .find").fill("没有说过的话")
    expect(page.locator("#history .nothing")).to_have_text("没有找到")
    page.locator("#history .find").fill("")
    titles.last.click()
    expect(page.locator(".asked")).to_have_text([GOAL])
    expect(page.locator(".answer .mark").first).to_be_visible()
    expect(page.locator("#sources mark").first).to_contain_text("5万亿元")


def test_a_conversation_is_removed_and_had_back(page: Page) -> None:
    ask(page, GOAL)
    row = page.locator("#history .past")
    row.hover()
    row.locator(".remove").click()
    expect(row).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("button", name="恢复").click()
    expect(row).to_have_count(1)
    row.locator(".past-open").click()
    expect(page.locator(".answer .mark").first).to_be_visible()


def test_the_list_folds_and_stays_folded(page: Page) -> None:
    expect(page.locator("#history")).to_be_visible()
    page.locator("#bar .toggle").click()
    expect(page.locator("#history")).to_be_hidden()
    expect(page.locator("#bar .toggle")).to_have_attribute("aria-expanded", "false")
    page.reload()
    page.wait_for_selector("#conversation button.example")
    expect(page.locator("#history")).to_be_hidden()
    page.locator("#bar .toggle").click()
    expect(page.locator("#history")).to_be_visible()


def test_what_was_stored_is_shown_as_text_and_never_run(page: Page) -> None:
    ask(page, GOAL)
    page.wait_for_function("JSON.stringify(localStorage).includes('next')")  # nothing more is written of this turn
    page.evaluate(
        """(hostile) => {
          const poison = (value, key) => {
            if (Array.isArray(value)) return value.map((one) => poison(one, key));
            if (value && typeof value === "object")
              return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poison(one, name)]));
            return typeof value === "string" && !["id", "support"].includes(key) ? hostile : value;
          };
          for (const key of Object.keys(localStorage).filter((key) => key.startsWith("gusu.chat."))) {
            const kept = JSON.parse(localStorage.getItem(key));
            kept.turns[0].next = [hostile];
            const broken = { ...kept.turns[0], id: hostile, answer: { hits: hostile } };
            kept.turns.push(broken, { question: hostile }, null, 7);
            localStorage.setItem(key, JSON.stringify({ ...kept, turns: poison(kept.turns) }));
          }
          const own = { time: hostile, turns: [{ question: hostile }] };
          localStorage.setItem("gusu.chat." + hostile, JSON.stringify(own));
          localStorage.setItem("gusu.chat.broken", "{");
        }""",
        HOSTILE,
    )
    page.reload()
    expect(page.locator(".asked").first).to_have_text(HOSTILE, timeout=30_000)
    expect(page.locator(".answer:not(.failed)").first).to_contain_text("onerror")
    expect(page.locator(".answer.failed").first).to_contain_text("读不出来")
    page.locator(".why-open").first.click()
    expect(page.locator(".why-room .why")).to_be_visible(timeout=30_000)
    expect(page.locator("#history .past")).to_have_count(2)
    assert page.locator("#room img, #room script").count() == 0
    assert page.title() == "姑苏问答 · Gusu"


def test_a_browser_without_room_forgets_the_oldest_conversation(page: Page) -> None:
    ask(page, OPC)
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((key) => key.startsWith("gusu.chat."));
          const kept = JSON.parse(localStorage.getItem(key));
          kept.turns[0].failure = "";
          for (let n = 0; n < 40; n++) {
            kept.time = n;
            kept.turns[0].generation = "x".repeat(300_000);
            try { localStorage.setItem("gusu.chat.old-" + n, JSON.stringify(kept)); } catch (full) { break; }
          }
          for (let rest = 2 ** 19; rest > 8; rest /= 2) {
            try { localStorage.setItem("other-" + rest, "x".repeat(rest)); } catch (full) { continue; }
          }
        }"""
    )
    before = page.evaluate("Object.keys(localStorage).length")
    page.locator("#bar .begin").click()
    answer = ask(page, "苏州人工智能“十小虎”的名单里有谁？")
    expect(answer.locator(".mark").first).to_be_visible()
    page.reload()
    expect(page.locator(".asked")).to_have_text(["苏州人工智能“十小虎”的名单里有谁？"], timeout=30_000)
    assert page.evaluate("localStorage.getItem('gusu.chat.old-0')") is None
    assert page.evaluate("Object.keys(localStorage).length") <= before + 1


def test_a_conversation_outlives_the_server(browser: Browser, store: Path, tmp_path: Path) -> None:
    port = free_port()
    with serving(store, tmp_path, port) as server:
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(server)
        page.wait_for_selector("#conversation button.example", timeout=60_000)
        ask(page, GOAL)
    page.locator("#question textarea").fill("那2027年呢？")
    page.locator("#question textarea").press("Enter")
    expect(page.locator(".answer").last).to_contain_text("没有收到回答", timeout=30_000)
    with serving(store, tmp_path, port):
        page.get_by_role("button", name="再问一次").click()  # the page was open all the while
        expect(page.locator(".understood")).to_contain_text("苏州2027年规上工业总产值的目标", timeout=30_000)
        page.reload()
        expect(page.locator(".asked")).to_have_text([GOAL, "那2027年呢？"], timeout=30_000)
        page.locator(".answer .mark").first.click()
        expect(page.locator("#sources mark.lit")).to_contain_text("5万亿元")
    context.close()


@pytest.mark.parametrize("words", [["新的企业名录", "2026年新设的云杉实验室有员工731人。"]])
def test_two_pages_ask_while_the_index_is_rebuilt(
    browser: Browser, store: Path, tmp_path: Path, words: list[str]
) -> None:
    title, sentence = words
    own = tmp_path / "store"
    subprocess.run(["cp", "-r", str(store), str(own)], check=True)
    article = tmp_path / "added.md"
    article.write_text(f"# {title}\n\n{sentence}\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "gusu.py"), "index", "add", str(article), "--store", str(own), "--json"]
    with serving(own, tmp_path) as server, opened(browser, server) as one, opened(browser, server) as other:
        ask(one, GOAL)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as adding:
            asked = 0
            while adding.poll() is None or asked < 2:
                for page in (one, other):
                    answer = ask(page, OPC)
                    expect(answer).to_contain_text("One Person Company")
                asked += 1
            assert adding.returncode == 0 and adding.stdout
            assert json.loads(adding.stdout.read())["added"] == 1
        for page in (one, other):
            expect(page.locator(".answer.failed")).to_have_count(0)
            expect(ask(page, "云杉实验室有员工多少人？")).to_contain_text("731")
        one.locator(".answer .mark").first.click()  # an answer of before the rebuild
        expect(one.locator("#sources mark.lit")).to_contain_text("5万亿元")
        one.locator("#sources .card.lit .open-article").first.click()
        expect(one.locator("dialog#article mark").first).to_contain_text("5万亿元")
