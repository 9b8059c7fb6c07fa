from pathlib import Path

from corpus.article import BlockKind
from corpus.formats.text import read_text
from corpus.load import load
from tests.conftest import shared

NEWS = """\
  园区里的机器人

  记者 | 陈某
  2025年3月4日 09:30

  车间里有三百台机器人。它们昼夜不停。

  1

  从手臂到大脑

  图片来源：某某图库

  第一代机器人只会重复
  同一个动作。第二代会看。

  二、钱从哪里来

  基金出了一半。

  编辑：李某
  来源 | 某某日报
"""


def kinds(kind: BlockKind) -> list[str]:
    draft = read_text(NEWS)
    return [draft.text[b.start : b.end] for b in draft.blocks if b.kind is kind]


def test_byline_source_and_date_lines_become_metadata() -> None:
    draft = read_text(NEWS)
    assert (draft.title, draft.author, draft.publisher, draft.date) == (
        "园区里的机器人",
        "陈某",
        "某某日报",
        "2025-03-04",
    )


def test_numbered_sections_become_headings() -> None:
    assert kinds(BlockKind.HEADING) == ["从手臂到大脑", "二、钱从哪里来"]


def test_credits_are_in_no_passage() -> None:
    said = "".join(kinds(BlockKind.PARAGRAPH))
    for credit in ("图片来源", "编辑", "来源 |", "记者", "2025年3月4日"):
        assert credit not in said
    assert "图片来源：某某图库" in kinds(BlockKind.ASIDE)


def test_a_sentence_that_runs_over_a_line_end_stays_one_paragraph() -> None:
    assert any(p.startswith("第一代") and p.endswith("第二代会看。") for p in kinds(BlockKind.PARAGRAPH))


def test_the_text_stays_as_it_is_in_the_file() -> None:
    assert read_text(NEWS).text == NEWS


def test_a_long_first_line_is_no_title(tmp_path: Path) -> None:
    (tmp_path / "无题.txt").write_text("这是一段没有标题的文字，第一行就是正文。" * 6, encoding="utf-8")
    assert load([tmp_path]).articles[0].title == "无题"


def test_a_real_article_is_read_as_a_reader_would() -> None:
    (article,) = load([shared("sources")]).articles
    assert (article.title, article.author, article.publisher) == ("持续加码人工智能产业", "杨弃非", "城市进化论")
    headings = list(dict.fromkeys(heading for heading, _ in article.sections()))
    assert headings == ["", "“小虎”对阵“小龙”", "蓄势下一个万亿", "重塑工业“三角关系”"]
    said = "".join(article.text[b.start : b.end] for _, blocks in article.sections() for b in blocks)
    assert "图片来源" not in said and "文字 |" not in said and "来源 |" not in said
