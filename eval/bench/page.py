"""The page as a reader's browser meets it: from Enter to the answer, the first paint, and many pages at once.

python -m eval.bench.page [--store DIR] [--questions FILE] [--count 40] [--pages 20] [--paints 5] [--rest 60]
    [--json]

Starts ``gusu chat`` on the store (without --store, on one it makes of corpus/articles) and a headless Chromium on the
same machine: what the browser takes of it is in the figures. Each question is asked in a page of its own, and was not
asked of that server before; then the same are asked again. ``enter`` goes from the key to the frame in which the whole
answer is on the screen; ``server`` are the engine's stages of it, as the answer tells them.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import httpx
import numpy as np
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from app.build_engine import build_embedder
from app.index_commands import own_articles
from app.settings import read_settings
from eval.dataset import read_questions
from index.build import Builder

_ROOT = Path(__file__).parent.parent.parent
_OWN = _ROOT / "eval" / "questions" / "suzhou.jsonl"
_SECONDS = 180.0  # for a server to start, and for an answer to come: the page itself waits no longer
_SETTLE_MS = 1500  # between two questions: a reader reads, and what the page does beside the answer comes to its end
_LINE = "#question textarea"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_WATCH = """
window.asked = () => new Promise((resolve, reject) => {
  const answers = () => document.querySelectorAll("#conversation .answer:not(.busy)").length;
  const before = answers();
  let began = 0, busy = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !began) began = performance.now();
  }, { capture: true });
  const watch = new MutationObserver(() => {
    if (!began) return;
    if (!busy && document.querySelector("#conversation .answer.busy")) busy = performance.now() - began;
    if (answers() <= before) return;
    watch.disconnect();
    const last = [...document.querySelectorAll("#conversation .answer:not(.busy)")].at(-1);
    requestAnimationFrame(() => setTimeout(() => resolve({
      ms: performance.now() - began, seen: busy, failed: last.classList.contains("failed"), text: last.innerText,
    })));
  });
  const how = { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] };
  watch.observe(document.documentElement, how);
});
"""
_PAINTED = """() => performance.getEntriesByName("first-contentful-paint").map((one) => one.startTime)[0] || 0"""


def main() -> None:
    """Print a table, or the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="an index to ask; made of corpus/articles if none is named")
    parser.add_argument(
        "--questions", type=Path, default=_OWN, help="question set, of which those without history are asked"
    )
    parser.add_argument("--count", type=int, default=40, help="questions that are asked one after another")
    parser.add_argument("--pages", type=int, default=20, help="pages that ask at once")
    parser.add_argument("--paints", type=int, default=5, help="pages that are opened to see when they are painted")
    parser.add_argument(
        "--rest", type=float, default=60, help="seconds a server is left alone once it is ready, as it reads ahead then"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    questions = [one.question for one in read_questions(given.questions).questions if not one.history]
    needed = given.count + given.pages + 1
    if min(given.count, given.pages, given.paints) < 1 or needed > len(questions):
        parser.error(
            f"expected 1 or more of each, and {needed} questions without history; the set has {len(questions)}"
        )
    with tempfile.TemporaryDirectory() as temporary:
        figures = asyncio.run(_measure(given, questions, given.store or _built(Path(temporary)), Path(temporary)))
    if given.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:44} {value}")


async def _measure(given: argparse.Namespace, questions: Sequence[str], store: Path, work: Path) -> dict[str, Any]:
    one_by_one, at_once = questions[: given.count], questions[given.count : given.count + given.pages]
    figures: dict[str, Any] = {}
    async with _browser() as browser:
        with _server(store, work) as (url, process):
            await _listening(url, process)
            figures["ready when first opened"] = _is_ready(url)
            figures |= _of("paint while the model loads", [await _paint(browser, url)])
            await _until_ready(url, process)
            await asyncio.sleep(given.rest)
            await _ask(
                browser, url, questions[given.count + given.pages]
            )  # the first one is slower, and not meant here
            painted = [await _paint(browser, url) for _ in range(given.paints)]
            figures |= _of("paint of a page not seen before", painted)
            for name in ("not asked before", "asked again"):
                asked = [await _ask(browser, url, question) for question in one_by_one]
                figures |= _told(name, asked)
            began = time.perf_counter()
            many = await _ask_at_once(browser, url, at_once)
            figures |= _told(f"{given.pages} pages at once", many)
            figures["all pages s"] = round(time.perf_counter() - began, 1)
    figures["load before"], figures["cores"] = os.getloadavg()[2], os.cpu_count()
    return figures


def _told(name: str, asked: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Times and errors of some questions; the engine's stages as it told them with each answer."""
    good = [one for one in asked if not one["failed"]]
    found = {f"{name}: questions": len(asked), f"{name}: errors": len(asked) - len(good)}
    for one in asked:
        if one["failed"]:
            sys.stderr.write(f"{name}: {one['text']}\n")
    found |= _of(f"{name}: enter", [one["ms"] for one in good])
    for stage in dict.fromkeys(stage for one in good for stage in one["server"]):
        found |= _of(f"{name}: server {stage}", [one["server"].get(stage, 0.0) for one in good])
    return found


def _of(name: str, times: Sequence[float]) -> dict[str, int]:
    if not times:
        return {}
    if len(times) == 1:
        return {f"{name} ms": round(times[0])}
    return {f"{name} p50 ms": round(float(np.median(times))), f"{name} p95 ms": round(float(np.percentile(times, 95)))}


async def _ask(browser: Browser, url: str, question: str) -> dict[str, Any]:
    """Ask a question in a page of its own."""
    async with _page(browser, url) as page:
        await _typed(page, question)
        return await _entered(page)


async def _ask_at_once(browser: Browser, url: str, questions: Sequence[str]) -> list[dict[str, Any]]:
    """Open a page for each question, type it there, and only then press Enter in all of them."""
    async with AsyncExitStack() as pages:
        opened = [await pages.enter_async_context(_page(browser, url)) for _ in questions]
        for page, question in zip(opened, questions, strict=True):
            await _typed(page, question)
        return await asyncio.gather(*(_entered(page) for page in opened))


async def _typed(page: Page, question: str) -> None:
    await page.locator(_LINE).fill(question)
    await page.evaluate("() => { window.coming = window.asked(); }")


async def _entered(page: Page) -> dict[str, Any]:
    await page.locator(_LINE).press("Enter")
    try:
        found: dict[str, Any] = await asyncio.wait_for(page.evaluate("() => window.coming"), _SECONDS)
    except TimeoutError:
        return {"failed": True, "text": f"no answer in {_SECONDS:g} s"}
    server = await page.evaluate("() => gusu.chat.shown.turns.at(-1)?.answer?.timings_ms || {}")
    return found | {"server": server}


async def _paint(browser: Browser, url: str) -> float:
    """Milliseconds until something of a page stands on the screen, for a browser that has kept nothing of it."""
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(url, wait_until="commit")
    await page.wait_for_function(_PAINTED, timeout=_SECONDS * 1000)
    painted: float = await page.evaluate(_PAINTED)
    await context.close()
    return painted


@asynccontextmanager
async def _page(browser: Browser, url: str) -> AsyncIterator[Page]:
    """A page that can be asked, at rest."""
    context: BrowserContext = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = await context.new_page()
    await page.add_init_script(_WATCH)
    await page.goto(url)
    await page.locator("#conversation .example").first.wait_for(timeout=_SECONDS * 1000)
    await page.wait_for_timeout(_SETTLE_MS)
    try:
        yield page
    finally:
        await context.close()


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    path = next((found for name in _CHROMIUM if (found := which(name))), None)
    if path is None:
        raise SystemExit(f"no browser: install one of {', '.join(_CHROMIUM)}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


@contextmanager
def _server(store: Path, work: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """``gusu chat`` with its defaults in a process of its own; nothing it keeps is left behind."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {"GUSU_FEEDBACK": str(work / "feedback.sqlite"), "GUSU_RUNS": str(work / "runs")}
    command = [sys.executable, str(_ROOT / "gusu.py"), "chat", "--store", str(store.absolute()), "--port", str(port)]
    with (
        (work / "log").open("w") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | kept, cwd=work) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.terminate()
            process.wait(60)


async def _listening(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers at all."""
    await _until(lambda: httpx.get(f"{url}/readyz", timeout=5).status_code in (200, 503), process)


async def _until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    await _until(lambda: _is_ready(url), process)


def _is_ready(url: str) -> bool:
    return httpx.get(f"{url}/readyz", timeout=5).status_code == 200


async def _until(held: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if held():
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.05)
    raise SystemExit("the server did not start: run gusu chat on this store to see why")


def _built(work: Path) -> Path:
    settings = read_settings()
    Builder(work / "store", build_embedder(settings), settings.splitter).build([own_articles()])
    return work / "store"


if __name__ == "__main__":
    main()
