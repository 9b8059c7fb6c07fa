import io
import os
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.load import load
from corpus.read import Reading
from corpus.refusal import Refusal
from corpus.worker.worker import Worker
from tests.corpus.makers import archive, pdf, slides, word, workbook

GOOD = pdf(["苏州的产值是四万亿元。"])


def of_parts(*parts: bytes) -> bytes:
    """A PDF of these objects: its first is the catalog."""
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return data + b"xref\n0 %d\n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(data),
    )


def stream(data: bytes, about: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), about, data)


HEAD = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")


def endless(levels: int = 12) -> bytes:
    """A PDF of some kilobytes: its page draws a form ten times, which draws another ten times, and so on."""
    forms = [
        stream(b"/F Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (n + 1))
        for n in range(5, 5 + levels)
    ]
    last = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    return of_parts(*HEAD, page, stream(b"/F Do " * 10), *forms, last)


def unpacking_to(size: int) -> bytes:
    """A PDF of some megabytes whose one page has so many bytes of blanks to be drawn."""
    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(b" " * (1 << 20)) for _ in range(size >> 20)), packer.flush()])
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return of_parts(*HEAD, page, stream(packed, b"/Filter/FlateDecode"))


def test_one_process_reads_file_after_file() -> None:
    with Worker() as worker:
        assert worker.read("pdf", GOOD).drafts[0].text == "苏州的产值是四万亿元。"
        first = worker._process
        assert worker.read("docx", word()).drafts[0].title == "机器人产业报告"
        assert worker._process is first and first is not None
    assert first.poll() is not None  # it is gone with the last file


def test_no_process_is_started_for_texts(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("好。", encoding="utf-8")
    with Reading() as reading:
        assert len(list(reading.file(tmp_path / "a.md"))) == 1
        assert reading._worker._process is None


def test_a_file_on_which_its_parser_spins_is_refused_in_time_and_the_rest_is_read() -> None:
    with Reading(seconds=2.5) as reading:
        started = time.monotonic()
        (refusal,) = reading.data("spin.pdf", endless(), "/spin.pdf")
        assert isinstance(refusal, Refusal)
        assert refusal == Refusal("/spin.pdf", "takes more than 2.5 seconds to be read: divide it, or save it again")
        assert time.monotonic() - started < 60
        assert [type(item) for item in reading.data("good.pdf", GOOD, "/good.pdf")] != [Refusal]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not bound a process's memory")
def test_a_file_that_unpacks_to_more_than_the_memory_is_refused_and_the_rest_is_read() -> None:
    with Worker(memory=400 << 20) as worker:
        with pytest.raises(SourceError, match="asks for more than 400 MB of memory: its reader broke off"):
            worker.read("pdf", unpacking_to(600 << 20))
        assert worker.read("pdf", GOOD).drafts


def test_a_crash_names_its_cause_and_the_next_file_is_read() -> None:
    with Worker() as worker:
        worker.read("pdf", GOOD)
        assert worker._process is not None
        worker._process.kill()
        worker._process.wait()
        with pytest.raises(SourceError, match="its reader broke off"):
            worker.read("pdf", GOOD)
        assert worker.read("pdf", GOOD).drafts


def test_an_error_that_no_reader_foresaw_is_named() -> None:
    """A document whose list of parts is of the wrong kind of element: its library trips over it."""
    with zipfile.ZipFile(io.BytesIO(word())) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with Worker() as worker, pytest.raises(SourceError, match="its reader broke off .AttributeError: "):
        worker.read("docx", archive(parts | {"[Content_Types].xml": "<Types/>"}))


ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)


@pytest.mark.parametrize(
    ("name", "member"),
    [("docx", "word/document.xml"), ("xlsx", "xl/sharedStrings.xml"), ("pptx", "ppt/presentation.xml")],
)
def test_entities_that_multiply_are_not_put_in(reading: Reading, name: str, member: str) -> None:
    import io
    import zipfile

    whole = {"docx": word(), "pptx": slides(), "xlsx": workbook(lambda book: book.active.append(["企业", "赛道"]))}[
        name
    ]
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry == member:
                at = data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0
                end = data.index(b">", at) + 1
                data = data[:at] + ENTITIES.encode() + data[at:end] + b"&a11;" + data[end:]
            new.writestr(entry, data)
    started = time.monotonic()
    for item in reading.data(f"a.{name}", file.getvalue(), "/a"):
        assert isinstance(item, Refusal) or item.draft.characters < 10_000
    assert time.monotonic() - started < 30


def test_a_huge_text_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(300 << 20)  # takes no room on the disk
    (tmp_path / "good.md").write_text("好。", encoding="utf-8")
    loaded = load([tmp_path])
    assert [article.id for article in loaded.articles] == ["good"]
    assert loaded.refused[0].reason == "is 300 MB large, at most 50 MB are read: divide it"


def test_the_worker_is_given_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("what a process was given is seen in /proc only")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with Worker() as worker:
        worker.read("pdf", GOOD)
        assert worker._process is not None
        given = Path(f"/proc/{worker._process.pid}/environ").read_bytes()
    assert b"sk-secret" not in given and os.environ["OPENAI_API_KEY"] == "sk-secret"


def test_a_missing_library_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.formats.pdf import read_pdf

    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(SourceError, match=r"PDF files need pypdfium2: pip install 'gusu\[formats\]'"):
        read_pdf(GOOD)
