"""The evaluation tab in a real browser on a real server: run a set, look at it, compare runs, stop one, go on."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.e2e.conftest import wait_until_ready

SECONDS = 120_000  # milliseconds: a run of a few questions on a busy machine
MARKUP = "<img src=x onerror=\"document.title='broken'\">"
ASKED = [
    {
        "id": "goal",
        "question": "苏州2026年规上工业总产值的目标是多少？",
        "answers": [["五万亿", "5 trillion"]],
        "type": "number",
    },
    {
        "id": "chips",
        "question": "苏州2026年打算攻下多少款填补国内空白的AI芯片？",
        "answers": [["6款"]],
        "evidence": [{"quote": "苏州2026年的芯片目标，是突破6款以上能填补国内空白的AI芯片。"}],
        "type": "number",
    },
    {"id": "none", "question": "思必驰2024年亏了多少钱？", "answerable": False, "type": "absent"},
    {"id": "a/b&c", "question": f"{MARKUP}苏州有哪些垂类大模型？", "answers": [["没有这样的词"]], "type": "list"},
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for runs, with a folder of question sets: one of four questions, a longer one, one that is none."""
    home = tmp_path_factory.mktemp("evaluation")
    sets = home / "sets"
    sets.mkdir()
    _write(sets / "four.jsonl", ASKED)
    many = [{"id": f"q{n}", "question": f"苏州{2000 + n}年的规上工业总产值是多少？"} for n in range(200)]
    _write(sets / "many.jsonl", many)
    (sets / "broken.csv").write_text("编号,颜色\n1,红\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def address(store: Path, home: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home / "log"
    environment = {
        **os.environ,
        "GUSU_RUNS": str(home / "runs"),
        "GUSU_QUESTION_SETS": str(home / "sets"),
        "GUSU_EDITOR_PASSWORD": "eight letters",
        "GUSU_FEEDBACK": str(home / "feedback.sqlite"),
    }
    command = [sys.executable, str(ROOT / "gusu.py"), "chat", "--store", str(store), "--port", str(port)]
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=environment, cwd=home) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait(60)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The tab, opened by an editor; by a reader, on a phone or in the dark by indirect parameters."""
    wanted = getattr(request, "param", "")
    context = browser.new_context(
        viewport={"width": 360, "height": 740} if "phone" in wanted else {"width": 1280, "height": 900},
        color_scheme="dark" if "dark" in wanted else "light",
        locale="en-GB" if "english" in wanted else "zh-CN",
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    if "reader" not in wanted:
        page.request.post(f"{address}/login", form={"password": "eight letters"}, headers={"Origin": address})
    opened(page, address)
    yield page
    context.close()
    assert errors == []


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#tabs")
    tab = page.locator("#tabs button[role=tab]", has_text=re.compile("^(评测|Evaluation)$"))
    if not tab.is_visible():  # on a phone the last tabs are behind a menu
        page.locator("#tabs .overflow-menu > button").click()
        tab = page.locator("#tabs .overflow-dropdown button", has_text=re.compile("^(评测|Evaluation)$"))
    tab.click()
    page.wait_for_selector("#eval-run input")


def choose(page: Page, box: str, words: str) -> None:
    page.locator(f"{box} input").click()
    page.locator(f"{box} [role=option]", has_text=words).click()


def phase(page: Page, wanted: str) -> None:
    expect(page.locator("#eval-going .going")).to_have_attribute("data-phase", wanted, timeout=SECONDS)


def run(page: Page, name: str) -> None:
    """Run a set to its end; its figures are shown."""
    choose(page, "#eval-set", name)
    page.locator("#eval-start").click()
    phase(page, "running")
    phase(page, "done")
    going = page.locator("#eval-going p").first.inner_text()
    done = re.search(r"[\w-]+-\d{8}-\d{6}(-\d)?", going)
    assert done
    expect(page.locator("#eval-shown h2")).to_have_text(done[0], timeout=SECONDS)


def test_a_set_is_run_its_questions_are_opened_and_a_second_run_is_compared(page: Page, address: str) -> None:
    run(page, "four.jsonl")
    shown = page.locator("#eval-shown")
    expect(shown.locator(".legend").first).to_contain_text("答对")
    expect(shown.locator(".figure .value").first).to_have_text("66.7%")
    expect(shown.locator(".plot svg").first).to_be_visible()
    expect(shown.locator("details.question")).to_have_count(4)

    shown.locator("details.question", has_text="chips").locator("summary").first.click()
    inside = shown.locator("details.question", has_text="chips").locator(".inside")
    expect(inside).to_contain_text("突破6款以上", timeout=SECONDS)
    expect(inside.locator(".source mark")).to_contain_text("6款")
    expect(inside.locator(".hits li").first).to_be_visible()
    inside.locator(".source .open-article").first.click()
    expect(page.locator("dialog#article")).to_be_visible()
    page.keyboard.press("Escape")

    shown.locator("details.question", has_text="垂类").locator("summary").first.click()
    expect(shown.locator("details.question", has_text="垂类").locator(".inside")).to_be_visible(timeout=SECONDS)
    assert page.locator("#eval-shown img").count() == 0
    assert page.title() != "broken"

    shown.locator("[data-filter=outcome]").select_option("lost")
    expect(shown.locator("details.question:visible")).to_have_count(1)
    shown.locator("[data-filter=outcome]").select_option("")
    shown.locator("[data-filter=text]").fill("芯片")
    expect(shown.locator("details.question:visible")).to_have_count(1)

    with page.context.expect_page() as report:
        shown.locator(".whole-report").click()
    whole = report.value
    expect(whole.locator("details.question")).to_have_count(4)
    whole.locator("details.question summary").first.click()
    expect(whole.locator("details.question .inside").first).to_be_visible(
        timeout=SECONDS
    )  # its own script runs, and fills the row
    assert whole.evaluate("window.origin") == "null"  # in an origin of its own
    whole.close()

    run(page, "four.jsonl")
    page.locator("#eval-beside input").click()
    page.locator("#eval-beside [role=option]", has_text="four-").first.click()
    compared = page.locator("#eval-compared")
    expect(compared).to_contain_text("同样的 4 题", timeout=SECONDS)
    expect(compared).to_contain_text("每一题的结果都一样")
    compared.locator("summary", has_text="全部指标的差").click()
    expect(compared.locator("table").first).to_contain_text("answer_exact")


def test_questions_are_answered_while_it_runs_and_it_is_found_again_stopped_and_gone_on_with(
    page: Page, browser: Browser, address: str
) -> None:
    choose(page, "#eval-set", "many.jsonl")
    page.get_by_label("前若干题").check()
    page.locator("#eval-first input").fill("150")  # many: the run is to outlast what happens beside it
    page.locator("#eval-start").click()
    phase(page, "running")

    other = browser.new_context(locale="zh-CN").new_page()
    other.goto(address)
    other.locator("#question textarea").fill(str(ASKED[0]["question"]))
    other.locator("#question textarea").press("Enter")
    expect(other.locator(".answer .mark").first).to_be_visible(timeout=60_000)
    other.request.post(f"{address}/login", form={"password": "eight letters"}, headers={"Origin": address})
    opened(other, address)
    phase(other, "running")
    choose(other, "#eval-set", "four.jsonl")
    other.locator("#eval-start").click()
    expect(other.locator("#eval-note")).to_contain_text("已有一轮评测在进行", timeout=SECONDS)
    other.context.close()

    opened(page, address)  # loaded anew in the middle
    phase(page, "running")
    page.locator("#eval-stop").click()
    phase(page, "stopped")
    expect(page.locator("#eval-going")).to_contain_text("可以接着做")
    expect(page.locator("#eval-go-on")).to_be_visible(timeout=SECONDS)
    page.locator("#eval-go-on").click()
    phase(page, "running")
    phase(page, "done")
    expect(page.locator("#eval-shown details.question")).to_have_count(150, timeout=SECONDS)


def test_an_uploaded_set_is_run_and_one_that_is_none_is_told_of(page: Page) -> None:
    expect(page.locator("#eval-note")).to_contain_text("1 个文件不能当题集用")
    with page.expect_file_chooser() as chooser:
        page.locator("#eval-upload").click()
    chooser.value.set_files({"name": "x.csv", "mimeType": "text/csv", "buffer": "编号,颜色\n1,红\n".encode()})
    expect(page.locator("#eval-note")).to_contain_text("x.csv")
    table = "编号,问题,答案\n1,苏州2026年规上工业总产值的目标是多少？,五万亿|5万亿\n"
    with page.expect_file_chooser() as chooser:
        page.locator("#eval-upload").click()
    chooser.value.set_files({"name": "我的 题集.csv", "mimeType": "text/csv", "buffer": table.encode("gb18030")})
    expect(page.locator("#eval-set input")).to_have_value(re.compile("我的 题集.csv（上传的题集） · 1"))
    page.locator("#eval-start").click()
    phase(page, "done")
    expect(page.locator("#eval-shown h2")).to_have_text(re.compile("^我的-题集-"), timeout=SECONDS)


@pytest.mark.parametrize("page", ["reader"], indirect=True)
def test_a_reader_sees_runs_and_can_start_none(page: Page, address: str) -> None:
    expect(page.locator("#eval-note")).to_contain_text("运行评测要有编辑权限")
    expect(page.locator("#eval-start")).to_be_hidden()
    expect(page.locator("#eval-shown h2")).to_be_visible(timeout=SECONDS)
    name = page.locator("#eval-shown h2").inner_text()
    reply = httpx.get(f"{address}/evaluation/runs/{name}/report.html")
    assert "script-src 'sha256-" in reply.headers["content-security-policy"]
    for wrong in ("..%2F..%2Fetc", "nothing", ".", "sets"):
        assert httpx.get(f"{address}/evaluation/runs/{wrong}/report.html").status_code in (404, 405), wrong


@pytest.mark.parametrize("page", ["", "phone", "dark", "english phone dark"], indirect=True)
def test_it_reads_well_everywhere(page: Page, request: pytest.FixtureRequest) -> None:
    expect(page.locator("#eval-shown h2")).to_be_visible(timeout=SECONDS)
    page.locator("#eval-shown details.question summary").first.click()
    expect(page.locator("#eval-shown .inside").first).to_be_visible(timeout=SECONDS)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("EVAL_SHOTS"):
        page.screenshot(path=f"{folder}/{request.node.callspec.id}.png", full_page=True)
    found = Axe().run(page, context="#evaluation")
    serious = [
        (rule["id"], rule["nodes"][0]["html"][:200])
        for rule in found.response["violations"]
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
