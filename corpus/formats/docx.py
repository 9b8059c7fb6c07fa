"""Word documents: headings by their styles, paragraphs, lists, tables; what stands in margins is left out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.article import BlockKind
from corpus.boilerplate import set_aside
from corpus.draft import Draft
from corpus.formats.library import needed_for
from corpus.formats.office import opened, read_properties
from corpus.formats.styles import Styles
from corpus.headings import heading_level, title_of_lines
from corpus.lines import tidy
from corpus.table import add_table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOT_READ = frozenset(  # deleted, moved away, a field's code, a second form of the same picture
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr"}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_LONGEST_TITLE = 80  # characters
_BOX = f"{_W}txbxContent"
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_ENDNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"


def read_docx(data: bytes) -> Draft:
    """The article of a Word document, with changes that are tracked taken as accepted.

    Footnotes stand at its end as asides. Headers, footers and the table of contents are left out, comments too.
    Raises: SourceError if it is damaged or a zip bomb.
    """
    with needed_for("Word files"):
        import docx

    draft = Draft(format="docx")
    with opened(data) as file:
        document = docx.Document(file)
        body = _Body(draft, Styles(document))
        body.read(document.element.body)
        body.find_title()
        _read_margins(draft, document)
        for kind in (_FOOTNOTES, _ENDNOTES):
            _read_notes(draft, document.part, kind)
        set_aside(draft)
        properties = document.core_properties
        read_properties(draft, properties.title, properties.author, properties.created)
    return draft


class _Body:
    """Walks the XML of a document and appends to a draft what a reader would see."""

    def __init__(self, draft: Draft, styles: Styles) -> None:
        self.draft = draft
        self.styles = styles
        self.centred: list[int] = []  # numbers of blocks, as long as nothing else has come

    def find_title(self) -> None:
        """Where no style names the title: the centred lines at the head are it."""
        lines = [self.draft.blocks[number] for number in self.centred]
        words = [self.draft.text[block.start : block.end] for block in lines]
        if self.draft.title is None and words and sum(map(len, words)) <= _LONGEST_TITLE:
            self.draft.title = title_of_lines(words)
            for number in self.centred:
                self.draft.blocks[number] = replace(self.draft.blocks[number], kind=BlockKind.TITLE, level=0)

    def read(self, parent: Any) -> None:
        for element in parent:
            if element.tag == f"{_W}p":
                self.paragraph(element)
            elif element.tag == f"{_W}tbl":
                add_table(self.draft, _rows(element), _named(element))
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}smartTag"):
                self.read(element)

    def paragraph(self, element: Any) -> None:
        for part in "".join(_words(element)).split("\f"):  # a page break inside
            if words := _lines(part):
                self.add(element, words)
        for box in _boxes(element):
            self.read(box)

    def add(self, element: Any, words: str) -> None:
        level = self.styles.heading(element) or heading_level(words)
        if len(self.centred) == len(self.draft.blocks) and self.styles.is_centred(element):
            self.centred.append(len(self.draft.blocks))
        first = not self.draft.blocks
        if self.styles.is_contents(element):
            self.draft.leave_out("table of contents", words)
        elif self.styles.is_title(element) and self.draft.title is None:
            self.draft.title = words.replace("\n", " ")
            self.draft.add(BlockKind.TITLE, words)
        elif level == 1 and first:
            self.draft.title = words.replace("\n", " ")
            self.draft.add(BlockKind.TITLE, words)
        elif level:
            self.draft.add(BlockKind.HEADING, words, level)
        else:
            self.draft.add(BlockKind.ITEM if self.styles.is_item(element) else BlockKind.PARAGRAPH, words)


def _words(element: Any) -> Iterator[str]:
    """The characters of a paragraph in their order, those of text boxes in it aside."""
    for child in element:
        if child.tag in _NOT_READ or child.tag == _BOX:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}ptab"):
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\f" if child.get(f"{_W}type") == "page" else "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _words(child)


def _boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _NOT_READ:
            yield from _boxes(child)


def _lines(text: str) -> str:
    return "\n".join(words for line in text.split("\n") if (words := tidy(line)))


def _rows(table: Any) -> Iterator[list[str]]:
    """A table's cells. One that is merged down is read in each of its rows, one merged across once.

    Across the first row it is read in each column: there it names a group of them.
    """
    above: dict[int, str] = {}
    for number, row in enumerate(table.iterchildren(f"{_W}tr")):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if cell.getparent() is not row and cell.getparent().tag != f"{_W}sdtContent":
                continue  # of a table in a cell
            words = " ".join(tidy("".join(_words(p))) for p in cell.iter(f"{_W}p")).strip()
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merged is not None and merged.get(f"{_W}val") != "restart":
                words = above.get(len(cells), words)
            above[len(cells)] = words
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            across = min(int(span.get(f"{_W}val", "1")), 100) if span is not None else 1
            cells += [words] + [words if number == 0 else ""] * (across - 1)
        yield [cells[0]] if number == 0 and len(set(cells)) == 1 else cells


def _named(table: Any) -> int | None:
    """How many of the first rows the document itself marks as names of the columns; None where it marks none."""
    count = 0
    for row in table.iterchildren(f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}tblHeader") is None:
            break
        count += 1
    return count or None


def _read_margins(draft: Draft, document: Any) -> None:
    noted = set()
    for section in document.sections:
        for kind, part in (("header", section.header), ("footer", section.footer)):
            for paragraph in part.paragraphs:
                words = tidy(paragraph.text)
                if words and (kind, words) not in noted:
                    noted.add((kind, words))
                    draft.leave_out(kind, words)


def _read_notes(draft: Draft, part: Any, kind: str) -> None:
    from lxml import etree

    for relation in part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            for note in etree.fromstring(relation.target_part.blob, parser):
                if note.get(f"{_W}type") is None and (words := tidy("".join(_words(note)))):
                    draft.add(BlockKind.ASIDE, words)
