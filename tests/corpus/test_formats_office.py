import datetime
import io
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from corpus.article import BlockKind
from corpus.errors import SourceError
from tests.corpus.conftest import Read, left_out, words
from tests.corpus.makers import ROW_WORDS, archive, slides, word, workbook

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_word_document_keeps_its_headings_lists_and_rows(read: Read) -> None:
    article = read("a.docx", word())
    assert (article.title, article.author, article.publisher, article.date) == (
        "机器人产业报告",
        "张三",
        "某研究院",
        "2026-01-05",
    )
    assert words(article, BlockKind.HEADING) == ["一、总体情况"]
    assert words(article, BlockKind.PARAGRAPH) == ["苏州有三百家机器人企业。"]
    assert words(article, BlockKind.ITEM) == ["算力中心", "数据集"]
    assert words(article, BlockKind.ROW) == [*ROW_WORDS, "赛道：芯片 | 企业：丙公司 | 产值：9亿元"]  # merged down
    assert "内部资料" not in article.text
    assert (left_out(article, "header"), left_out(article, "footer")) == (4, 4)


def test_headings_that_only_their_numbers_tell_stand_under_one_another(read: Read) -> None:
    document = docx.Document()
    for text in ("某市人民政府文件", "关于机器人的通知"):
        document.add_paragraph(text).alignment = 1
    for text in ("一、目标", "（一）规模", "产值达到一千亿元。"):
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    article = read("b.docx", file.getvalue())
    assert article.title == "关于机器人的通知"
    assert [heading for heading, _ in article.sections()] == ["一、目标 › （一）规模"]


def test_tracked_changes_are_read_as_if_they_were_accepted(read: Read) -> None:
    document = docx.Document(io.BytesIO(word()))
    paragraph = document.add_paragraph("产值")._p
    for change in (
        "<w:del><w:r><w:delText>五亿元</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>七亿元。</w:t></w:r></w:ins>",
    ):
        paragraph.append(docx.oxml.parse_xml(change.replace(">", f' xmlns:w="{WORD}">', 1)))
    file = io.BytesIO()
    document.save(file)
    assert "产值七亿元。" in words(read("a.docx", file.getvalue()), BlockKind.PARAGRAPH)


def test_text_boxes_are_read_and_notes_stand_at_the_end_as_asides(read: Read) -> None:
    document = docx.Document()
    box = (
        f'<w:p xmlns:w="{WORD}"><w:r><w:t>框外的话。</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r>'
        "<w:t>框里的话。</w:t>"
        "</w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    document.element.body.insert(0, docx.oxml.parse_xml(box))
    notes = (
        f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>线</w:t></w:r></w:p>'
        "</w:footnote>"
        '<w:footnote w:id="1"><w:p><w:r><w:t>见某年鉴。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, f"{OFFICE}/footnotes")
    file = io.BytesIO()
    document.save(file)
    article = read("a.docx", file.getvalue())
    assert words(article, BlockKind.PARAGRAPH) == ["框外的话。", "框里的话。"]
    assert words(article, BlockKind.ASIDE) == ["见某年鉴。"]


def test_a_slide_is_a_page_with_its_title_list_table_and_chart(read: Read) -> None:
    article = read("a.pptx", slides())
    assert article.title == "苏州人工智能产业"
    assert words(article, BlockKind.HEADING) == ["企业", "产值"]
    assert words(article, BlockKind.ITEM) == ["甲公司有三百人", "乙公司有五百人"]
    assert words(article, BlockKind.ROW) == [*ROW_WORDS, "2023年 | 产值：4.5", "2024年 | 产值：5"]
    assert [article.page_of(article.text.index(text)) for text in ("人工智能", "乙公司有", "机器人", "2023年")] == [
        1,
        2,
        2,
        3,
    ]
    assert "这里停一下" not in article.text and left_out(article, "notes") == 5


def test_the_words_of_a_diagram_are_items(read: Read) -> None:
    show = pptx.Presentation(io.BytesIO(slides()))
    slide = show.slides[1]
    a, dgm = (
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    )
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{t}</a:t></a:r></a:p></dgm:t></dgm:pt>" for t in ("建算力", "育企业")
    )
    model = f'<dgm:dataModel xmlns:dgm="{dgm}" xmlns:a="{a}"><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>'
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = pptx.opc.package.Part(
        pptx.opc.packuri.PackURI("/ppt/diagrams/data1.xml"), kind, slide.part.package, model.encode()
    )
    link = slide.part.relate_to(part, f"{OFFICE}/diagramData")
    frame = (
        f'<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{a}">'
        "<p:nvGraphicFramePr>"
        '<p:cNvPr id="99" name="x"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
        '<p:xfrm><a:off x="0" y="6000000"/>'
        f'<a:ext cx="9" cy="9"/></p:xfrm><a:graphic><a:graphicData uri="{dgm}"><dgm:relIds xmlns:dgm="{dgm}" '
        f'xmlns:r="{OFFICE}" r:dm="{link}"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    slide.shapes._spTree.append(pptx.oxml.parse_xml(frame))
    file = io.BytesIO()
    show.save(file)
    assert words(read("a.pptx", file.getvalue()), BlockKind.ITEM) == [
        "甲公司有三百人",
        "乙公司有五百人",
        "建算力",
        "育企业",
    ]


def sheets(book: openpyxl.Workbook) -> None:
    sheet = book.active
    sheet.title = "企业名单"
    sheet.append(["2025年苏州AI企业名单"])
    sheet.merge_cells("A1:D1")
    sheet.append(["赛道", "企业", "产值（亿元）", "成立"])
    sheet.append(["机器人", "甲公司", 1234.5, datetime.date(2015, 3, 1)])
    sheet.append([None, "乙公司", 7, datetime.date(2016, 3, 1)])
    sheet.merge_cells("A3:A4")
    sheet["C3"].number_format = "#,##0.0"
    sheet["D3"].number_format = 'yyyy"年"m"月"'
    growth = book.create_sheet("增速")
    growth.append(["地区", "2024年", None, "2025年", None])
    growth.append([None, "产值", "增速", "产值", "增速"])
    growth.append(["园区", 1, 0.021, 3, "=B3*2"])
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        growth.merge_cells(area)
    growth["C3"].number_format = "0.0%"
    hidden = book.create_sheet("草稿")
    hidden.append(["不给人看的数字", 1])
    hidden.sheet_state = "hidden"


def test_a_row_of_a_workbook_can_be_read_and_cited_alone(read: Read) -> None:
    article = read("a.xlsx", workbook(sheets))
    assert words(article, BlockKind.HEADING) == ["企业名单", "增速"]
    assert words(article, BlockKind.ROW) == [
        "赛道：机器人 | 企业：甲公司 | 产值（亿元）：1,234.5 | 成立：2015年3月",
        "赛道：机器人 | 企业：乙公司 | 产值（亿元）：7 | 成立：2016-03-01",
        "地区：园区 | 2024年产值：1 | 2024年增速：2.1% | 2025年产值：3",
    ]


def test_what_of_a_workbook_is_not_read_is_in_its_receipt(read: Read) -> None:
    article = read("a.xlsx", workbook(sheets))
    assert "不给人看" not in article.text and left_out(article, "hidden sheet") == len("草稿")
    assert article.receipt.warnings[0].startswith("1 formulas hold no value: open it in a spreadsheet program")


def test_a_lone_cell_in_the_last_row_of_a_sheet_is_no_million_rows(read: Read) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for row in (["企业", "赛道", "产值"], ["甲", "芯片", 5]):
            book.active.append(row)
        book.active["A300000"] = "尾"
        book.active["ZZ1"] = "宽"

    assert words(read("a.xlsx", workbook(fill)), BlockKind.ROW) == ["企业：甲 | 赛道：芯片 | 产值：5", "企业：尾"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("企业,赛道\n甲,机器人\n乙,芯片\n", ["企业：甲 | 赛道：机器人", "企业：乙 | 赛道：芯片"]),
        ('企业;赛道;产值\n甲;"机器;人";5\n', ["企业：甲 | 赛道：机器;人 | 产值：5"]),
        ("企业\t赛道\t产值\n甲\t机器人\t5\n", ["企业：甲 | 赛道：机器人 | 产值：5"]),
        ('企业,说明\n甲,"两行\n""引文"""\n', ['企业：甲 | 说明：两行 "引文"']),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_in_a_text_is_read_however_it_is_parted(read: Read, text: str, rows: list[str], encoding: str) -> None:
    assert words(read("a.csv", text.encode(encoding)), BlockKind.ROW) == rows


def test_a_quotation_that_is_never_closed_ends_in_an_error(read: Read) -> None:
    with pytest.raises(SourceError, match="is not a table: field larger than field limit"):
        read("a.csv", b'name,text\n1,"' + b"x" * (1 << 20) + b"y")


@pytest.mark.parametrize("suffix", ["docx", "pptx", "xlsx", "epub"])
def test_a_damaged_office_file_is_named_and_costs_no_other(read: Read, suffix: str, tmp_path: Path) -> None:
    whole = {
        "docx": word(),
        "pptx": slides(),
        "xlsx": workbook(sheets),
        "epub": archive({"mimetype": "application/epub+zip"}),
    }
    with pytest.raises(SourceError, match="is damaged"):
        read(f"a.{suffix}", whole[suffix][: len(whole[suffix]) * 2 // 3])
    assert read("b.docx", word()).title == "机器人产业报告"
