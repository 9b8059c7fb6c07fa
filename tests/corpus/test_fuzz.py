"""Whatever the bytes: articles whose blocks are in order in their text, or one line that says why not."""

import functools
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, BlockKind
from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.formats.known import FORMATS
from corpus.formats.text import read_text
from corpus.read import Reading
from corpus.refusal import Refusal
from corpus.sentences import sentences
from index.split import SplitSettings, passages
from tests.corpus.makers import ROWS, archive, book, pdf, slides, word, workbook

ODD = (
    *"<>&[](){}|*`#:：。！？…“”’」；,，.-_=\"'\\/\n\t \x00\x0b\x0c\ufeff\u2028\u3000\u200b1九苏州Aaé😀",
    *(
        "---\n",
        "[^s1]",
        "[^s1]: ",
        "一、",
        "（一）",
        "来源：",
        "记者：",
        "相关阅读\n",
        "2026年1月4日",
        "\r\n",
        "&#xD800;",
        "\n\n",
        "| - |\n",
    ),
    *(
        "<p>",
        "</p>",
        "<br>",
        "<table><tr><td rowspan=9>",
        "</td></tr></table>",
        "<li>",
        "<h1>",
        "<!--",
        "<script>",
        "<td>",
    ),
    *('{"title": "', '", "text": "', '"}', "[{", "\\ud800", "1e999", "null", "true"),
)
texts = st.lists(st.sampled_from(ODD), max_size=60).map("".join) | st.text(max_size=200)
quick = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
slow = settings(quick, max_examples=15)


def check(found: Draft | Article) -> None:
    """Blocks hold text, lie in it, in order, and do not overlap; so do pages and the marks of sources."""
    end = 0
    for block in found.blocks:
        assert end <= block.start < block.end <= len(found.text)
        end = block.end
    assert list(found.pages) == sorted(found.pages) and all(0 <= start <= len(found.text) for start in found.pages)
    assert all(0 <= reference.position <= len(found.text) for reference in found.references)
    found.text.encode()  # no half characters


def check_reading(name: str, data: bytes) -> None:
    try:
        several = FORMATS[name].read(data)
    except SourceError as error:
        assert len(str(error).splitlines()) == 1
        return
    for draft in several.drafts:
        draft.mend()
        check(draft)


@pytest.mark.parametrize("name", ["markdown", "text", "csv", "json"])
@given(data=st.binary(max_size=300) | texts.map(lambda text: text.encode("utf-8", "replace")))
@quick
def test_any_text_is_read_or_refused(name: str, data: bytes) -> None:
    check_reading(name, data)


@given(
    body=texts,
    around=st.sampled_from(
        ["{}", "<html><body>{}</body></html>", "<html><head><title>{0}</title></head><p>{0}</p>" * 2]
    ),
)
@settings(quick, max_examples=40)
def test_any_page_is_read_or_refused(body: str, around: str) -> None:
    check_reading("html", around.replace("{}", body).replace("{0}", body).encode("utf-8", "replace"))


@functools.cache
def whole(name: str) -> bytes:
    """A file as it should be."""
    make: dict[str, Callable[[], bytes]] = {
        "docx": word,
        "pptx": slides,
        "xlsx": lambda: workbook(lambda made: [made.active.append(row) for row in ROWS]),
        "epub": lambda: book({"a.xhtml": "<html><body><h1>一</h1><p>好。</p></body></html>"}),
        "pdf": lambda: pdf(["苏州很好。" * 30] * 3, "题目", header="页眉", table=ROWS),
    }
    return make[name]()


edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=8)), min_size=1, max_size=4)
Edits = list[tuple[float, int, bytes]]


def edited(data: bytes, changes: Edits) -> bytes:
    """``data``, with some bytes taken out and others put in at some places."""
    for place, out, put in changes:
        at = int(place * len(data))
        data = data[:at] + put + data[at + out :]
    return data


def edited_inside(data: bytes, member: int, changes: Edits) -> bytes:
    """An archive, one of its files changed so: what a ZIP's own checks do not notice."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    name = sorted(files)[member % len(files)]
    return archive(files | {name: edited(files[name], changes)})


@pytest.mark.parametrize("name", ["docx", "pptx", "xlsx", "epub", "pdf"])
@given(member=st.integers(0, 40), changes=edits)
@slow
def test_any_damage_is_read_around_or_refused(reading: Reading, name: str, member: int, changes: Edits) -> None:
    data = edited(whole(name), changes) if name == "pdf" else edited_inside(whole(name), member, changes)
    for item in reading.data(f"a.{name}", data, "/a"):
        if isinstance(item, Refusal):
            assert len(item.reason.splitlines()) == 1
        else:
            check(item.draft)


@given(
    data=st.binary(max_size=200), suffix=st.sampled_from([".docx", ".pdf", ".zip", ".html", ".csv", ".doc", "", ".txt"])
)
@quick
def test_any_bytes_under_any_name_are_read_or_refused(reading: Reading, data: bytes, suffix: str) -> None:
    for head in (b"", b"PK\x03\x04", b"PK\x05\x06"):
        for item in reading.data(f"a{suffix}", head + data, "/a"):
            assert isinstance(item, Refusal) or item.draft.format


@given(text=texts)
@settings(quick, max_examples=300)
def test_sentences_give_the_text_back(text: str) -> None:
    at, given_back = 0, ""
    for start, end in sentences(text, 0, len(text)):
        between = text[at:start]
        assert not between.strip() and text[start:end].strip() == text[start:end] != ""
        given_back += between + text[start:end]
        at = end
    assert not text[at:].strip() and given_back + text[at:] == text


@given(text=texts, longest=st.integers(50, 400))
@settings(quick, max_examples=150)
def test_passages_hold_all_that_is_stated_once_and_in_order(text: str, longest: int) -> None:
    draft = read_text(f"{text}\n\n说完了。")
    try:
        article = draft.finish("a", "a", "a.txt")
    except SourceError:
        return  # all of it is asides
    found = passages(article, SplitSettings(longest))
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    held = {place for passage in found for place in range(passage.start, passage.end)}
    for block in article.blocks:
        stated = block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)
        words = {place for place in range(block.start, block.end) if not article.text[place].isspace()}
        assert words <= held if stated else not words & held
