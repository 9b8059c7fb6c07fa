"""Feeds and sitemaps, fetched from a real server on this machine: which pages they name, and what is none."""

import gzip
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.fetch.address import Feed, Sitemap
from corpus.fetch.download import Download
from corpus.fetch.feeds import read_feed
from corpus.fetch.limits import MEGABYTE
from corpus.fetch.sitemap import read_sitemap
from tests.corpus.site import HTML, Page, Site, fetcher, url

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>新闻</title>
<item><title>苏州 &amp;amp; 上海</title><link>/a.html</link><pubDate>Sun, 04 Jan 2026 00:30:00 +0800</pubDate></item>
<item><title><![CDATA[<b>最新</b>]]></title><link>http://other.cn/b#x</link><pubDate>2026-01-06 09:00</pubDate></item>
<item><title>没有链接</title></item>
<item><title>邮件</title><link>mailto:a@b.cn</link></item>
<item><title>同一篇</title><link>/a.html</link></item>
<item><title>没有日期</title><link>/c.html</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>
<entry><title>一</title><link rel="edit" href="/edit"/><link rel="alternate" href="a.html"/>
<updated>2026-01-04T23:30:00+08:00</updated></entry></feed>"""


def test_a_feed_gives_its_newest_entries_with_title_and_day(news: Site) -> None:
    for encoding in ("utf-8", "gb2312"):
        news.pages["/rss"] = Page(RSS.format(encoding=encoding).encode(encoding), "text/xml")
        listing = fetcher(news).feed(Feed(url(news, "/rss")))
        assert [(a.text, a.title, a.date) for a in listing.addresses] == [
            ("http://other.cn/b", "最新", "2026-01-06"),
            (url(news, "/a.html"), "苏州 & 上海", "2026-01-04"),
            (url(news, "/c.html"), "没有日期", None),
        ]
    listing = fetcher(news).feed(Feed(url(news, "/rss"), limit=1))
    assert [a.title for a in listing.addresses] == ["最新"] and listing.left_out == 2


def test_an_atom_feed_leads_to_the_pages_themselves(news: Site) -> None:
    news.pages["/x/atom"] = Page(ATOM.encode(), "application/atom+xml")
    (address,) = fetcher(news).feed(Feed(url(news, "/x/atom"))).addresses
    assert (address.text, address.title, address.date) == (url(news, "/x/a.html"), "一", "2026-01-04")


def test_an_entry_without_a_link_leads_where_its_name_does(news: Site) -> None:
    rss = "<rss><channel><item><guid>http://a.cn/1</guid></item><item><guid isPermaLink='false'>http://a.cn/2</guid>"
    news.pages["/rss"] = Page(f"{rss}</item><item><guid>7</guid></item></channel></rss>".encode())
    assert [a.text for a in fetcher(news).feed(Feed(url(news, "/rss"))).addresses] == ["http://a.cn/1"]


def test_a_faulty_feed_is_read_as_far_as_it_can_be(news: Site) -> None:
    faulty = (
        "\n<rss><channel><item><title>上海&nbsp;& \x03苏州</title><link>/a?x=1&y=2</link></item><item>"
        "<link><![CDATA[/b?x=1&y=2]]></link>"
    )
    news.pages["/rss"] = Page(faulty.encode())
    listing = fetcher(news).feed(Feed(url(news, "/rss")))
    assert [a.text for a in listing.addresses] == [url(news, "/a?x=1&y=2"), url(news, "/b?x=1&y=2")]


def test_a_page_is_no_feed(news: Site) -> None:
    with pytest.raises(SourceError, match="is no feed: name the address of its RSS or Atom file"):
        fetcher(news).feed(Feed(url(news)))


def test_a_bomb_in_a_list_does_not_go_off_and_no_file_is_read(news: Site) -> None:
    Path("secret.txt").write_text("/secret", encoding="utf-8")
    file = f"<!DOCTYPE x [<!ENTITY h SYSTEM '{Path('secret.txt').resolve().as_uri()}'>]>".encode()
    rss = b"<rss><item><link>/a</link></item><item><title>&h;</title><link>/b&h;</link></item></rss>"
    pages = b"<urlset><url><loc>/a</loc></url><url><loc>/b&h;</loc></url></urlset>"
    for head in (BOMB, file):
        news.pages["/rss"], news.pages["/map"] = Page(head + rss), Page(head + pages)
        for listing in (fetcher(news).feed(Feed(url(news, "/rss"))), fetcher(news).sitemap(Sitemap(url(news, "/map")))):
            assert listing.addresses[0].text == url(news, "/a")
            assert "secret" not in str(listing) and len(str(listing)) < 500
    news.pages["/rss"] = Page(BOMB + b"<rss title='&h;'/>")
    with pytest.raises(SourceError, match="names no page"):
        fetcher(news).feed(Feed(url(news, "/rss")))


BOMB = (
    b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (letter, b"&%c;" % (letter - 1) * 1000) for letter in b"bcdefgh")
    + b"]>"
)
MAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
INDEX = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</sitemapindex>"


def page(path: str, touched: str = "") -> str:
    return f"<url><loc>{path}</loc><lastmod>{touched}</lastmod></url>"


def child(path: str, touched: str = "") -> str:
    return f"<sitemap><loc>{path}</loc><lastmod>{touched}</lastmod></sitemap>"


def test_a_sitemap_gives_its_newest_pages(news: Site) -> None:
    pages = page("/old", "2024-01-01") + page("/new", "2026-01-04T08:00:00+08:00") + page("/undated") + page("/new")
    news.pages["/sitemap.xml"] = Page(MAP.format(pages).encode(), "text/xml")
    news.pages["/sitemap.xml.gz"] = Page(gzip.compress(MAP.format(pages).encode()), "application/x-gzip")
    news.pages["/sitemap.txt"] = Page(f"{url(news, '/new')}\n{url(news, '/old')}\n".encode(), "text/plain")
    for name in ("/sitemap.xml", "/sitemap.xml.gz"):
        listing = fetcher(news).sitemap(Sitemap(url(news, name), limit=2))
        assert [a.text for a in listing.addresses] == [url(news, "/new"), url(news, "/old")]
        assert listing.left_out == 1
    listing = fetcher(news).sitemap(Sitemap(url(news, "/sitemap.txt")))
    assert [a.text for a in listing.addresses] == [url(news, "/new"), url(news, "/old")]


def test_a_sitemap_for_news_knows_titles_and_days(news: Site) -> None:
    entry = (
        "<url><loc>/a</loc><news:news xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
        "<news:publication_date>2026-01-04T23:30:00+08:00</news:publication_date><news:title>头条</news:title>"
        "</news:news></url>"
    )
    news.pages["/map"] = Page(MAP.format(entry).encode(), "text/xml")
    (address,) = fetcher(news).sitemap(Sitemap(url(news, "/map"))).addresses
    assert (address.title, address.date) == ("头条", "2026-01-04")


def test_an_index_is_opened_newest_first_its_dead_parts_are_named_and_the_rest_is_given(news: Site) -> None:
    news.pages["/index"] = Page(
        INDEX.format(
            child("/2024", "2024-12-31") + child("/2026", "2026-01-04") + child("/dead", "2025-06-01")
        ).encode()
    )
    news.pages["/2024"] = Page(MAP.format(page("/a") + page("/b")).encode())
    news.pages["/2026"] = Page(MAP.format(page("/c")).encode())
    listing = fetcher(news).sitemap(Sitemap(url(news, "/index"), limit=3))
    assert news.asked == ["/index", "/2026", "/dead", "/2024"]
    assert {a.text for a in listing.addresses} == {url(news, name) for name in ("/a", "/b", "/c")}
    assert [(r.path, r.reason) for r in listing.refused] == [(url(news, "/dead"), "answered 404 (Not Found)")]
    news.asked.clear()
    listing = fetcher(news).sitemap(Sitemap(url(news, "/index"), limit=1))
    assert news.asked == ["/index", "/2026"] and listing.unopened == 2


def test_indexes_that_name_each_other_come_to_an_end(news: Site) -> None:
    for level in range(6):
        news.pages[f"/{level}"] = Page(INDEX.format(child(f"/{level}") + child(f"/{level + 1}")).encode())
    listing = fetcher(news).sitemap(Sitemap(url(news, "/0")))
    assert news.asked == ["/0", "/1", "/2"] and listing.addresses == ()
    assert "lies below 2 indexes of sitemaps" in listing.refused[0].reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<", "is no sitemap: there is no XML in it"),
        (b"<urlset a='", "names no page"),
        (HTML, "is no sitemap: "),
        (b"<rss/>", "is no sitemap: it begins with <rss>"),
        (b"plain words", "it is neither XML nor a list of addresses"),
        (gzip.compress(bytes(2 * MEGABYTE)), "is larger than 1 MB"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_the_reason(news: Site, body: bytes, reason: str) -> None:
    news.pages["/map"] = Page(body, "text/xml")
    with pytest.raises(SourceError) as error:
        fetcher(news).sitemap(Sitemap(url(news, "/map")))
    assert reason in str(error.value)


PIECES = (
    "<rss> <item> </item> <link> </link> <title> <pubDate> <urlset> <url> <loc> http://[ &amp; & <![CDATA[ ]]> 苏 \x03"
)


@settings(max_examples=300, deadline=None)
@given(
    st.binary() | st.lists(st.sampled_from(PIECES.split(" ")), max_size=20).map(lambda parts: "".join(parts).encode())
)
def test_any_bytes_are_a_list_or_are_refused(data: bytes) -> None:
    found = Download(data, "text/xml", "http://a.cn/list")
    for read in (read_feed, partial(read_sitemap, most=MEGABYTE)):
        try:
            read(found)
        except SourceError as error:
            assert str(error)
