"""Pages of the web in a store: they stay as long as they should, also while their site does not answer."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.fetch.address import Address, Feed, Sitemap
from index.build import Builder
from index.split import SplitSettings
from index.store.open import open_live
from tests.corpus.site import Page, Site, Writer, fetcher, site, url
from tests.index.builds import CharacterEmbedder


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as made:
        for name in ("一", "二"):
            made.pages[f"/{ord(name)}"] = text(f"苏州的第{name}条新闻")
        yield made


@pytest.fixture
def builder(news: Site) -> Builder:
    return Builder(Path("store"), CharacterEmbedder(), SplitSettings(), fetcher=partial(fetcher, news))


def text(title: str, more: str = "") -> Page:
    return Page(f"{title}\n\n{title}说，今年的产值会再上一个台阶。{more}".encode(), "text/plain")


def address(made: Site, name: str) -> Address:
    return Address(url(made, f"/{ord(name)}"))


def titles() -> dict[str, str]:
    generation = open_live(Path("store"))
    return {entry.title: entry.id for entry in generation.entries()}


def test_an_address_is_added_kept_corrected_and_keeps_its_id(news: Site, builder: Builder) -> None:
    one = address(news, "一")
    Path("a.md").write_text("# 常熟\n\n常熟的一句话。", encoding="utf-8")
    assert builder.build([Path("a.md")]).added == 1
    assert builder.add([one]).added == 1
    before = titles()["苏州的第一条新闻"]
    again = builder.add([Address(f"{one.text}#top")])
    assert (again.unchanged, again.added, again.embedded) == (2, 0, 0)
    news.pages[f"/{ord('一')}"] = text("苏州的第一条新闻", "这是更正后的一句话。")
    corrected = builder.add([one])
    assert (corrected.updated, corrected.added) == (1, 0)
    assert titles()["苏州的第一条新闻"] == before
    live = open_live(Path("store"))
    assert "更正后的一句话" in live.article(before).text and live.article(before).url == one.text


def test_a_page_that_is_gone_keeps_the_article_it_gave_and_is_named(news: Site, builder: Builder) -> None:
    sources = [address(news, "一"), address(news, "二")]
    assert builder.build(sources).articles == 2
    del news.pages[f"/{ord('二')}"]
    again = builder.build(sources)
    assert (again.articles, again.removed) == (2, 0)
    (refusal,) = again.refused
    assert refusal.path == sources[1].text
    assert refusal.reason == "answered 404 (Not Found); what was indexed from it before is kept"
    assert builder.build(sources[:1]).removed == 1
    assert list(titles()) == ["苏州的第一条新闻"]


def test_a_feed_adds_its_pages_and_takes_none_away(news: Site, builder: Builder) -> None:
    builder.build([address(news, "一")])
    news.pages["/rss"] = Page(f"<rss><item><link>/{ord('二')}</link></item></rss>".encode())
    assert builder.add([Feed(url(news, "/rss"))]).added == 1
    news.pages["/rss"] = Page(b"", status=503)
    unanswered = builder.add([Feed(url(news, "/rss"))])
    assert (unanswered.articles, unanswered.refused[0].reason) == (2, "answered 503 (Service Unavailable)")


def test_pages_that_a_site_asks_programs_to_leave_alone_are_named_unless_a_person_names_them(
    news: Site, builder: Builder
) -> None:
    one, two = (url(news, f"/{ord(name)}") for name in "一二")
    news.pages["/robots.txt"] = Page(f"User-agent: *\nDisallow: /{ord('二')}\n".encode(), "text/plain")
    news.pages["/map"] = Page(f"{one}\n{two}\n".encode(), "text/plain")
    followed = builder.add([Sitemap(url(news, "/map"))])
    assert list(titles()) == ["苏州的第一条新闻"]
    assert [(refusal.path, "robots.txt" in refusal.reason) for refusal in followed.refused] == [(two, True)]
    assert news.asked.count("/robots.txt") == 1 and f"/{ord('二')}" not in news.asked
    assert builder.add([Address(two)]).added == 1


def test_others_may_write_while_a_page_is_fetched(news: Site, builder: Builder) -> None:
    write_other = partial(Builder(Path("store"), CharacterEmbedder(), SplitSettings()).add, [Path("a.md")])
    Path("a.md").write_text("# 常熟\n\n常熟的一句话。", encoding="utf-8")
    wrote = []

    def slow(writer: Writer) -> None:
        wrote.append(write_other().added)
        writer.say("苏州的新闻\n\n今年的产值会再上一个台阶。".encode())

    news.pages["/slow"] = Page(slow, "text/plain")
    assert builder.add([Address(url(news, "/slow"))]).added == 1
    assert wrote == [1]
    assert len(titles()) == 2


def test_a_store_of_nothing_that_could_be_fetched_is_not_made(news: Site, builder: Builder) -> None:
    with pytest.raises(SourceError, match=r"nothing to index: http://news\.example:\d+/dead answered 404"):
        builder.build([Address(url(news, "/dead"))])
    assert not Path("store/CURRENT").exists()
