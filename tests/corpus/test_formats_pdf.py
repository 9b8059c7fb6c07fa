import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.article import BlockKind
from corpus.errors import SourceError
from tests.corpus.conftest import Read, left_out, words
from tests.corpus.makers import FONT, ROW_WORDS, ROWS, drawn, pdf

TITLE = "关于加快推进苏州市人工智能产业发展的若干政策措施与实施办法的通知"
SENTENCES = (
    "苏州工业园区去年新增人工智能企业三百二十家，总数超过一千五百家，核心产业规模达到八百亿元。",
    "到2027年，全市算力规模将超过1.5万P，数据要素企业突破两千家，国家级专精特新“小巨人”企业达到五百家。",
    "园区还将设立五十亿元的产业基金，支持大模型、具身智能、智能网联汽车等赛道。",
)
PARAGRAPHS = [f"第{n}段。{SENTENCES[n % 3]}{SENTENCES[(n + 1) % 3]}" for n in range(1, 15)]


def test_the_lines_of_a_page_are_put_together_to_the_paragraphs_that_were_written(read: Read) -> None:
    article = read("a.pdf", pdf(PARAGRAPHS, TITLE, headings={0: "一、重点任务", 5: "二、保障措施"}))
    assert words(article, BlockKind.PARAGRAPH) == PARAGRAPHS
    assert words(article, BlockKind.HEADING) == ["一、重点任务", "二、保障措施"]
    assert article.title == TITLE  # in two lines, and not what the program wrote: Microsoft Word - …


def test_two_columns_are_read_one_after_the_other(read: Read) -> None:
    assert words(read("a.pdf", pdf(PARAGRAPHS, columns=2)), BlockKind.PARAGRAPH) == PARAGRAPHS


def test_a_sentence_that_runs_over_the_end_of_a_page_is_cited_with_the_page_it_begins_on(read: Read) -> None:
    article = read("a.pdf", pdf(PARAGRAPHS, TITLE))
    assert len(article.pages) == 2
    assert article.page_of(article.text.index(PARAGRAPHS[0])) == 1
    assert article.page_of(article.text.index(PARAGRAPHS[-1])) == 2


def test_every_page_begins_where_its_first_words_stand(read: Read) -> None:
    def page(n: int) -> str:
        return f"这是第{n}页的文字，在这一页上说完。"

    article = read("a.pdf", drawn(*(lambda c, n=n: c.drawString(72, 700, page(n)) for n in range(1, 7))))
    assert [article.page_of(article.text.index(page(n))) for n in range(1, 7)] == [1, 2, 3, 4, 5, 6]


def test_headers_footers_and_page_numbers_are_left_out_and_counted(read: Read) -> None:
    header = "苏州市人民政府公报　2026年第3期"
    article = read("a.pdf", pdf(PARAGRAPHS, TITLE, header=header))
    assert "公报" not in article.text and "- 1 -" not in article.text
    assert left_out(article, "header") == 2 * len(header)
    assert left_out(article, "page number") == len("- 1 -") + len("- 2 -")


def test_a_row_of_a_table_stays_a_row(read: Read) -> None:
    assert words(read("a.pdf", pdf(PARAGRAPHS[:2], table=ROWS)), BlockKind.ROW) == list(ROW_WORDS)


def test_a_broken_english_word_is_healed_and_a_blank_stands_between_english_lines(read: Read) -> None:
    lines = (
        "Suzhou Industrial Park added over three hundred inter-",
        "national firms last year, and it expects many more of",
    )

    def english(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for n, line in enumerate((*lines, "them in 2026.")):
            canvas.drawString(72, 700 - 18 * n, line)

    (said,) = words(read("a.pdf", drawn(english)), BlockKind.PARAGRAPH)
    assert said == (
        "Suzhou Industrial Park added over three hundred international firms last year, and it expects many more of "
        "them in 2026."
    )


def test_the_mark_of_a_note_does_not_change_a_figure(read: Read) -> None:
    def noted(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "规上工业总产值为4.89万亿元")
        at = 72 + canvas.stringWidth("规上工业总产值为4.89万亿元", FONT, 12)
        canvas.setFont(FONT, 6)
        canvas.drawString(at, 706, "12")
        canvas.setFont(FONT, 12)
        canvas.drawString(at + 8, 700, "，同比增长。")

    article = read("a.pdf", drawn(noted))
    assert words(article) == ["规上工业总产值为4.89万亿元，同比增长。"]
    assert left_out(article, "note mark") == 2


def test_a_scan_is_refused_with_what_to_do(read: Read) -> None:
    with pytest.raises(SourceError, match=r"is a scan: its 2 pages hold no text, only pictures; run OCR .*ocrmypdf"):
        read("a.pdf", drawn(lambda c: c.rect(10, 10, 500, 500, fill=1), lambda c: c.rect(10, 10, 100, 100)))


def test_a_scanned_page_among_others_is_named(read: Read) -> None:
    article = read(
        "a.pdf", drawn(lambda c: c.drawString(72, 700, "第一页有文字，说的是苏州。"), lambda c: c.rect(9, 9, 500, 500))
    )
    (warning,) = article.receipt.warnings
    assert warning.startswith("page 2 holds no text: if they are scans, run OCR")


def test_an_encrypted_and_a_damaged_file_are_told_apart(read: Read) -> None:
    with pytest.raises(SourceError, match="is encrypted: save it without a password"):
        read("a.pdf", drawn(lambda c: c.drawString(72, 700, "秘密"), password="苏州"))
    with pytest.raises(SourceError, match="is damaged"):
        read("a.pdf", b"%PDF-1.7\nnothing else")


def test_author_and_day_come_from_the_file_where_a_person_wrote_them(read: Read) -> None:
    assert read("a.pdf", pdf(PARAGRAPHS[:2], author="某研究院")).author == "某研究院"
    article = read("a.pdf", pdf(PARAGRAPHS[:2], author="Administrator"))
    assert article.author is None and article.date is not None and article.title == "a"
