import io
import stat
import time
import zipfile
from pathlib import Path

import pytest

from corpus.article import BlockKind
from corpus.load import Loaded, load
from tests.corpus.conftest import words
from tests.corpus.makers import archive, word


def of(tmp_path: Path, data: bytes) -> Loaded:
    (tmp_path / "a.zip").write_bytes(data)
    return load([tmp_path])


def reasons(loaded: Loaded, tmp_path: Path) -> dict[str, str]:
    return {str(Path(refusal.path).relative_to(tmp_path)): refusal.reason for refusal in loaded.refused}


def test_the_files_of_an_archive_are_articles_that_say_where_they_are_from(tmp_path: Path) -> None:
    loaded = of(
        tmp_path, archive({"文件/一.md": "# 一\n\n好。", "文件/二.txt": "二\n\n也好。", "三/报告.docx": word()})
    )
    assert loaded.refused == ()
    assert [(article.id, article.path) for article in loaded.articles] == [
        ("一", f"{tmp_path}/a.zip/文件/一.md"),
        ("二", f"{tmp_path}/a.zip/文件/二.txt"),
        ("报告", f"{tmp_path}/a.zip/三/报告.docx"),
    ]
    assert loaded.articles[2].title == "机器人产业报告"


def test_nothing_is_written_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    of(tmp_path, archive({"a/b.md": "好。"}))
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    data = archive({"XXXX/YYYY.md": "好文章。"})
    for placeholder, name in ((b"XXXX", "苏州"), (b"YYYY", "报告")):
        data = data.replace(placeholder, name.encode("gbk"))
    (article,) = of(tmp_path, data).articles
    assert (article.id, article.path) == ("报告", f"{tmp_path}/a.zip/苏州/报告.md")


@pytest.mark.parametrize(
    "name", ["../outside.md", "/etc/outside.md", "a/../../outside.md", "C:\\outside.md", "..\\outside.md"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    loaded = of(tmp_path, archive({name: "好。", "inside.md": "好。"}))
    assert [article.id for article in loaded.articles] == ["inside"]
    assert loaded.refused[0].reason == "has a name that leads out of the archive: it is not read"


def test_links_protected_files_and_archives_inside_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("inner.zip", archive({"x.md": "好。"}))
        packed.writestr("good.md", "好。")
        packed.writestr("picture.png", b"\x89PNG\r\n\x1a\n")
        packed.writestr("__MACOSX/._good.md", "x")
        packed.writestr(".hidden.md", "x")
        packed.writestr("locked.md", "x")
    data = bytearray(file.getvalue())
    at = data.rindex(b"locked.md")  # in the list at the end: the flags stand 38 bytes before the name
    data[at - 38] |= 1
    loaded = of(tmp_path, bytes(data))
    assert [article.id for article in loaded.articles] == ["good"]
    found = reasons(loaded, tmp_path)
    assert found["a.zip/link.md"] == "is a link: it is not followed"
    assert found["a.zip/inner.zip"] == "is an archive in an archive: unpack it"
    assert found["a.zip/locked.md"] == "is protected by a password: pack it again without one"
    assert "is a picture" in found["a.zip/picture.png"]
    assert len(found) == 4


def test_a_damaged_member_costs_no_other(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("bad.md", "这一篇坏了。")
        packed.writestr("good.md", "这一篇好。")
    loaded = of(tmp_path, file.getvalue().replace("坏了".encode(), "换了".encode(), 1))
    assert [article.id for article in loaded.articles] == ["good"]
    assert "is damaged in the archive" in reasons(loaded, tmp_path)["a.zip/bad.md"]


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.xlsx", "a.epub"])
def test_a_zip_bomb_is_refused_at_once(tmp_path: Path, name: str) -> None:
    bomb = archive({"[Content_Types].xml": "x", "word/document.xml": b"\0" * (64 << 20)}, level=6)
    assert len(bomb) < 100_000
    (tmp_path / name).write_bytes(bomb)
    (tmp_path / "good.md").write_text("好。", encoding="utf-8")
    started = time.process_time()
    loaded = load([tmp_path])
    assert time.process_time() - started < 1
    assert [article.id for article in loaded.articles] == ["good"]
    assert "a zip bomb, it is not read" in loaded.refused[0].reason


def test_an_archive_of_too_many_files_is_refused_before_they_are_listed(tmp_path: Path) -> None:
    loaded = of(tmp_path, archive({f"{n}.md": "" for n in range(20_001)}, level=0))
    assert "holds more files than the 20000 that are read" in loaded.refused[0].reason


def test_what_an_archive_claims_of_itself_is_all_that_is_unpacked(tmp_path: Path) -> None:
    data = bytearray(archive({"a.md": "好" * 100_000}))
    at = data.rindex(b"a.md") - 22  # the unpacked size, in the list at the end
    data[at : at + 4] = (30).to_bytes(4, "little")
    assert "is damaged in the archive" in of(tmp_path, bytes(data)).refused[0].reason


@pytest.mark.parametrize("cut", [0, 10, 60, 200])
def test_a_cut_archive_says_so(tmp_path: Path, cut: int) -> None:
    data = archive({"a.md": "好。" * 50, "b.md": "好。"})
    loaded = of(tmp_path, data[: len(data) - 1 - cut])
    assert loaded.articles == () and loaded.refused[0].reason.startswith("is damaged")


def test_a_document_that_is_named_like_an_archive_is_a_document(tmp_path: Path) -> None:
    (article,) = of(tmp_path, word()).articles
    assert words(article, BlockKind.ITEM) == ["算力中心", "数据集"]
    assert article.receipt.warnings == ("is a Word document by its content, although it is named .zip",)
