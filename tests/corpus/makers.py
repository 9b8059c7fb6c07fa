"""Files as other programs write them, made with the real libraries."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import docx
import openpyxl
import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from reportlab.lib import colors, pdfencrypt
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle

FONT = "STSong-Light"
ROWS = (("赛道", "企业", "产值"), ("机器人", "甲公司", "5.5亿元"), ("芯片", "乙公司", "7亿元"))
ROW_WORDS = ("赛道：机器人 | 企业：甲公司 | 产值：5.5亿元", "赛道：芯片 | 企业：乙公司 | 产值：7亿元")

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf(
    paragraphs: Sequence[str],
    title: str = "",
    header: str = "",
    columns: int = 1,
    table: Sequence[Sequence[str]] = (),
    headings: Mapping[int, str] | None = None,
    author: str | None = None,
) -> bytes:
    """A PDF that a typesetter broke into lines, with a page number in every footer; headings by what they precede."""
    body = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    larger = ParagraphStyle("heading", parent=body, fontSize=16, leading=26, firstLineIndent=0, spaceBefore=8)
    largest = ParagraphStyle("title", parent=larger, fontSize=22, leading=32, alignment=1, spaceAfter=12)
    width = (451 - 24 * (columns - 1)) / columns
    frames = [
        Frame(72 + n * (width + 24), 60, width, 710, leftPadding=0, rightPadding=0, id=f"column{n}")
        for n in range(columns)
    ]

    def margins(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(72, 805, header)
        canvas.drawCentredString(297, 30, f"- {document.page} -")

    story: list[Flowable] = [Paragraph(title, largest)] if title else []
    for number, words in enumerate(paragraphs):
        if headings and number in headings:
            story.append(Paragraph(headings[number], larger))
        story.append(Paragraph(words, body))
    if table:
        style = TableStyle([("FONTNAME", (0, 0), (-1, -1), FONT), ("GRID", (0, 0), (-1, -1), 1, colors.black)])
        story.append(Table(table, colWidths=[130] * len(table[0]), style=style))
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=(595, 842), title="Microsoft Word - 新建文档.doc", author=author)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=margins))
    document.build(story)
    return file.getvalue()


def drawn(*pages: Callable[[Canvas], None], password: str | None = None) -> bytes:
    """A PDF of pages on which something is drawn."""
    file = io.BytesIO()
    encrypt = pdfencrypt.StandardEncryption(password) if password else None
    canvas = Canvas(file, pagesize=(595, 842), encrypt=encrypt)
    for page in pages:
        canvas.setFont(FONT, 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def word() -> bytes:
    """A Word document with all that Word has: styles, lists, a table with merged cells, margins."""
    document = docx.Document()
    document.add_heading("机器人产业报告", 0)
    document.add_paragraph("来源：某研究院　2026年1月5日")
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("苏州有三百家机器人企业。")
    document.add_paragraph("算力中心", style="List Bullet")
    document.add_paragraph("数据集", style="List Number")
    table = document.add_table(4, 3)
    for row, values in enumerate((*ROWS, ("", "丙公司", "9亿元"))):
        for column, words in enumerate(values):
            table.cell(row, column).text = words
    table.cell(2, 0).merge(table.cell(3, 0))
    document.add_paragraph("责任编辑：王五")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "某研究院"
    document.core_properties.author = "张三"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def slides() -> bytes:
    """A presentation of three slides: a title, a list with a table and notes, a chart."""
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text = "苏州人工智能产业"
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = "企业"
    second.placeholders[1].text = "甲公司有三百人\n乙公司有五百人"
    second.notes_slide.notes_text_frame.text = "这里停一下"
    table = second.shapes.add_table(3, 3, Inches(1), Inches(4), Inches(6), Inches(1)).table
    for row, values in enumerate(ROWS):
        for column, words in enumerate(values):
            table.cell(row, column).text = words
    third = show.slides.add_slide(show.slide_layouts[5])
    third.shapes.title.text = "产值"
    chart = CategoryChartData()
    chart.categories = ["2023年", "2024年"]
    chart.add_series("产值", (4.5, 5.0))
    third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(5), Inches(4), chart)
    file = io.BytesIO()
    show.save(file)
    return file.getvalue()


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    """A workbook after ``fill`` has put something in."""
    book = openpyxl.Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(files: Mapping[str, bytes | str], level: int = 9) -> bytes:
    """A ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return file.getvalue()


def book(chapters: Mapping[str, str], package: str | None = None, **more: str) -> bytes:
    """An EPUB of chapters, by the names of their files, in another order in the archive than in the book."""
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = package or (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>姑苏书</dc:title><dc:creator>赵某</dc:creator>'
        "<dc:publisher>某出版社</dc:publisher><dc:date>2025-06-01</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    pages = {f"OEBPS/{name}": text for name, text in reversed(chapters.items())}
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/book.opf": package,
            **pages,
            **more,
        }
    )
