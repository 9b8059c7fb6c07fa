"""PDF files with a text layer: what stands on their pages, put together to paragraphs."""

import datetime
import re
from typing import Any

from corpus.article import BlockKind
from corpus.boilerplate import set_aside
from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.formats.library import needed_for
from corpus.formats.pdf_page import pieces_of
from corpus.formats.properties import author_of, date_of, title_of
from corpus.headings import heading_level, is_letterhead, title_of_lines
from corpus.layout.columns import in_reading_order
from corpus.layout.grid import cells
from corpus.layout.line import Line, Piece
from corpus.layout.margins import without_margins
from corpus.layout.paragraphs import Part, body_size, parts, without_bullet
from corpus.lines import joined
from corpus.table import add_table

_PASSWORD = 4  # PDFium's number for this error
_META = ("Title", "Author", "CreationDate", "ModDate")
_WRITTEN = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U000fffff]")
_MOST_UNREADABLE = 0.2  # share of the characters
_LEAST_ON_A_PAGE = 8  # characters: a page with fewer is a picture
_TITLE = 1.2  # times the size of the text
_LONGEST_TITLE = 100  # characters
_OCR = "run OCR on it first, for instance: ocrmypdf -l chi_sim+eng in.pdf out.pdf"


def read_pdf(data: bytes) -> Draft:
    """The article of a PDF's text layer, with the places where its pages begin.

    Line ends inside sentences are healed, also over pages; headers, footers and page numbers are left out; columns are
    read one after the other. The title is the largest text at the head of the first page, else the file's own.
    Raises: SourceError for a scan, an encrypted or a damaged file, and fonts that do not say what they draw.
    """
    draft = Draft(format="pdf")
    lines, count, meta = _read(data, draft)
    text = "".join(line.text for line in lines)
    if len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text):
        raise SourceError(f"has a text layer that cannot be read, as its fonts do not say what they draw: {_OCR}")
    found = parts(lines)
    title = _title(found, body_size(lines))
    draft.title = title_of_lines([line.text for line in title.lines]) if title else title_of(meta.get("Title"))
    _Writer(draft, count).write(found, title)
    set_aside(draft)
    draft.author = draft.author or author_of(meta.get("Author"))
    draft.date = draft.date or _date(meta.get("CreationDate") or meta.get("ModDate"))
    return draft


def _read(data: bytes, draft: Draft) -> tuple[list[Line], int, dict[str, str]]:
    """The lines of all pages in the order of reading, how many pages there are, and the file's metadata."""
    with needed_for("PDF files"):
        import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise SourceError("is encrypted: save it without a password") from error
        raise SourceError(f"is damaged: {error}") from error
    pages: list[tuple[list[Piece], float, float]] = []
    marks: list[str] = []
    try:
        for number in range(len(document)):
            page = document[number]
            _, bottom, _, top = page.get_bbox()
            pages.append((pieces_of(page, marks), bottom, top))
            page.close()
        meta = {key: value for key in _META if (value := _said(document, key))}
    except pypdfium2.PdfiumError as error:
        raise SourceError(f"is damaged: page {len(pages) + 1} cannot be read ({error})") from error
    finally:
        document.close()
    empty = [n for n, (pieces, _, _) in enumerate(pages, 1) if sum(len(p.text) for p in pieces) < _LEAST_ON_A_PAGE]
    if len(empty) == len(pages):
        raise SourceError(f"is a scan: its {len(pages)} pages hold no text, only pictures; {_OCR}")
    if empty:
        draft.warn(f"{_named(empty)} no text: if they are scans, {_OCR}")
    for mark in marks:
        draft.leave_out("note mark", mark)
    kept = without_margins(pages, draft)
    return [line for n, pieces in enumerate(kept, 1) for line in in_reading_order(pieces, n)], len(pages), meta


def _said(document: Any, key: str) -> str:
    try:
        return str(document.get_metadata_value(key))
    except UnicodeDecodeError:
        return ""


class _Writer:
    """Writes parts into a draft, and notes where pages begin."""

    def __init__(self, draft: Draft, pages: int) -> None:
        self.draft = draft
        self.starts: list[int | None] = [None] * pages

    def write(self, found: list[Part], title: Part | None) -> None:
        for part in found:
            if part.kind == "contents":
                for line in part.lines:
                    self.draft.leave_out("table of contents", line.text)
            elif part.kind == "table":
                self._begin(part.lines[0].page, self.draft.characters + bool(self.draft.characters))
                add_table(self.draft, cells(part.lines))
                self._begin_within(part)
            else:
                self._block(part, part is title)
        self._keep()

    def _block(self, part: Part, is_title: bool) -> None:
        texts = [line.text for line in part.lines]
        kind = BlockKind.TITLE if is_title else BlockKind(part.kind)
        words = joined(texts)
        block = self.draft.add(
            kind, without_bullet(words) if part.kind == "item" else words, 0 if is_title else part.level
        )
        cut = len(words) - (block.end - block.start)
        for number, line in enumerate(part.lines):
            place = max(0, len(joined(texts[:number])) - cut)
            self._begin(line.page, block.start + place)

    def _begin_within(self, table: Part) -> None:
        """A page that begins inside a table begins with the row that its first line became, or with the next part."""
        first = table.lines[0].page
        for page in sorted({line.page for line in table.lines} - {first}):
            words = next(line for line in table.lines if line.page == page).pieces[0].text
            row = next((b for b in self.draft.blocks if b.start >= self._last() and words in self._words(b)), None)
            self._begin(page, row.start if row else self.draft.characters)

    def _words(self, block: Any) -> str:
        return self.draft.text[block.start : block.end]

    def _last(self) -> int:
        return max((start for start in self.starts if start is not None), default=0)

    def _begin(self, page: int, place: int) -> None:
        if self.starts[page - 1] is None:
            self.starts[page - 1] = place

    def _keep(self) -> None:
        """A page without text begins where the next one does."""
        following = self.draft.characters
        pages = []
        for start in reversed(self.starts):
            following = min(following, following if start is None else start)
            pages.append(following)
        self.draft.pages = pages[::-1]
        if self.draft.pages:
            self.draft.pages[0] = 0


def _title(found: list[Part], body: float) -> Part | None:
    """The largest heading among the first parts of the first page, if it is clearly larger than the text."""
    heads = [part for part in found[:8] if part.kind == "heading" and part.lines[0].page == 1]
    large = [part for part in heads if part.lines[0].size > _TITLE * body and _may_name(part)]
    named = [part for part in large if not all(is_letterhead(line.text) for line in part.lines)]
    return max(named or large, key=lambda part: part.lines[0].size, default=None)


def _may_name(part: Part) -> bool:
    words = joined([line.text for line in part.lines])
    return len(words) <= _LONGEST_TITLE and not heading_level(words)


def _named(pages: list[int]) -> str:
    if len(pages) == 1:
        return f"page {pages[0]} holds"
    shown = ", ".join(map(str, pages[:8])) + (" …" if len(pages) > 8 else "")
    return f"pages {shown} hold"


def _date(written: str | None) -> str | None:
    match = _WRITTEN.match(written or "")
    if not match:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return date_of(datetime.datetime(year, month, day))
    except ValueError:
        return None
