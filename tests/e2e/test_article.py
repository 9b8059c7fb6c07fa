"""One whole article: as a page, and in the dialog; at the cited words, also after they moved, changed or went."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from app.access.access import Access
from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from app.settings import read_settings
from app.web.article import article_routes
from app.web.article.table import columns
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from tests.corpus.makers import ROW_WORDS, pdf, word
from tests.e2e.serving import NARROW, fits, opened, serious

LIT = "这座园区的面积是八十平方公里。"
BODY = f"苏州有一座园区。{LIT}园区在湖边。"
Opened = Callable[..., TestClient]


@pytest.fixture
def site(tmp_path: Path, embedder: LazyEmbedder, reader: PassageReader) -> Opened:
    """Makes a server of articles alone, over files by their names."""

    def build(files: dict[str, bytes | str], **settings: str) -> TestClient:
        folder = tmp_path / "articles"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        Builder(tmp_path / "store", embedder, SplitSettings()).build([folder])
        engine = Engine(Searcher(tmp_path / "store", embedder), reader)
        app = FastAPI()
        access = Access(read_settings(store=tmp_path / "store", **settings))
        app.include_router(article_routes(lambda: engine, access))
        return TestClient(app, headers={"accept-language": "zh-CN"})

    return build


def show(
    client: TestClient, article_id: str, quote: str = "", at: tuple[int, int] | None = None, part: str = "1"
) -> str:
    asked = {"quote": quote, "part": part} | ({"start": str(at[0]), "end": str(at[1])} if at else {})
    return client.get(f"/articles/{article_id}?{urlencode(asked)}").text


def place(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_the_cited_words_are_lit_where_they_stand(site: Opened) -> None:
    html = show(site({"park.md": f"# 园区\n\n{BODY}\n"}), "park", LIT, place(f"园区\n\n{BODY}", LIT))
    assert f'<mark id="lit" tabindex="-1">{LIT}</mark>' in html
    assert "notice" not in html
    assert html.count("园区</") == 1  # the title is not said twice


def test_words_that_moved_are_lit_at_their_new_place(site: Opened) -> None:
    html = show(site({"park.md": f"# 园区\n\n前面加了一段话。\n\n{BODY}\n"}), "park", LIT, place(BODY, LIT))
    assert f'<mark id="lit" tabindex="-1">{LIT}</mark>' in html
    assert "引文换了位置" in html


def test_words_that_changed_are_said_to_and_shown_as_they_were(site: Opened) -> None:
    html = show(site({"park.md": f"# 园区\n\n{BODY.replace('八十', '九十')}\n"}), "park", LIT, place(BODY, LIT))
    assert '<mark id="lit" tabindex="-1">这座园区的面积是九十平方公里。</mark>' in html
    assert "引用之后文章有过改动" in html
    assert f'<blockquote class="old-quote">{LIT}</blockquote>' in html


def test_words_that_went_are_shown_as_they_were(site: Opened) -> None:
    html = show(site({"park.md": "# 园区\n\n现在说的完全是别的事情。\n"}), "park", LIT, place(BODY, LIT))
    assert "引文已不在文中" in html and LIT in html and "<mark" not in html


def test_an_unknown_article_is_404_and_shows_the_quote(site: Opened) -> None:
    client = site({"park.md": f"# 园区\n\n{BODY}\n"})
    answer = client.get("/articles/none", params={"quote": "<b>引文</b>"})
    assert answer.status_code == 404
    assert "已不在资料中" in answer.text and "&lt;b&gt;引文&lt;/b&gt;" in answer.text and "<b>" not in answer.text
    english = client.get("/articles/none", headers={"accept-language": "en"})
    assert "no longer among the sources" in english.text


def test_a_place_that_is_none_is_refused_in_plain_words(site: Opened) -> None:
    answer = site({"park.md": f"# 园区\n\n{BODY}\n"}).get("/articles/park?start=x&end=5")
    assert answer.status_code == 400 and "start" in answer.text


def test_only_those_who_may_read_read(site: Opened) -> None:
    client = site({"park.md": f"# 园区\n\n{BODY}\n"}, reader_password="a long password")
    answer = client.get("/articles/park?start=0&end=3")
    assert answer.status_code == 401
    assert LIT not in answer.text and "/login?next=%2Farticles%2Fpark%3Fstart%3D0%26end%3D3" in answer.text


def test_headings_lists_and_tables_stay_what_they_are(site: Opened) -> None:
    html = show(site({"report.docx": word()}), "report")
    assert "<h2>一、总体情况</h2>" in html or "<h3>一、总体情况</h3>" in html
    assert "<li>算力中心</li><li>数据集</li>" in html
    assert '<th scope="col">赛道</th><th scope="col">企业</th><th scope="col">产值</th>' in html
    assert "<td>机器人</td><td>甲公司</td><td>5.5亿元</td>" in html


def test_a_cited_row_is_lit_in_its_table(site: Opened) -> None:
    html = show(site({"report.docx": word()}), "report", ROW_WORDS[0], (0, len(ROW_WORDS[0])))
    assert '<td><mark id="lit" tabindex="-1">机器人</mark></td><td><mark>甲公司</mark></td>' in html


def test_pages_of_a_pdf_are_numbered_where_they_begin(site: Opened) -> None:
    paragraphs = [f"第{n}段说的是太湖的水质在逐年变好，岸边的村庄也在变样。" for n in range(1, 60)]
    client = site({"lake.pdf": pdf(paragraphs, title="太湖")})
    html = show(client, "lake", "第58段说的是太湖的水质在逐年变好，岸边的村庄也在变样。", (0, 5))
    assert "共 3 页 · 引文在第 3 页" in html or "共 2 页 · 引文在第 2 页" in html
    assert html.count('class="page-number"') >= 1 and "第 2 页</span>" in html


def test_hostile_articles_are_shown_and_never_run(site: Opened) -> None:
    head = (
        "---\ntitle: '<img src=x onerror=alert(1)>'\npublisher: '<script>alert(2)</script>'\n"
        "url: 'javascript:alert(3)'\ntags: ['\"><svg onload=alert(4)>']\n---\n"
    )
    html = show(
        site({"bad.md": f"{head}# 标题\n\n<script>alert(5)</script>苏州[点这里](javascript:alert(6))的话。\n"}), "bad"
    )
    for tag in ("<img", "<script", "<svg", 'href="javascript'):
        assert tag not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_its_own_page_allows_no_script_but_ours(site: Opened) -> None:
    answer = site({"park.md": f"# 园区\n\n{BODY}\n"}).get("/articles/park")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'sha256-" in policy


def test_rows_that_are_not_named_alike_are_no_table() -> None:
    assert columns([("甲：一 | 乙：二", 0), ("只有一句话", 10)]) is None
    assert columns([("甲：一", 0)]) is None
    found = columns([("甲：一 | 丙：三", 0), ("甲：四 | 乙：五 | 丙：六", 20)])
    assert found is not None and found[0] == ["甲", "乙", "丙"]


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, NARROW], ids=["light", "dark", "narrow"])
def test_the_page_opens_at_the_words_and_everybody_can_read_it(
    browser: Browser, server: str, options: dict[str, object]
) -> None:
    place = "start=300&end=360"
    with opened(browser, f"{server}/articles/timeline?{place}", **options) as page:
        expect(page.locator("#lit")).to_be_in_viewport()
        assert serious(page, "body") == []
        assert fits(page)


def test_on_a_phone_the_back_key_closes_the_dialog(browser: Browser, server: str) -> None:
    with opened(browser, server, **NARROW) as page:
        page.get_by_role("tab", name="检索").click()
        page.locator("#search-question").locator("input, textarea").first.fill("独角兽")
        page.locator("#search-go").click()
        opener = page.locator("#search-found .open-article").first
        opener.tap()
        dialog = page.locator("dialog#article")
        expect(dialog.locator("#lit")).to_be_in_viewport()
        assert serious(page, "#article") == []
        assert fits(page)
        page.go_back()
        expect(dialog).not_to_be_visible()
        expect(page.locator("#search-found .hits")).to_be_visible()
        opener.tap()
        expect(dialog).to_be_visible()
        dialog.locator(".article-close").tap()
        expect(dialog).not_to_be_visible()


def test_on_a_phone_an_article_over_the_sheet_leaves_the_sheet_open(browser: Browser, server: str) -> None:
    with opened(browser, server, **NARROW) as page:
        page.locator("#question textarea").fill("什么是OPC？")
        page.locator("#question textarea").press("Enter")
        page.locator(".answer .mark").first.tap()
        expect(page.locator("#sources mark.lit")).to_be_in_viewport()
        page.locator("#sources .open-article").first.tap()
        expect(page.locator("dialog#article #lit")).to_be_in_viewport()
        page.go_back()
        expect(page.locator("dialog#article")).not_to_be_visible()
        expect(page.locator("#sources mark.lit")).to_be_in_viewport()
        page.go_back()
        expect(page.locator("#sources")).not_to_be_in_viewport()
