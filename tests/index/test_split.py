from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Block, BlockKind
from corpus.load import load
from index.split import SplitSettings, passages
from tests.conftest import ARTICLES


def article(text: str, language: str = "zh") -> Article:
    return Article("a", "题", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),), "a.md", language)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="苏州市，。；！ a", min_size=1, max_size=900).filter(str.strip))
def test_passages_stay_near_their_limit_and_lose_nothing(text: str) -> None:
    found = passages(article(text), SplitSettings(passage_chars=100))
    assert all(p.end - p.start <= 125 for p in found)
    kept = "".join(text[p.start : p.end] for p in found)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_passage_never_crosses_a_heading_and_knows_its_own() -> None:
    for loaded in load([ARTICLES]).articles:
        headings = [(b.start, loaded.text[b.start : b.end]) for b in loaded.blocks if b.kind is BlockKind.HEADING]
        for passage in passages(loaded, SplitSettings()):
            assert not any(passage.start <= start < passage.end for start, _ in headings)
            before = [words for start, words in headings if start < passage.start]
            assert passage.heading == (before[-1] if before else "")


def test_english_passages_hold_as_much_as_chinese_ones() -> None:
    text = "Suzhou makes things. " * 60
    found = passages(article(text, "en"), SplitSettings(passage_chars=100))
    assert 200 < max(p.end - p.start for p in found) <= 313


def test_a_picture_credit_is_in_no_passage() -> None:
    from corpus.formats.text import read_text

    draft = read_text("题目\n\n第一段话。\n\n图片来源：某图库\n\n第二段话。").finish("a", "a", "a.txt")
    words = [draft.quote(p.start, p.end) for p in passages(draft, SplitSettings())]
    assert words == ["第一段话。", "第二段话。"]
