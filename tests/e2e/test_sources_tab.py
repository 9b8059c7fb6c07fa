"""Looking after the sources on the page, while readers go on asking, in a real browser against a real server."""

import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from app.web.sources.reasons import reason_in
from index.store.open import open_live
from tests.corpus.makers import pdf, word
from tests.e2e.serving import NARROW, fits, opened, serious, serving

PASSWORD = "an editor's password"


@pytest.fixture(scope="module")
def own(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address of a server that may be edited, and its store."""
    folder = tmp_path_factory.mktemp("edited")
    with serving(store, folder) as url:
        yield url, folder / "store"


@pytest.fixture(scope="module")
def locked(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The same, where editors have a password."""
    folder = tmp_path_factory.mktemp("locked")
    with serving(store, folder, editor_password=PASSWORD) as url:
        yield url, folder / "store"


@pytest.fixture
def editor(browser: Browser, own: tuple[str, Path]) -> Iterator[Page]:
    with opened(browser, own[0]) as page:
        yield sources(page)


def sources(page: Page) -> Page:
    page.get_by_role("tab", name="来源").click()
    expect(page.locator("#sources-list table")).to_be_visible()
    return page


def upload(page: Page, **files: bytes | str) -> None:
    """Upload files by name, ``_`` for the dot, and wait for their receipts."""
    payload = [
        FilePayload(
            name=re.sub("_([a-z]+)$", r".\1", name),
            mimeType="application/octet-stream",
            buffer=content.encode() if isinstance(content, str) else content,
        )
        for name, content in files.items()
    ]
    as_a_reader_would(page)
    page.locator("#sources-drop input[type=file]").set_input_files(payload)
    first = payload[0]["name"]
    expect(page.locator("#sources-work .receipts > li", has_text=first).first).to_be_visible(timeout=60_000)


def as_a_reader_would(page: Page) -> None:
    """Wait a little before the next click: an event that Gradio is sent in the very milliseconds in which it closes the
    stream of the one before is never answered.
    """
    page.wait_for_timeout(700)


def receipt(page: Page, name: str) -> str:
    return page.locator("#sources-work .receipts > li", has_text=name).inner_text()


def row(page: Page, title: str) -> Locator:
    return page.locator(".sources-table tbody tr", has_text=title)


def narrowed(page: Page, words: str) -> None:
    page.locator("#sources-filter").locator("input, textarea").first.fill(words)


def ids(store: Path) -> set[str]:
    return {entry.id for entry in open_live(store).entries()}


def test_uploads_have_receipts_and_the_refused_are_named(editor: Page, own: tuple[str, Path]) -> None:
    upload(
        editor,
        水务_pdf=pdf(["太仓市去年新建了十七座污水处理站。"] * 3, title="太仓水务", header="内部资料"),
        报告_docx=word(),
        古城_md="---\ntitle: 古城更新\npublisher: 测试报\ndate: 2026-02-03\n---\n平江路去年修缮了四百二十六处老宅。\n",
        坏的_pdf="这不是 PDF",
    )
    assert "格式 pdf" in receipt(editor, "水务.pdf") and "页码" in receipt(editor, "水务.pdf")
    assert "格式 docx" in receipt(editor, "报告.docx")
    assert "编码 utf-8" in receipt(editor, "古城.md") and "1 段" in receipt(editor, "古城.md")
    assert "未能收录" in receipt(editor, "坏的.pdf") and "内容却不是" in receipt(editor, "坏的.pdf")
    folder = own[1].with_name("store-uploads")
    expect(editor.locator("#sources-work")).to_contain_text(str(folder))
    assert {path.name for path in folder.iterdir()} >= {"水务.pdf", "报告.docx", "古城.md"}
    refused = editor.locator("#sources-list details.refused li", has_text="坏的.pdf")
    expect(refused).to_contain_text("内容却不是")
    refused.get_by_role("button", name="不再显示").click()
    expect(refused).to_have_count(0)
    narrowed(editor, "测试报")
    expect(editor.locator(".sources-table tbody tr")).to_have_count(1)
    expect(row(editor, "古城更新")).to_contain_text("2026-02-03")
    expect(row(editor, "古城更新")).to_contain_text("已收录（上传）")


def test_a_new_article_is_found_on_a_page_that_was_open(editor: Page, own: tuple[str, Path], browser: Browser) -> None:
    question = "澄湖书院的藏书有多少册？"
    with opened(browser, own[0]) as reader:
        reader.wait_for_selector("#question textarea")
        upload(editor, 澄湖_md="# 澄湖书院\n\n澄湖书院的藏书有七万三千册。\n")
        reader.locator("#question textarea").fill(question)
        reader.locator("#question textarea").press("Enter")
        expect(reader.locator(".answer").last).to_contain_text("七万三千册", timeout=30_000)
        reader.locator("#sources .open-article").first.click()
        expect(reader.locator("dialog#article")).to_contain_text("澄湖书院的藏书有七万三千册。")


def test_questions_are_answered_while_the_index_is_rebuilt(
    editor: Page, own: tuple[str, Path], browser: Browser
) -> None:
    towns = "\n\n".join(
        f"第{n}号镇去年种下了{n * 7 + 3}棵香樟，镇里的河道清淤{n * 3 + 1}公里。" * 4 for n in range(400)
    )
    with opened(browser, own[0]) as reader:
        reader.wait_for_selector("#question textarea")
        file = FilePayload(name="镇志.md", mimeType="text/markdown", buffer=f"# 镇志\n\n{towns}\n".encode())
        editor.locator("#sources-drop input[type=file]").set_input_files(file)
        expect(editor.locator("#sources-work progress")).to_be_visible()
        asked = 0
        while editor.locator("#sources-work progress").count():
            asked += 1
            reader.locator("#question textarea").fill("什么是OPC？")
            reader.locator("#question textarea").press("Enter")
            expect(reader.locator(".answer .cards")).to_have_count(asked)
        assert asked > 0
        expect(reader.locator(".answer.failed")).to_have_count(0)
    expect(editor.locator("#sources-work .receipts > li")).to_contain_text("镇志.md")


def test_an_article_is_removed_after_a_question_and_brought_back(editor: Page, own: tuple[str, Path]) -> None:
    upload(editor, 金鸡_md="# 金鸡湖灯光\n\n金鸡湖的灯光每晚亮三个小时。\n")
    narrowed(editor, "金鸡湖灯光")
    expect(editor.locator(".sources-table tbody tr")).to_have_count(1)
    row(editor, "金鸡湖灯光").locator("[data-remove]").click()
    dialog = editor.locator(".sources-confirm")
    expect(dialog).to_contain_text("“金鸡湖灯光”将不再被检索和引用")
    dialog.get_by_role("button", name="保留").click()
    expect(dialog).not_to_be_visible()
    assert "金鸡" in ids(own[1])
    row(editor, "金鸡湖灯光").locator("[data-remove]").click()
    as_a_reader_would(editor)
    dialog.locator(".do-remove").click()
    expect(editor.locator("#sources-work")).to_contain_text("已移除 1 篇", timeout=60_000)
    expect(editor.locator("#sources-work")).to_contain_text("来源文件还在")
    assert "金鸡" not in ids(own[1])
    expect(row(editor, "金鸡湖灯光")).to_have_count(0)
    as_a_reader_would(editor)
    editor.locator("#sources-undo").click()
    expect(editor.locator("#sources-work")).to_contain_text("恢复 1 篇", timeout=60_000)
    expect(row(editor, "金鸡湖灯光")).to_have_count(1)
    assert "金鸡" in ids(own[1])


def test_the_list_sorts_filters_and_opens_articles(editor: Page) -> None:
    editor.locator("[data-sort=title]").click()
    expect(editor.locator("th", has_text="文章")).to_have_attribute("aria-sort", "ascending")
    titles = editor.locator(".sources-table td.title").all_inner_texts()
    assert titles == sorted(titles) and len(titles) == 50
    editor.locator("[data-page='1']").click()
    expect(editor.locator(".sources-pages")).to_contain_text("显示 51")
    editor.locator("[data-sort=passages]").click()
    expect(editor.locator("th", has_text="段数")).to_have_attribute("aria-sort", "descending")
    counts = [int(text) for text in editor.locator(".sources-table td.passages").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    narrowed(editor, "昆山 三个再改造")
    expect(editor.locator(".sources-table tbody tr")).to_have_count(1)
    editor.locator(".sources-table [data-receipt]").first.click()
    expect(editor.locator("#sources-work")).to_contain_text("格式 markdown")
    editor.locator(".sources-table .open-article").first.click()
    expect(editor.locator("dialog#article h1")).to_contain_text("昆山")


def test_a_command_elsewhere_that_writes_is_named(editor: Page, own: tuple[str, Path]) -> None:
    with FileLock(own[1] / "lock"):
        editor.locator("#sources-undo").click()
        expect(editor.locator("#sources-work [role=alert]")).to_contain_text("另一个程序正在更新索引")


def test_what_is_no_address_is_said_in_plain_words(editor: Page) -> None:
    for typed, said in (("", "请先填写网址"), ("苏州", "要以 http"), ("http://127.0.0.1:9/", "不予读取")):
        editor.get_by_label("网址", exact=True).fill(typed)
        editor.locator("#sources-add").click()
        expect(editor.locator("#sources-work")).to_contain_text(said, timeout=30_000)
        as_a_reader_would(editor)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("is named .pdf but is not a PDF: look whether it opens, and save it again", "扩展名是 .pdf，内容却不是"),
        ("files of the kind .doc cannot be read: save it as .docx", "不能读取 .doc，请另存为 .docx"),
        ("is 60 MB large, at most 50 MB are read: divide it", "有 60 MB，最多读取 50 MB"),
        ("is a scan: its 3 pages hold no text, only pictures; run OCR on it, and add the text", "是扫描件，3 页"),
        (
            "front matter, field date: Input should be a date",
            "开头的元数据（front matter）写法有误：front matter, field date",
        ),
        ("answered 404 (Not Found); what was indexed from it before is kept", "网站返回 404，没有给出文章；以前收录的"),
        ("says what nobody has translated", "says what nobody has translated"),
    ],
)
def test_reasons_are_said_in_chinese(reason: str, said: str) -> None:
    assert reason_in("zh", reason).startswith(said)
    assert reason_in("en", reason) == reason


def test_dropped_files_are_taken_and_too_large_ones_are_not_sent(editor: Page, own: tuple[str, Path]) -> None:
    drop = """([name, text, size]) => {
      const files = new DataTransfer();
      files.items.add(new File([text, new Uint8Array(size)], name));
      const field = document.querySelector("#sources-drop");
      field.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files }));
    }"""
    editor.evaluate(drop, ["太大.txt", "", 51 << 20])
    expect(editor.locator("#sources-limits [role=alert]")).to_contain_text("没有上传")
    editor.evaluate(drop, ["拖放.md", "# 拖放\n\n这一篇是拖进来的。\n", 0])
    expect(editor.locator("#sources-work .receipts > li")).to_contain_text("拖放.md", timeout=60_000)
    expect(editor.locator("#sources-limits [role=alert]")).not_to_be_visible()
    assert "拖放" in ids(own[1])


HOSTILE = """---
title: "<img src=x onerror='window.hacked=1'>恶意标题"
publisher: "<script>window.hacked=2</script>发布"
date: 2026-01-02
url: "javascript:window.hacked=3"
tags: ["<svg onload='window.hacked=4'>"]
---
<script>window.hacked=5</script><img src=x onerror="window.hacked=6">

虎丘塔的倾斜角度是三度五十九分。[点这里](javascript:window.hacked=7) **粗** `码` $x$ <b>标签</b>

## <iframe srcdoc="<script>parent.hacked=8</script>"></iframe>小节

虎丘塔有七层<svg onload="window.hacked=9">。
"""


def test_a_hostile_article_is_shown_and_never_run(editor: Page, own: tuple[str, Path], browser: Browser) -> None:
    upload(editor, 虎丘_md=HOSTILE)
    narrowed(editor, "恶意标题")
    expect(editor.locator(".sources-table tbody tr")).to_have_count(1)
    expect(editor.locator(".sources-table td.title")).to_contain_text("<img src=x")
    row(editor, "恶意标题").locator("[data-receipt]").click()
    expect(editor.locator("#sources-work h3")).to_contain_text("<img src=x")
    row(editor, "恶意标题").locator("[data-remove]").click()
    expect(editor.locator(".sources-confirm p")).to_contain_text("<img src=x")
    editor.locator(".sources-confirm .keep").click()
    row(editor, "恶意标题").locator(".open-article").click()
    expect(editor.locator("dialog#article h1")).to_contain_text("<img src=x")
    unharmed(editor)
    editor.keyboard.press("Escape")
    editor.get_by_role("tab", name="检索").click()
    editor.locator("#search-question").locator("input, textarea").first.fill("虎丘塔倾斜 <img src=x onerror=alert(1)>")
    expect(editor.locator("#search-found h3").first).to_contain_text("<img src=x")
    unharmed(editor)
    editor.get_by_role("tab", name="问答").click()
    editor.locator("#question textarea").fill("虎丘塔的倾斜角度是多少？")
    editor.locator("#question textarea").press("Enter")
    expect(editor.locator(".answer").last).to_contain_text("三度五十九分", timeout=30_000)
    expect(editor.locator("#sources .card").first).to_contain_text("<img src=x")
    unharmed(editor)


def unharmed(page: Page) -> None:
    page.wait_for_timeout(300)  # long enough for a picture that fails to have run its script
    assert page.evaluate("window.hacked") is None
    for within in ("#sources-room", "#search-room", "dialog#article", "#conversation", "#sources"):
        assert page.locator(f"{within} img[src=x], {within} script, {within} iframe").count() == 0
        assert page.locator(f"{within} [href^='javascript' i], {within} [onload], {within} [onerror]").count() == 0


def test_without_a_login_the_list_is_shown_and_nothing_else(browser: Browser, locked: tuple[str, Path]) -> None:
    with opened(browser, locked[0]) as page:
        sources(page)
        expect(page.locator("#sources-editing")).to_have_count(0)
        assert page.locator("[data-remove], [data-receipt]").count() == 0
        expect(page.locator("#sources-login a")).to_have_attribute("href", "login?next=/")
        page.locator("#sources-login a").click()
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        sources(page)
        expect(page.locator("#sources-editing")).to_be_visible()


def test_without_a_login_events_are_refused_by_the_server_itself(locked: tuple[str, Path]) -> None:
    url, store = locked
    config = httpx.get(f"{url}/config").json()
    before = open_live(store).name
    names = {str(component["id"]): component["props"].get("elem_id") for component in config["components"]}
    events = {
        f"{names.get(str(target), '')}.{event}": (dependency["id"], len(dependency["inputs"]))
        for dependency in config["dependencies"]
        for target, event in dependency["targets"]
    }
    asked = ("sources-list.remove_article", "sources-undo.click", "sources-add.click", "sources-list.dismiss_refusal")
    given: dict[int, list[object]] = {0: [], 1: [None], 3: ["https://example.org/", "page", 50]}
    for name in (*asked, "sources-list.show_receipt", "sources-files.upload"):
        number, inputs = events[name]
        told = call(url, number, given[inputs])
        assert "只有编辑可以更改来源" in told, name
    assert open_live(store).name == before


def test_without_a_login_no_file_is_taken_in(locked: tuple[str, Path]) -> None:
    answer = httpx.post(f"{locked[0]}/gradio_api/upload", files={"files": ("a.md", b"# a\n\ntext")})
    assert answer.status_code == 403


def call(url: str, number: int, data: list[object]) -> str:
    """Press a button by Gradio's own HTTP interface; gives all that comes back."""
    session = uuid.uuid4().hex
    body = {"data": data, "fn_index": number, "session_hash": session, "event_data": {"id": "compute", "source": "x"}}
    answer = httpx.post(f"{url}/gradio_api/queue/join", json=body, headers={"accept-language": "zh-CN"})
    assert answer.status_code == 200, answer.text
    told = ""
    with httpx.stream("GET", f"{url}/gradio_api/queue/data", params={"session_hash": session}, timeout=30) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                message = json.loads(line[5:])
                told += json.dumps(message, ensure_ascii=False)
                if message["msg"] in ("process_completed", "close_stream"):
                    break
    return told


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, NARROW], ids=["light", "dark", "narrow"])
def test_everybody_can_use_it(browser: Browser, own: tuple[str, Path], options: dict[str, object]) -> None:
    with opened(browser, own[0], **options) as page:
        sources(page)
        expect(page.locator("#sources-editing")).to_be_visible()
        upload(page, 坏_pdf="不是")
        assert serious(page, "#sources-room") == []
        assert fits(page)
        page.locator(".sources-table [data-remove]").first.click()
        expect(page.locator(".sources-confirm")).to_be_visible()
        assert serious(page, ".sources-confirm") == []
