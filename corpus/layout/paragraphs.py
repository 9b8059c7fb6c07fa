"""Lines of pages put together: paragraphs over line ends and page ends, headings, list items, tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.headings import heading_level
from corpus.layout.line import Line

_ENDS = re.compile(r"[。！？!?；;：:….][”’」』）)\]]*$")
_BULLET = re.compile(r"^[•●○◆■□▪►➢✓·※]\s*")
_NUMBERED = re.compile(r"^(?:[（(]?\d{1,2}[)）]|\d{1,2}[.、．](?!\d)|[①-⑳]|[（(]?[一二三四五六七八九十]{1,3}[)）、])")
_CONTENTS = re.compile(r".{2,60}?[.·…・ _]{5,}\s*\d{1,4}")
_LARGER = 1.13  # times the size of the text: a heading
_LONGEST_HEADING = 60  # characters
_ALIKE = 0.12  # share by which the sizes of lines of one paragraph differ at most
_APART = 1.45  # times the usual distance of lines: a new paragraph
_INDENT = 1.0  # times the size of the characters
_SHORT = 2.5  # times the size: a line that ends so far before the column does is a paragraph's last
_VERY_SHORT = 0.35  # share of the column's width that is empty behind a line that nothing follows


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that hold together; a table's are its rows. ``level`` of a heading, from 1."""

    kind: str  # "heading", "item", "paragraph", "contents", "table"
    lines: tuple[Line, ...]
    level: int = 0


def parts(lines: Sequence[Line]) -> list[Part]:
    """The parts of a document, in the order of its lines."""
    body = body_size(lines)
    leading = _leading(lines)
    found: list[Part] = []
    for kind, run in _runs(lines):
        if kind != "text":
            found.append(Part(kind, tuple(run)))
            continue
        open_lines: list[Line] = []
        for line in run:
            if open_lines and _begins(open_lines[-1], line, leading, body):
                found.append(_part(open_lines, body))
                open_lines = []
            open_lines.append(line)
        found.append(_part(open_lines, body))
    return _over_pages(found)


def body_size(lines: Sequence[Line]) -> float:
    """The size in which most characters are set; 0 for no lines."""
    sizes = sorted((line.size, len(line.text)) for line in lines)
    half = sum(count for _, count in sizes) / 2
    for size, count in sizes:
        half -= count
        if half <= 0:
            return size
    return 0.0


def _runs(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Lines of a text, of tables, and of tables of contents. Rows of a table have cells, or stand between such rows."""
    kinds = [_kind(line) for line in lines]
    for n, kind in enumerate(kinds):
        alone = kind == "table" and not any(kinds[m] == "table" for m in (n - 1, n + 1) if 0 <= m < len(kinds))
        if alone and len(lines[n].pieces) < 3:
            kinds[n] = "text"
    start = 0
    for n in range(1, len(kinds) + 1):
        if n == len(kinds) or kinds[n] != kinds[start]:
            yield kinds[start], list(lines[start:n])
            start = n


def _kind(line: Line) -> str:
    if _CONTENTS.fullmatch(line.text):
        return "contents"
    return "table" if len(line.pieces) > 1 else "text"


def _begins(last: Line, line: Line, leading: float, body: float) -> bool:
    """Whether ``line`` begins a paragraph, or goes on with the line before it."""
    if abs(last.size - line.size) > _ALIKE * max(last.size, line.size):
        return True
    if last.page != line.page or last.column_left != line.column_left:
        return not _goes_on(last, line)
    if last.middle - line.middle > max(leading, last.size * 1.05) * _APART:
        return True
    if min(last.size, line.size) > _LARGER * body:
        return False  # the lines of a title are centred, and of any length
    if last.text.endswith("-") and line.text[:1].islower():
        return False
    indent = _INDENT * line.size
    if line.left > line.column_left + indent and line.left > last.left + indent / 2:
        return True
    ended = bool(_ENDS.search(last.text))
    gap = last.column_right - last.right
    if gap > _SHORT * last.size and ended:
        return True
    if gap > _VERY_SHORT * (last.column_right - last.column_left):
        return True
    return (ended or gap > _SHORT * last.size) and bool(_BULLET.match(line.text) or _NUMBERED.match(line.text))


def _goes_on(last: Line, line: Line) -> bool:
    """Whether a paragraph runs over the end of a column or a page."""
    full = last.column_right - last.right < _SHORT * last.size
    indented = line.left > line.column_left + _INDENT * line.size
    return full and not indented and not _ENDS.search(last.text) and not heading_level(line.text)


def _part(lines: Sequence[Line], body: float) -> Part:
    text = "".join(line.text for line in lines)
    size = min(line.size for line in lines)
    if _BULLET.match(lines[0].text):
        return Part("item", tuple(lines))
    if len(text) <= _LONGEST_HEADING and not _ENDS.search(text):
        if size > _LARGER * body:
            return Part("heading", tuple(lines), 1 if size > _LARGER**3 * body else 2)
        if level := heading_level(text):
            return Part("heading", tuple(lines), level + 1)
    return Part("paragraph", tuple(lines))


def _over_pages(found: list[Part]) -> list[Part]:
    """Tables that run over a page's end put together."""
    merged: list[Part] = []
    for part in found:
        if merged and part.kind == merged[-1].kind == "table":
            merged[-1] = Part("table", merged[-1].lines + part.lines)
        else:
            merged.append(part)
    return merged


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of two lines of a text; 0 where there are none."""
    distances = [
        last.middle - line.middle
        for last, line in zip(lines, lines[1:], strict=False)
        if last.page == line.page
        and last.column_left == line.column_left
        and 0 < last.middle - line.middle < 3 * last.size
    ]
    return median(distances) if distances else 0.0


def without_bullet(text: str) -> str:
    """An item's words."""
    return _BULLET.sub("", text)
