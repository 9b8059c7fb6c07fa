import pytest

from corpus.article import BlockKind
from corpus.errors import SourceError
from corpus.formats.markdown import read_markdown

PAGE = """\
---
title: 目标
publisher: 某报
author: 甲
date: 2026-01-04
url: https://example.org/a
language: zh
tags: [产业, 目标]
summary: 一句话。
sources:
  - {id: s1, title: 原文, publisher: 某社, date: 2026-01, url: https://example.org/s}
layout: post
---
苏州的目标是**突破5万亿元**[^s1]。<b>粗体</b>与[链接](https://example.org)。

## 分目标

- 园区7700亿元
- 张家港6000亿元

| 指标 | 数值 |
|---|---|
| 产值 | 5万亿元 |

第一行
第二行

Line one
line two

<!-- a note to the editor -->
"""


def test_front_matter_becomes_metadata() -> None:
    draft = read_markdown(PAGE)
    assert (draft.title, draft.publisher, draft.author, draft.date) == ("目标", "某报", "甲", "2026-01-04")
    assert (draft.url, draft.language, draft.tags, draft.summary) == (
        "https://example.org/a",
        "zh",
        ("产业", "目标"),
        "一句话。",
    )
    assert (draft.sources[0].title, draft.sources[0].date) == ("原文", "2026-01")


def test_a_reader_sees_no_markup_and_html_stays_words() -> None:
    draft = read_markdown(PAGE)
    first = draft.blocks[0]
    assert draft.text[first.start : first.end] == "苏州的目标是突破5万亿元。<b>粗体</b>与链接。"
    assert "editor" not in draft.text and "[^" not in draft.text


def test_a_source_mark_becomes_a_reference_where_it_stood() -> None:
    draft = read_markdown(PAGE)
    (reference,) = draft.references
    assert reference.source_id == "s1"
    assert draft.text[: reference.position].endswith("突破5万亿元")
    assert draft.text[reference.position] == "。"


def test_blocks_keep_their_kind_and_place() -> None:
    draft = read_markdown(PAGE)
    blocks = [(b.kind, draft.text[b.start : b.end]) for b in draft.blocks]
    assert (BlockKind.HEADING, "分目标") in blocks
    assert (BlockKind.ITEM, "张家港6000亿元") in blocks
    assert (BlockKind.ASIDE, "指标 | 数值") in blocks
    assert (BlockKind.ROW, "产值 | 5万亿元") in blocks


def test_lines_of_a_paragraph_join_as_their_script_does() -> None:
    text = read_markdown(PAGE).text
    assert "第一行第二行" in text and "Line one line two" in text


def test_a_first_heading_is_the_title_where_the_front_matter_names_none() -> None:
    draft = read_markdown("# 题目\n\n正文。")
    assert draft.title == "题目" and draft.blocks[0].kind is BlockKind.TITLE


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("title: [开着\ndate: 2026", "front matter in line"),
        ("title: 好\ndate: 去年春天", "field date: '去年春天' is not a date; write it like 2026-01-04"),
        ("title: 好\nsources:\n  - {title: 无号}", "field sources.0.id: Field required"),
        ("title: 好\ntags: {a: 1}", "field tags"),
        ("title: 好\ndate: 2026-02-30", "front matter: not YAML"),
    ],
)
def test_front_matter_that_cannot_be_read_names_the_field(head: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_markdown(f"---\n{head}\n---\n正文。")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\n\n第一段。\n\n---\n\n第二段。", ["第一段。", "第二段。"]),  # rules, not a head
        ("---\n\n只有一条线。", ["只有一条线。"]),
        ("{\n不是JSON。", ["{ 不是JSON。"]),
        ("苏州很好[^s1]。\n\n[^s1]: https://example.org/a", ["苏州很好。"]),
        ("[^s1] 苏州很好。", ["苏州很好。"]),
        ("标题\n===\n\n> 引文。\n\n1. 一\n   - 二", ["引文。", "一", "二"]),
    ],
)
def test_nothing_of_an_odd_text_is_lost_or_added(text: str, words: list[str]) -> None:
    draft = read_markdown(text)
    said = (BlockKind.PARAGRAPH, BlockKind.ITEM)
    assert [draft.text[b.start : b.end] for b in draft.blocks if b.kind in said] == words
    assert all(r.position <= len(draft.text) for r in draft.references)


@pytest.mark.parametrize(
    ("written", "language"), [("zh-CN", "zh"), ("Chinese", "zh"), ("English", "en"), ("fr", "zh"), ("''", "zh")]
)
def test_the_language_is_one_we_know_or_that_of_the_text(written: str, language: str) -> None:
    draft = read_markdown(f"---\nlanguage: {written}\ntags: [2026]\n---\n苏州的目标。")
    assert draft.finish("a", "a", "a.md").language == language and draft.tags == ("2026",)
