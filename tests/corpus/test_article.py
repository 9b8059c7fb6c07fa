from dataclasses import replace

import pytest

from corpus.article import Article, Block, BlockKind, Reference, Source, Span
from corpus.receipt import LeftOut, Receipt
from index.store.segment import ARTICLE

TEXT = "目标\n\n苏州的目标是5万亿元。深圳更早。\n\n实际\n\n2025年是4.89万亿元。"


def article() -> Article:
    return Article(
        id="a",
        title="题",
        text=TEXT,
        path="a.md",
        blocks=(
            Block(BlockKind.HEADING, 0, 2, 2),
            Block(BlockKind.PARAGRAPH, 4, 20),
            Block(BlockKind.HEADING, 22, 24, 2),
            Block(BlockKind.PARAGRAPH, 26, len(TEXT)),
        ),
        sources=(Source("s1", "甲"), Source("s2", "乙")),
        references=(Reference(13, "s1"), Reference(19, "s2")),
    )


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_a_span_holds_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"span {start}:{end} of article 'a' holds no text"):
        Span("a", start, end)


def test_a_quote_outside_the_text_is_refused() -> None:
    assert article().quote(0, 2) == "目标"
    with pytest.raises(ValueError, match="not inside article 'a'"):
        article().quote(0, 999)


def test_sections_carry_their_headings() -> None:
    sections = [(heading, [TEXT[b.start : b.end] for b in blocks]) for heading, blocks in article().sections()]
    assert sections == [("目标", ["苏州的目标是5万亿元。深圳更早。"]), ("实际", ["2025年是4.89万亿元。"])]


def test_the_sources_of_a_sentence_are_those_marked_in_it() -> None:
    end = TEXT.index("深圳")
    assert [s.id for s in article().sources_of(4, end)] == ["s1"]
    assert [s.id for s in article().sources_of(end, 20)] == ["s2"]


def test_a_mark_behind_a_full_stop_belongs_to_the_sentence_before() -> None:
    text = "甲说一句。乙说一句。"
    two = Article(
        id="a",
        title="题",
        text=text,
        path="a.md",
        blocks=(Block(BlockKind.PARAGRAPH, 0, 10),),
        sources=(Source("s1", "甲"), Source("s2", "乙")),
        references=(Reference(5, "s1"), Reference(10, "s2")),
    )
    assert [s.id for s in two.sources_of(0, 5)] == ["s1"] and [s.id for s in two.sources_of(5, 10)] == ["s2"]


def test_the_content_hash_follows_words_and_not_places() -> None:
    from dataclasses import replace

    assert replace(article(), path="elsewhere.md").content_hash() == article().content_hash()
    assert replace(article(), title="新题").content_hash() != article().content_hash()


def test_a_page_holds_the_characters_from_its_beginning_to_that_of_the_next() -> None:
    paged = replace(article(), pages=(0, 22, 22))  # nothing stands on page 2
    assert [paged.page_of(position) for position in (0, 21, 22, len(TEXT))] == [1, 1, 3, 3]
    assert article().page_of(5) is None


def test_an_article_comes_back_from_a_store_with_its_pages_and_its_receipt() -> None:
    receipt = Receipt("pdf", None, (LeftOut("header", 12, "公报"),), ("page 2 holds no text",))
    kept = replace(article(), pages=(0, 22), receipt=receipt)
    assert ARTICLE.validate_json(ARTICLE.dump_json(kept)) == kept


def test_an_article_of_an_older_store_opens_and_keeps_its_hash() -> None:
    # both written by version 0.1.0 before articles had pages
    line = (
        '{"id":"a","title":"题","text":"正文。","blocks":[{"kind":"paragraph","start":0,"end":3,"level":0}],"path":"a.md",'
        '"language":"zh","publisher":"某报","author":null,"date":null,"url":null,"summary":null,"tags":["x"],"sources":[],'
        '"references":[]}'
    )
    old = ARTICLE.validate_json(line)
    assert old.pages == () and old.page_of(1) is None and old.receipt == Receipt()
    assert old.content_hash() == "f80241dcad3ca31e0357a09d0d70791057aa6d6adc8ae6dea7b0727707e077ed"


def test_how_an_article_was_read_does_not_change_what_it_says() -> None:
    assert replace(article(), receipt=Receipt("html", "gb18030")).content_hash() == article().content_hash()
    assert replace(article(), pages=(0,)).content_hash() != article().content_hash()
