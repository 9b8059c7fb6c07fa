"""Headings of Chinese documents that only their numbers tell: 第一章, 一、, （一）."""

import re
from collections.abc import Sequence

from corpus.lines import joined

LONGEST = 40  # characters
_NUMERAL = "[一二三四五六七八九十百]{1,4}"
_NUMBERED = (
    re.compile(rf"第{_NUMERAL}(?:章|编|篇|部分?|节)(?!的)"),
    re.compile(rf"{_NUMERAL}[、.．]"),
    re.compile(rf"[（(]{_NUMERAL}[)）]"),
)
_LETTERHEAD = re.compile(r".{2,24}(?:文件|公报|日报|晚报|周刊|简报|内参)")
_STATES = ("。", "；", ";", "，", ",", "：", ":")


def is_short(line: str, longest: int = LONGEST) -> bool:
    """Whether ``line`` may be a title or a heading: of at most ``longest`` characters, and no sentence."""
    return len(line) <= longest and not line.endswith(_STATES)


def heading_level(line: str) -> int:
    """Level of a numbered heading, from 1, so that a heading stands under those above it; 0 for any other line."""
    if not is_short(line):
        return 0
    return next((level for level, pattern in enumerate(_NUMBERED, 1) if pattern.match(line)), 0)


def is_letterhead(line: str) -> bool:
    """Whether a large line is but the name of an office or a paper: 某市人民政府文件."""
    return bool(_LETTERHEAD.fullmatch(line.replace(" ", "")))


def title_of_lines(lines: Sequence[str]) -> str:
    """The title that stands in some lines at a document's head: without a letterhead."""
    named = [line for line in lines if not is_letterhead(line)]
    return joined(named or lines)
