import pytest

from corpus.article import Article, Block, BlockKind, Reference, Source, Span

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
