"""Addresses as sources beside files: what becomes of the pages of a real server."""

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import docx
import pytest

from corpus.article import Article
from corpus.errors import UsageError
from corpus.fetch.address import Address, Feed, Sitemap
from corpus.load import Loaded, load
from corpus.source import Source, source_of
from tests.corpus.site import Page, Site, fetcher, site, url

NEWS = """<!doctype html><html><head><meta charset="{charset}"><title>园区发布新政 - 苏州日报</title>
<link rel="canonical" href="https://elsewhere.example/spoof">
<meta name="author" content="王小明"><meta property="og:site_name" content="苏州日报">
<meta property="article:published_time" content="2026-01-04T00:30:00+08:00"></head><body>
<nav><a href="/">首页</a><a href="/news">新闻</a></nav>
<article><h1>园区发布新政</h1>
<p>苏州工业园区发布人工智能产业新政，提出到2027年集聚相关企业三千家，产业规模突破一千亿元。</p>
<p>园区管委会表示，将设立五十亿元的专项基金，支持算力、数据和应用场景的建设。</p></article>
<footer>版权所有 苏州日报社</footer></body></html>"""
NOTICE = (  # one long line: it has no title of its own
    "昆山的一家企业在{n}日的新闻发布会上表示，新的生产线将于今年六月投产，年产机器人三万台，"
    "并带动上下游一百二十家企业落户当地，预计到明年年底累计完成投资四十五亿元，新增就业岗位两千六百个。"
)


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as made:
        yield made


def loaded(made: Site, *sources: Source) -> Loaded:
    return load(sources, fetcher=partial(fetcher, made))


def notice(day: int) -> Page:
    """A page of plain text."""
    return Page(NOTICE.format(n=day).encode(), "text/plain; charset=utf-8")


def only(found: Loaded) -> Article:
    assert found.refused == ()
    (article,) = found.articles
    return article


def test_a_news_page_gives_its_text_and_what_it_says_of_itself(news: Site) -> None:
    news.pages["/202601/xinzheng.html"] = Page(NEWS.format(charset="utf-8").encode())
    article = only(loaded(news, Address(url(news, "/202601/xinzheng.html#top"))))
    assert "提出到2027年集聚相关企业三千家" in article.text and "五十亿元的专项基金" in article.text
    assert "首页" not in article.text and "版权所有" not in article.text
    assert (article.title, article.author) == ("园区发布新政", "王小明")
    assert (article.publisher, article.date) == ("苏州日报", "2026-01-04")
    assert article.url == article.path == url(news, "/202601/xinzheng.html")
    assert article.id.startswith(f"news.example-{news.port}-202601-xinzheng-")


def test_a_page_in_gbk_is_read_by_what_the_server_or_the_page_says(news: Site) -> None:
    said = [("text/html", "gb2312"), ("text/html; charset=GBK", "gb2312"), ("text/html; charset=gbk", "utf-8")]
    for n, (content_type, declared) in enumerate(said):
        news.pages[f"/{n}"] = Page(NEWS.format(charset=declared).encode("gbk"), content_type)
    found = loaded(news, *(Address(url(news, f"/{n}")) for n in range(len(said))))
    assert len(found.articles) == len(said)
    for article in found.articles:
        assert "支持算力、数据和应用场景的建设" in article.text and article.title == "园区发布新政"
        assert article.receipt.encoding == "gb18030"


def test_the_article_of_a_moved_page_keeps_the_address_that_was_named_and_links_to_the_new_one(news: Site) -> None:
    news.pages["/new"] = notice(4)
    news.redirect("/old", "/new", 301)
    article = only(loaded(news, Address(url(news, "/old"))))
    assert (article.path, article.url) == (url(news, "/old"), url(news, "/new"))


def test_files_behind_addresses_are_read_as_files_of_their_kind(news: Site) -> None:
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph("吴江区的通知说，今年要新建三十座智能工厂。")
    document.save(file)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "太仓的港口\n\n太仓港今年的吞吐量会再创新高。")
    news.pages["/get?id=1"] = Page(
        file.getvalue(), "application/octet-stream", headers={"Content-Disposition": 'attachment; filename="x.docx"'}
    )
    news.pages["/all.zip"] = Page(packed.getvalue(), "application/zip")
    news.pages["/notes.md"] = Page("---\nid: compute\n---\n# 算力\n\n算力中心的规模。".encode(), "text/plain")
    found = loaded(news, *(Address(url(news, path)) for path in ("/get?id=1", "/all.zip", "/notes.md")))
    assert found.refused == ()
    texts = {article.path: article for article in found.articles}
    assert "三十座智能工厂" in texts[url(news, "/get?id=1")].text
    assert texts[url(news, "/all.zip") + "/a.txt"].title == "太仓的港口"
    assert "compute" not in {article.id for article in found.articles}  # a page takes no article's place
    assert all(article.receipt.warnings == () for article in found.articles)


def test_a_file_is_loaded_beside_an_address_and_a_dead_one_is_named(news: Site) -> None:
    Path("a.md").write_text("常熟的一句话。", encoding="utf-8")
    news.pages["/"] = notice(4)
    found = loaded(news, Address(url(news, "/dead")), Path("a.md"), Address(url(news)), Address("ftp://a.cn/x"))
    assert {article.path for article in found.articles} == {str(Path("a.md").resolve()), url(news)}
    assert {r.path: r.reason for r in found.refused} == {
        url(news, "/dead"): "answered 404 (Not Found)",
        "ftp://a.cn/x": "is not an address that can be fetched: it must begin with http:// or https://",
    }


def test_an_address_written_in_two_ways_is_fetched_once(news: Site) -> None:
    news.pages["/a"] = notice(4)
    only(loaded(news, Address(url(news, "/a")), Address(url(news, "/a#x").replace("news", "NEWS"))))
    assert news.asked == ["/a"]


def test_a_password_in_an_address_is_not_repeated(news: Site) -> None:
    found = loaded(news, Address("http://editor:secret@news.example/"))
    assert [(r.path, r.reason) for r in found.refused] == [
        ("http://…@news.example/", "holds a name or a password: give the address without them")
    ]


def test_a_missing_file_is_an_error_before_anything_is_fetched(news: Site) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.md does not exist: name a file or a folder of articles"):
        loaded(news, Address(url(news)), Path("nowhere.md"))
    assert news.asked == []


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_the_pages_of_a_list_are_loaded_and_a_dead_one_is_named(news: Site, kind: str) -> None:
    entries = [("/1", "2026-01-01"), ("/dead", "2026-01-02"), ("/3", "2026-01-03"), ("/4", "2025-12-31")]
    for n, (path, _) in enumerate(entries):
        if path != "/dead":
            news.pages[path] = notice(n)
    feed = "".join(
        f"<item><link>{path}</link><title>投产{day}</title><pubDate>{day}</pubDate></item>" for path, day in entries
    )
    pages = "".join(f"<url><loc>{path}</loc><lastmod>{day}</lastmod></url>" for path, day in entries)
    news.pages["/rss"] = Page(f"<rss>{feed}</rss>".encode(), "application/rss+xml")
    news.pages["/map"] = Page(f"<urlset>{pages}</urlset>".encode(), "text/xml")
    named: Source = Feed(url(news, "/rss"), limit=3) if kind == "feed" else Sitemap(url(news, "/map"), limit=3)
    found = loaded(news, named)
    assert [article.path for article in found.articles] == [url(news, "/3"), url(news, "/1")]
    assert [(r.path, r.reason) for r in found.refused] == [(url(news, "/dead"), "answered 404 (Not Found)")]
    assert "/4" not in news.asked
    if kind == "feed":  # it says what the page does not
        assert [(a.title, a.date) for a in found.articles] == [
            ("投产2026-01-03", "2026-01-03"),
            ("投产2026-01-01", "2026-01-01"),
        ]


def test_a_dead_list_is_named_and_the_rest_goes_on(news: Site) -> None:
    news.pages["/"] = notice(4)
    found = loaded(news, Feed(url(news, "/rss")), Sitemap(url(news)), Address(url(news)))
    assert [article.path for article in found.articles] == [url(news)]
    assert {r.path: r.reason for r in found.refused}[url(news, "/rss")] == "answered 404 (Not Found)"


def test_what_a_limit_cuts_off_is_said(news: Site, caplog: pytest.LogCaptureFixture) -> None:
    news.pages["/map"] = Page(b"<urlset><url><loc>/1</loc></url><url><loc>/2</loc></url></urlset>", "text/xml")
    loaded(news, Sitemap(url(news, "/map"), limit=1))
    assert "the 1 newest pages are taken; 1 more are left out, --limit takes more" in caplog.text


def test_pages_of_one_text_under_two_addresses_are_both_given_each_with_its_id(news: Site) -> None:
    for path in ("/a", "/b"):
        news.pages[path] = notice(4)
    found = loaded(news, Address(url(news, "/a")), Address(url(news, "/b")))
    assert len({article.id for article in found.articles}) == 2


@pytest.mark.parametrize("limit", [0, -1, 10_001])
def test_a_limit_has_bounds(limit: int) -> None:
    for kind in (Feed, Sitemap):
        with pytest.raises(UsageError, match=f"limit is {limit}, expected 1 to 10000"):
            kind("http://a.cn/", limit)


def test_what_an_editor_writes_is_a_path_or_an_address() -> None:
    assert source_of("a.md") == Path("a.md")
    assert source_of("https://a.cn/x") == Address("https://a.cn/x")
