"""What the styles of a Word document say of a paragraph: a title, a heading, an item of a list, a table of contents."""

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|標題", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\b.*|toc ?\d|目录.*|table of figures", re.IGNORECASE)
_ITEM = re.compile(r"list (?:bullet|number|continue).*|列表(?:项目符号|编号).*", re.IGNORECASE)
_BODY_LEVEL = 9  # an outline level that means: no heading
_DEEPEST = 20  # styles that a style may be based on, one upon the other


class Styles:
    """Looks up the style of paragraphs, and what it is based on."""

    def __init__(self, document: Any) -> None:
        self._names: dict[str, list[str]] = {}  # of a style and those it is based on, by its id
        self._levels: dict[str, int] = {}  # of a style's outline, from 1
        self._lists: set[str] = set()
        elements = {style.get(f"{_W}styleId"): style for style in document.styles.element.iterchildren(f"{_W}style")}
        for style_id, style in elements.items():
            lineage = [style]
            while (base := lineage[-1].find(f"{_W}basedOn")) is not None and len(lineage) < _DEEPEST:
                if (parent := elements.get(base.get(f"{_W}val"))) is None:
                    break
                lineage.append(parent)
            self._names[style_id] = [_value(ancestor.find(f"{_W}name")) for ancestor in lineage]
            for ancestor in reversed(lineage):
                if (level := _level(ancestor.find(f"{_W}pPr"))) is not None:
                    self._levels[style_id] = level
            if any(ancestor.find(f"{_W}pPr/{_W}numPr") is not None for ancestor in lineage):
                self._lists.add(style_id)

    def heading(self, paragraph: Any) -> int:
        """Level of a heading, from 1; 0 for another paragraph. Its own outline level counts before its style."""
        own = _level(paragraph.find(f"{_W}pPr"))
        if own is not None:
            return own
        for name in self._of(paragraph):
            if match := _HEADING.fullmatch(name):
                return int(match[1])
        return self._levels.get(self._id(paragraph), 0)

    def is_title(self, paragraph: Any) -> bool:
        """Whether it has the style Title."""
        return any(_TITLE.fullmatch(name) for name in self._of(paragraph)[:1])

    def is_contents(self, paragraph: Any) -> bool:
        """Whether it is a line of a table of contents."""
        return any(_CONTENTS.fullmatch(name) for name in self._of(paragraph))

    def is_centred(self, paragraph: Any) -> bool:
        """Whether it is set in the middle by itself, not by its style."""
        return _value(paragraph.find(f"{_W}pPr/{_W}jc")) == "center"

    def is_item(self, paragraph: Any) -> bool:
        """Whether it is an item of a list, by its style or by itself."""
        numbered = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if numbered is not None:
            return _value(numbered) != "0"  # 0 takes it out of its style's list
        return self._id(paragraph) in self._lists or any(_ITEM.fullmatch(name) for name in self._of(paragraph))

    def _of(self, paragraph: Any) -> list[str]:
        return self._names.get(self._id(paragraph), [])

    def _id(self, paragraph: Any) -> str:
        return _value(paragraph.find(f"{_W}pPr/{_W}pStyle"))


def _value(element: Any) -> str:
    return "" if element is None else element.get(f"{_W}val") or ""


def _level(properties: Any) -> int | None:
    """The outline level that a paragraph's or style's properties name: from 1, 0 for none at all."""
    outline = None if properties is None else properties.find(f"{_W}outlineLvl")
    written = _value(outline)
    if not written.isdigit():
        return None
    return int(written) + 1 if int(written) < _BODY_LEVEL else 0
