"""The formats that can be read, and how."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.decode import decoded
from corpus.draft import Draft
from corpus.formats.csv import read_csv
from corpus.formats.docx import read_docx
from corpus.formats.epub import read_epub
from corpus.formats.html import read_html
from corpus.formats.json import read_json
from corpus.formats.markdown import read_markdown
from corpus.formats.pdf import read_pdf
from corpus.formats.pptx import read_pptx
from corpus.formats.several import Several
from corpus.formats.text import read_text
from corpus.formats.xlsx import read_xlsx

_MEGABYTE = 1 << 20
_TEXT = 50 * _MEGABYTE
_BINARY = 100 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call a file of it, the endings of such files, how its bytes become articles.

    ``apart``: whether the bytes are for a parser that hostile ones can trap, so that it must run in a worker;
    ``most``: bytes of the largest file that is read; ``libraries``: the modules that reading imports, which takes time.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes], Several]
    apart: bool
    most: int
    libraries: tuple[str, ...] = ()


def _text(read: Callable[[str], Draft]) -> Callable[[bytes], Several]:
    def read_bytes(data: bytes) -> Several:
        found = decoded(data)
        draft = read(found.text)
        draft.encoding = found.encoding
        return Several([draft])

    return read_bytes


def _binary(read: Callable[[bytes], Draft]) -> Callable[[bytes], Several]:
    return lambda data: Several([read(data)])


def _json(data: bytes) -> Several:
    found = decoded(data)
    several = read_json(found.text)
    for draft in several.drafts:
        draft.encoding = found.encoding
    return several


FORMATS = {
    known.name: known
    for known in (
        Format("markdown", "Markdown", (".md", ".markdown"), _text(read_markdown), False, _TEXT),
        Format("text", "plain text", (".txt", ".text"), _text(read_text), False, _TEXT),
        Format(
            "html",
            "a web page",
            (".html", ".htm", ".xhtml", ".shtml"),
            _binary(read_html),
            True,
            _TEXT,
            ("lxml.html", "trafilatura"),
        ),
        Format("pdf", "a PDF", (".pdf",), _binary(read_pdf), True, _BINARY, ("pypdfium2",)),
        Format("docx", "a Word document", (".docx", ".docm", ".dotx"), _binary(read_docx), True, _BINARY, ("docx",)),
        Format(
            "pptx",
            "a PowerPoint presentation",
            (".pptx", ".pptm", ".ppsx"),
            _binary(read_pptx),
            True,
            _BINARY,
            ("pptx",),
        ),
        Format("xlsx", "an Excel workbook", (".xlsx", ".xlsm"), _binary(read_xlsx), True, _BINARY, ("openpyxl",)),
        Format("csv", "a table", (".csv", ".tsv"), _text(read_csv), False, _TEXT),
        Format("json", "JSON", (".json", ".jsonl", ".ndjson"), _json, False, _TEXT, ("lxml.html",)),
        Format("epub", "an EPUB book", (".epub",), _binary(read_epub), True, _BINARY, ("lxml.html",)),
    )
}
"""By their names, which are those of their modules."""
