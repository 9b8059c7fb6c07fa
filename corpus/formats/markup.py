"""The elements of a web page as blocks: HTML as it is written, and the few elements that trafilatura keeps of it."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from corpus.article import BlockKind
from corpus.draft import Draft
from corpus.headings import heading_level, is_short
from corpus.lines import joined, tidy
from corpus.table import add_table

_NOT_READ = frozenset(
    "script style noscript template head svg math button input select option textarea label iframe object embed canvas "
    "audio video map area dialog graphic".split()
)
_CHROME = frozenset("nav footer aside form menu".split())  # of the page, not of its text
_PARTS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 head header hr html legend li main nav aside ol p pre quote section summary table tbody td tfoot th thead tr "
    "ul list item row cell".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ROWS = ("tr", "row")
_CELLS = ("td", "th", "cell")
_TABLES = ("table",)
_ITEMS = ("li", "item", "dd")
_SENTENCE_END = re.compile(r"[。！？!?；;：:”’」』）)…]$")
_INDENTED = re.compile(r"^[\u3000\u00a0\u2003]")
_CHINESE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_WRAP = re.compile(r"[ \t\r]*\n\s*")
_WRAP_IN_CHINESE = re.compile(rf"(?<={_CHINESE})[ \t\r]*\n\s*(?={_CHINESE})")
_LONGEST_BOLD = 30  # characters of a paragraph in bold type that is a heading
_BOLD_LEVEL = 5
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONGEST_CELL = 300  # characters: a table with a longer one lays out a page
_DEEPEST = 256  # elements inside one another that are looked into, as by the parser; pages have some dozens


class Markup:
    """Appends to a draft what a reader sees of an element.

    ``chrome``: whether navigation, forms and the like inside are read too, as in a text that is known to be one.
    """

    def __init__(self, draft: Draft, chrome: bool = False) -> None:
        self._draft = draft
        self._passed = _NOT_READ if chrome else _NOT_READ | _CHROME
        self._lines: list[str] = []  # of the block that is open; an empty one is a line break
        self._item = False  # whether that block is one of a list
        self._as_written = False  # whether line ends of the source are line breaks, as in <pre>

    def read(self, element: Any) -> None:
        """All of ``element``, and not what follows it."""
        self._walk(element, 0)
        self._close()

    def _walk(self, element: Any, depth: int) -> None:
        tag = element.tag
        if not isinstance(tag, str) or depth > _DEEPEST or self._is_passed(element):
            return
        if tag in ("br", "lb"):
            self._lines.append("\n")
        elif tag in _HEADINGS or (tag == "head" and element.get("rend") in _HEADINGS):
            self._heading(element, _HEADINGS[element.get("rend") if tag == "head" else tag])
        elif tag in _TABLES and self._is_data(element):
            self._close()
            add_table(self._draft, _rows(element), _named(element))
        elif tag in _PARTS:
            self._close()
            self._part(element, depth)
            self._close()
            self._item = False
        else:
            self._inside(element, depth)

    def _part(self, element: Any, depth: int) -> None:
        self._item = element.tag in _ITEMS or (self._item and element.tag == "p")
        words = "".join(_texts(element)) if element.tag == "p" and not self._item else ""
        if words and is_short(tidy(words), _LONGEST_BOLD) and not _SENTENCE_END.search(words) and _is_bold(element):
            self._heading(element, _BOLD_LEVEL)
            return
        before, self._as_written = self._as_written, self._as_written or element.tag == "pre"
        self._inside(element, depth)
        self._as_written = before

    def _inside(self, element: Any, depth: int) -> None:
        kept = self._item
        self._text(element.text)
        for child in element:
            self._walk(child, depth + 1)
            self._item = kept
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self._lines.append(text if self._as_written else _unwrapped(text))

    def _heading(self, element: Any, level: int) -> None:
        self._close()
        words = tidy("".join(_texts(element)))
        if words:
            self._draft.add(BlockKind.HEADING, words, level)

    def _close(self) -> None:
        """End the block that is open: its lines are one paragraph, or several if the breaks in it part them."""
        text = "".join(self._lines)
        self._lines = []
        for words in _paragraphs(text):
            level = 0 if self._item else heading_level(words)
            kind = BlockKind.HEADING if level else BlockKind.ITEM if self._item else BlockKind.PARAGRAPH
            self._draft.add(kind, words, level)

    def _is_passed(self, element: Any) -> bool:
        is_head_of_page = element.tag == "head" and element.get("rend") is None
        if element.tag in self._passed and (element.tag != "head" or is_head_of_page):
            return True
        return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))

    def _is_data(self, table: Any) -> bool:
        """Whether a table holds data; one that lays out a page holds tables, headings, or whole texts in its cells."""
        cells = list(table.iter(*_CELLS))
        rows = [row for row in table.iter(*_ROWS) if len(row) > 1]
        if len(cells) < 2 or len(rows) < 2 or next(table.iterdescendants("table"), None) is not None:
            return False
        return all(len("".join(_texts(cell)).strip()) <= _LONGEST_CELL for cell in cells)


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a block: a line break parts two where the first ends a sentence or the second is indented."""
    open_lines: list[str] = []
    for raw in text.split("\n"):
        words = tidy(raw)
        ends = bool(open_lines) and bool(_SENTENCE_END.search(open_lines[-1]))
        if open_lines and (not words or ends or _INDENTED.match(raw)):
            yield joined(open_lines)
            open_lines = []
        if words:
            open_lines.append(words)
    if open_lines:
        yield joined(open_lines)


def _unwrapped(text: str) -> str:
    """``text`` without the line ends of its source, which are white space, and none between Chinese characters."""
    return text if "\n" not in text else _WRAP.sub(" ", _WRAP_IN_CHINESE.sub("", text))


def _is_bold(element: Any) -> bool:
    """Whether all that is said in an element is set in bold type, as headings are that no tag tells."""
    if element.tag in ("b", "strong") or (element.tag == "hi" and element.get("rend") == "#b"):
        return True
    if (element.text or "").strip() or not any("".join(_texts(child)).strip() for child in element):
        return False
    for child in element:
        said = "".join(_texts(child)).strip()
        if (child.tail or "").strip() or (said and not _is_bold(child)):
            return False
    return True


def _texts(element: Any) -> Iterator[str]:
    """All characters in an element but those of scripts and the like."""
    if isinstance(element.tag, str) and element.tag not in _NOT_READ - {"head"}:
        if element.tag in ("br", "lb"):
            yield " "
        if element.text:
            yield element.text
        for child in element:
            yield from _texts(child)
            if child.tail:
                yield child.tail


def spread_rows(tree: Any) -> None:
    """Put each cell that spans rows into each of them, in tables that hold no others."""
    for table in [table for table in tree.iter("table") if next(table.iterdescendants("table"), None) is None]:
        below: dict[int, tuple[Any, int]] = {}  # by column: a cell above, and in how many more rows it stands
        for row in table.iter(*_ROWS):
            column = 0
            for cell in [*row.iterchildren(*_CELLS), None]:
                while column in below:
                    above, rows = below.pop(column)
                    copied = deepcopy(above)
                    copied.tail = None
                    row.insert(len(row) if cell is None else row.index(cell), copied)
                    if rows > 1:
                        below[column] = (above, rows - 1)
                    column += _span(above, "colspan")
                if cell is not None:
                    rows = _span(cell, "rowspan")
                    cell.attrib.pop("rowspan", None)
                    if rows > 1:
                        below[column] = (cell, rows - 1)
                    column += _span(cell, "colspan")


def _rows(table: Any) -> Iterator[list[str]]:
    """A table's cells; one that spans rows is read in each of them, one that spans columns once.

    Over the names of columns it stands in each: there it names a group of them.
    """
    table = deepcopy(table)
    spread_rows(table)
    for row in table.iter(*_ROWS):
        cells: list[str] = []
        for cell in row.iterchildren(*_CELLS):
            words = tidy(" ".join(_texts(cell)))
            across = _span(cell, "colspan")
            cells += [words] + [words if cell.tag == "th" else ""] * (across - 1)
        yield cells if len({cell for cell in cells if cell}) > 1 else cells[:1]


def _span(cell: Any, name: str) -> int:
    written = (cell.get(name) or "1").strip()
    return max(1, min(int(written), 100)) if written.isdecimal() and len(written) < 5 else 1


def _named(table: Any) -> int | None:
    """How many of the first rows hold nothing but names of columns; None where the page does not say."""
    count = 0
    for row in table.iter(*_ROWS):
        cells = list(row.iterchildren(*_CELLS))
        if not cells or not all(cell.tag == "th" or cell.get("role") == "head" for cell in cells):
            break
        count += 1
    return count or None
