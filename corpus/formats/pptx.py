"""PowerPoint presentations: a heading a slide, its lists, texts, tables, diagrams and charts; a slide is a page."""

from collections.abc import Iterator
from typing import Any

from corpus.article import BlockKind
from corpus.draft import Draft
from corpus.formats.library import needed_for
from corpus.formats.office import opened, read_properties
from corpus.formats.shown import shown
from corpus.lines import tidy
from corpus.table import add_table

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BANDS = 24  # of a slide's height: shapes in one band are read from left to right
_MARGINS = {"ftr": "footer", "hdr": "header", "sldNum": "page number", "dt": "date"}  # by a placeholder's type
_LONGEST_TITLE = 80  # characters


def read_pptx(data: bytes) -> Draft:
    """The article of a presentation. Speaker's notes, footers and slide numbers are left out.

    The title is the first slide's, else the file's own. Raises: SourceError if it is damaged or a zip bomb.
    """
    with needed_for("PowerPoint files"):
        import pptx

    draft = Draft(format="pptx")
    with opened(data) as file:
        presentation = pptx.Presentation(file)
        band = max(1, int(presentation.slide_height or 1) // _BANDS)
        for number, slide in enumerate(presentation.slides, 1):
            draft.begin_page()
            _Slide(draft, slide, number, band).read()
        properties = presentation.core_properties
        read_properties(draft, properties.title, properties.author, properties.created)
    return draft


class _Slide:
    def __init__(self, draft: Draft, slide: Any, number: int, band: int) -> None:
        self.draft = draft
        self.slide = slide
        self.number = number
        self.band = band

    def read(self) -> None:
        title = self.slide.shapes.title
        words = tidy(title.text_frame.text) if title is not None else ""
        if words and self.number == 1 and len(words) <= _LONGEST_TITLE:
            self.draft.title = words
            self.draft.add(BlockKind.TITLE, words)
        elif words:
            self.draft.add(BlockKind.HEADING, words, level=1)
        self.shapes(shape for shape in self.slide.shapes if title is None or shape.shape_id != title.shape_id)
        if self.slide.has_notes_slide and (notes := self.slide.notes_slide.notes_text_frame) is not None:
            if spoken := tidy(notes.text):
                self.draft.leave_out("notes", spoken)

    def shapes(self, shapes: Iterator[Any]) -> None:
        for shape in sorted(shapes, key=lambda shape: (int(shape.top or 0) // self.band, int(shape.left or 0))):
            kind = _placeholder(shape)
            if kind in _MARGINS:
                if words := tidy(shape.text_frame.text):
                    self.draft.leave_out(_MARGINS[kind], words)
            elif hasattr(shape, "shapes"):  # a group
                self.shapes(iter(shape.shapes))
            elif shape.has_text_frame:
                self.text(shape.text_frame, listed=kind in ("body", "obj"))
            elif getattr(shape, "has_table", False):
                add_table(self.draft, ([_cell(cell) for cell in row.cells] for row in shape.table.rows))
            elif getattr(shape, "has_chart", False):
                self.chart(shape)
            else:
                self.draft.add_all(BlockKind.ITEM, self.diagram(shape))

    def text(self, frame: Any, listed: bool) -> None:
        for paragraph in frame.paragraphs:
            words = tidy(paragraph.text.replace("\v", " "))
            if words:
                item = listed or _has_bullet(paragraph)
                self.draft.add(BlockKind.ITEM if item else BlockKind.PARAGRAPH, words)

    def chart(self, shape: Any) -> None:
        try:
            plot = next(iter(shape.chart.plots))
            series = list(plot.series)
            labels = [str(label) for label in plot.categories]
        except (ValueError, KeyError, StopIteration):  # a kind that the library does not know, or without data
            self.draft.warn(f"page {self.number}: a chart is not read")
            return
        rows = [[label, *(shown(value) for value in values)] for label, *values in _across(labels, series)]
        add_table(self.draft, [["", *(one.name for one in series)], *rows], named=1)

    def diagram(self, shape: Any) -> Iterator[str]:
        """The texts of a diagram (SmartArt), in the order in which they were written."""
        from lxml import etree

        for link in shape.element.iter(f"{{{_DIAGRAM}}}relIds"):
            part = self.slide.part.related_part(link.get(f"{_RELATION}dm"))
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            for point in etree.fromstring(part.blob, parser).iter(f"{{{_DIAGRAM}}}pt"):
                yield tidy(" ".join(text.text or "" for text in point.iter(f"{_A}t")))


def _across(labels: list[str], series: list[Any]) -> Iterator[list[Any]]:
    values = [list(one.values) for one in series]
    for number, label in enumerate(labels):
        yield [label, *(column[number] if number < len(column) else None for column in values)]


def _cell(cell: Any) -> str:
    """A cell that is merged into the one before it is empty."""
    return "" if cell.is_spanned else str(cell.text)


def _has_bullet(paragraph: Any) -> bool:
    properties = paragraph._p.pPr  # the library has no name for it
    return properties is not None and any(
        properties.find(f"{_A}{bullet}") is not None for bullet in ("buChar", "buAutoNum")
    )


def _placeholder(shape: Any) -> str:
    """The type of a placeholder as the file writes it, ``obj`` where it writes none; nothing for other shapes."""
    found = next(shape.element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}ph"), None)
    return "" if found is None or not shape.is_placeholder else found.get("type", "obj")
