import json
from pathlib import Path

import pytest

from corpus.article import BlockKind
from corpus.errors import SourceError
from corpus.load import load
from tests.corpus.conftest import Read, words
from tests.corpus.makers import archive, book, pdf, word

ONE = {
    "title": "苏州的目标",
    "content": "苏州的目标是5万亿元。\n\n分三步走。",
    "媒体": "某报",
    "pubDate": "Mon, 05 Jan 2026 08:00:00 GMT",
}
TWO = {
    "headline": "另一篇",
    "text": "<p>园区有<b>三百家</b>企业。</p><ul><li>甲公司</li></ul>",
    "url": "https://www.example.cn/a/1.html",
}


def written(path: Path, value: object) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_an_article_in_json_has_its_fields_by_their_usual_names(tmp_path: Path) -> None:
    (article,) = load([written(tmp_path / "target.json", ONE)]).articles
    assert (article.id, article.title, article.publisher, article.date) == (
        "target",
        "苏州的目标",
        "某报",
        "2026-01-05",
    )
    assert words(article) == ["苏州的目标是5万亿元。", "分三步走。"]


def test_several_articles_keep_their_ids_when_others_come_between(tmp_path: Path) -> None:
    path = written(tmp_path / "news.json", {"articles": [ONE, TWO, ONE | {"id": "mine", "title": "第三"}]})
    ids = {article.title: article.id for article in load([path]).articles}
    assert ids["苏州的目标"] == "苏州的目标" and ids["第三"] == "mine" and ids["另一篇"].startswith("example.cn-a-1-")
    written(path, [{"title": "新来的", "text": "新的一篇。"}, TWO, ONE | {"id": "mine", "title": "第三"}, ONE])
    again = {article.title: article.id for article in load([path]).articles}
    assert ids.items() <= again.items() and len(again) == 4


def test_articles_of_one_title_are_told_apart_by_their_day(tmp_path: Path) -> None:
    days = [{"title": "晨报", "text": f"{day}日的新闻。", "date": f"2026-01-0{day}"} for day in (1, 2)]
    loaded = load([written(tmp_path / "daily.json", days)])
    assert [article.id for article in loaded.articles] == ["晨报-2026-01-01", "晨报-2026-01-02"]
    assert [Path(article.path).parent for article in loaded.articles] == [tmp_path / "daily.json"] * 2


def test_markup_in_a_text_is_markup(tmp_path: Path) -> None:
    (article,) = load([written(tmp_path / "a.json", TWO)]).articles
    assert [(b.kind, article.text[b.start : b.end]) for b in article.blocks] == [
        (BlockKind.PARAGRAPH, "园区有三百家企业。"),
        (BlockKind.ITEM, "甲公司"),
    ]


def test_a_bad_line_costs_no_other(tmp_path: Path) -> None:
    lines = [json.dumps({"title": f"第{n}篇", "text": f"这是第{n}篇。"}, ensure_ascii=False) for n in (1, 2)]
    path = written(tmp_path / "a.jsonl", "\n".join([lines[0], "{broken", '{"title": "空"}', lines[1], ""]))
    loaded = load([path])
    assert [article.id for article in loaded.articles] == ["第1篇", "第2篇"]
    assert [refusal.reason.split(":")[0] for refusal in loaded.refused] == [
        "line 2 is not JSON",
        "article 2 (空) holds no text",
    ]


def test_numbers_are_no_ids_by_themselves(tmp_path: Path) -> None:
    path = written(tmp_path / "export.json", [{"id": n, "title": f"第{n}篇", "text": "文字。"} for n in (7, 8)])
    assert [article.id for article in load([path]).articles] == ["export-7", "export-8"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is not JSON"),
        ("[1, 2]", "article 1 is no object"),
        ('{"a": 1}', "holds no article"),
        ("[" * 99999, "too deep"),
    ],
)
def test_json_that_holds_no_article_says_what_one_is(tmp_path: Path, text: str, reason: str) -> None:
    loaded = load([written(tmp_path / "a.json", text)])
    assert loaded.articles == () and reason in loaded.refused[0].reason


def test_half_a_character_spoils_no_store(read: Read) -> None:
    article = read("a.json", b'{"title": "\\ud83d", "text": "\\ude00 and more."}')
    assert (article.title, article.text) == ("\ufffd", "\ufffd and more.")


def chapter(title: str, text: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><h1>{title}</h1><p>{text}</p></body></html>'


def test_a_books_chapters_come_in_its_order_with_its_metadata(read: Read) -> None:
    article = read(
        "a.epub", book({"b.xhtml": chapter("第一章", "苏州很大。"), "a.xhtml": chapter("第二章", "园区更新。")})
    )
    assert words(article) == ["第一章", "苏州很大。", "第二章", "园区更新。"]
    assert (article.title, article.author, article.publisher, article.date) == (
        "姑苏书",
        "赵某",
        "某出版社",
        "2025-06-01",
    )


def test_a_missing_chapter_is_told_and_a_protected_book_refused(read: Read) -> None:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="b" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    article = read("a.epub", book({"a.xhtml": chapter("一", "文字。")}, package))
    assert article.receipt.warnings == ("its chapter OEBPS/gone.xhtml is missing",)
    drm = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><e:EncryptedData '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptionMethod '
        'Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e:EncryptedData></encryption>'
    )
    with pytest.raises(SourceError, match="protected against copying"):
        read("a.epub", book({"a.xhtml": chapter("一", "文字。")}, **{"META-INF/encryption.xml": drm}))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is a file of Office 97 to 2003: save it as .docx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx"),
        ("a.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .pptx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is protected by a password"),
        ("a.rtf", b"{\\rtf1 hello}", "an RTF document: save it as .docx"),
        ("a.wps", b"anything", "files of the kind .wps cannot be read: save it as .docx"),
        ("a.caj", b"anything", "save it as .pdf"),
        ("a.rar", b"Rar!\x1a\x07\x00", "a RAR archive: pack it as .zip"),
        ("a.docx", archive({"a.txt": "x"}), "is named .docx but is not a Word document: a ZIP archive of other files"),
        ("a.pdf", b"just words", "is named .pdf but is not a PDF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "is a picture"),
        ("a.exe", b"MZ", "files of the kind .exe cannot be read; these can: .md, .markdown, .txt"),
        ("README", b"words", "files of the kind without an ending cannot be read"),
    ],
)
def test_what_is_not_read_says_what_to_do_instead(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert reason in load([tmp_path]).refused[0].reason


@pytest.mark.parametrize(
    ("name", "data", "format_name", "label"),
    [
        ("a.txt", pdf(["苏州的产值是四万亿元。"]), "pdf", "a PDF"),
        (
            "a.txt",
            "<!DOCTYPE html><html><body><p>苏州的产值是四万亿元。</p></body></html>".encode(),
            "html",
            "a web page",
        ),
        (
            "a.xls",
            "<html><body><table><tr><th>市</th><th>产值</th></tr><tr><td>苏州</td><td>1</td></tr></table>".encode(),
            "html",
            "a web page",
        ),
        ("a.pdf", word(), "docx", "a Word document"),
    ],
)
def test_a_file_is_read_as_what_it_is_whatever_it_is_called(
    read: Read, name: str, data: bytes, format_name: str, label: str
) -> None:
    article = read(name, data)
    suffix = Path(name).suffix
    assert article.receipt.format == format_name
    assert f"is {label} by its content, although it is named {suffix}" in article.receipt.warnings


def test_a_file_without_an_ending_that_says_what_it_is_is_read(read: Read) -> None:
    assert read("download", word()).receipt.format == "docx"


def test_a_long_text_is_read_as_a_short_one_is(read: Read) -> None:
    text = "".join(f"第{n}段，苏州的人工智能产业在增长。\n\n" for n in range(25_000))
    article = read("long.txt", text.encode("gb18030"))
    assert len(article.blocks) == 25_000 and article.receipt.encoding == "gb18030"
