"""The list of the sources: filtered, sorted, a page at a time; and why one was refused."""

from pathlib import Path

import pytest

from app.web.sources.listing import PAGE, View, listed
from app.web.sources.reasons import reason_in
from corpus.fetch.address import Sitemap
from corpus.fetch.expand import expand
from index.store.generation import Generation
from index.store.open import open_live
from tests.corpus.site import Page, fetcher, site, url
from tests.index.builds import builder
from tests.index.editing import write


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    for number in range(PAGE + 3):
        fields = {"title": f"第{number:03d}篇", "date": f"2026-01-{number % 28 + 1:02d}"}
        write(tmp_path / "articles" / f"a{number:03d}.md", f"第{number}篇说的是第{number}件事情。", **fields)
    undated = {"title": "未註日期", "publisher": "蘇州日報"}
    write(tmp_path / "articles" / "undated.md", "这一篇没有写日期。", **undated)
    builder(tmp_path / "store").build([tmp_path / "articles"])
    return open_live(tmp_path / "store")


def test_pages_follow_each_other_and_the_last_is_never_passed(generation: Generation) -> None:
    first, second = (listed(generation, View(column="title", falling=False, page=page)) for page in (0, 1))
    titles = [entry.title for entry in (*first.entries, *second.entries)]
    assert len(first.entries) == PAGE and titles == sorted(titles) and len(set(titles)) == first.count == PAGE + 4
    assert listed(generation, View(column="title", falling=False, page=99)) == second
    assert listed(generation, View(column="title", falling=False, page=-1)) == first


@pytest.mark.parametrize("falling", [True, False])
def test_an_article_without_a_date_comes_last_either_way(generation: Generation, falling: bool) -> None:
    last = listed(generation, View(falling=falling, page=1)).entries
    assert last[-1].id == "undated"
    dates = [entry.date for entry in listed(generation, View(falling=falling)).entries]
    assert dates == sorted(dates, key=str, reverse=falling)


def test_the_filter_takes_any_spelling_and_may_leave_nothing(generation: Generation) -> None:
    assert [entry.id for entry in listed(generation, View("苏州日报 未注")).entries] == ["undated"]
    assert listed(generation, View("ｎｏｎｅ")).entries == ()


def test_a_second_look_at_a_column_turns_it_round() -> None:
    view = View(page=3).by("passages")
    assert (view.column, view.falling, view.page) == ("passages", True, 0)
    assert view.by("passages").falling is False
    assert view.by("title").falling is False


def test_a_page_that_a_list_names_and_its_site_wants_left_alone_is_told_of_in_either_language() -> None:
    with site() as made:
        page = url(made, "/a")
        made.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /a\n", "text/plain")
        made.pages["/map"] = Page(f"{page}\n".encode(), "text/plain")
        _, (refusal,) = expand([Sitemap(url(made, "/map"))], fetcher(made))
    assert refusal.path == page
    assert "left alone" in reason_in("en", refusal.reason)
    assert "不要读取" in reason_in("zh", refusal.reason) and "left alone" not in reason_in("zh", refusal.reason)
