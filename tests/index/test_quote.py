"""A citation of an older generation leads to its words, or says that they have changed since."""

from pathlib import Path

import pytest

from index.build import Builder
from index.quote import Located, locate
from index.store.open import open_live
from tests.index.editing import CARS, PARK, write

CITED = "园区还设立了五十亿元的基金，用于投资初创公司。"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    write(tmp_path / "sources" / "cars.md", CARS)
    return write(tmp_path / "sources" / "park.md", PARK)


def place(builder: Builder) -> tuple[int, int]:
    """Where the cited words stand now."""
    start = open_live(builder.layout.root).article("park").text.index(CITED)
    return start, start + len(CITED)


def found_after(builder: Builder, page: Path, text: str, quote: str = CITED) -> Located:
    """Where the citation leads after a rebuild with another text."""
    builder.build([page.parent])
    cited = place(builder)
    write(page, text)
    builder.build([page.parent])
    located = locate(open_live(builder.layout.root), "park", *cited, quote)
    if located.article and located.start is not None and located.end is not None:
        assert located.article.quote(located.start, located.end) == located.words
    return located


def test_words_that_stand_where_they_stood_are_the_same(builder: Builder, page: Path) -> None:
    located = found_after(builder, page, PARK + "\n\n后来又加了一段。")
    assert (located.state, located.words) == ("same", CITED)


def test_words_behind_an_inserted_paragraph_have_moved(builder: Builder, page: Path) -> None:
    located = found_after(builder, page, f"编者按：这里新加了一段说明，共三十来字，放在全文之前。\n\n{PARK}")
    assert (located.state, located.words) == ("moved", CITED)
    assert (located.start, located.end) == place(builder)


def test_words_in_another_width_or_line_have_moved(builder: Builder, page: Path) -> None:
    other = CITED.replace("，", ",\n")
    located = found_after(builder, page, PARK.replace(CITED, other))
    assert located.state == "moved" and "".join(located.words.split()) == CITED.replace("，", ",")


def test_of_several_places_the_nearest_is_meant(builder: Builder, page: Path) -> None:
    located = found_after(builder, page, f"编者按。\n\n{PARK}\n\n{CITED}")
    assert located.state == "moved" and located.start == place(builder)[0]


def test_changed_words_are_shown_as_changed(builder: Builder, page: Path) -> None:
    now = CITED.replace("五十亿元", "六十亿元")
    located = found_after(builder, page, PARK.replace(CITED, now))
    assert (located.state, located.words) == ("changed", now)


def test_words_that_were_taken_out_are_missing(builder: Builder, page: Path) -> None:
    located = found_after(builder, page, PARK.replace(CITED, ""))
    assert located.state == "missing" and located.article is not None and located.start is None


def test_a_removed_article_is_missing(builder: Builder, page: Path) -> None:
    builder.build([page.parent])
    builder.remove(["cars"])
    assert locate(open_live(builder.layout.root), "cars", 0, 4, CARS[:4]) == Located("missing")


def test_words_of_an_article_that_became_a_copy_are_found_in_the_one_that_holds_its_text(
    builder: Builder, page: Path
) -> None:
    write(page.parent / "other.md", CARS + "\n\n" + PARK)
    builder.build([page.parent])
    write(page.parent / "other.md", PARK)
    builder.build([page.parent])
    located = locate(open_live(builder.layout.root), "other", 0, len(CITED), CITED)
    assert located.state == "moved" and located.article is not None and located.article.id == "park"
