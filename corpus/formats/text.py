"""Plain text, by the conventions of Chinese news pages.

The first line is the title; a line that is only a number opens a section whose name is the next short line; so does a
short line that begins ``一、`` or ``（一）``. Byline, source and date lines become metadata, picture credits are left
out of passages. The text itself stays as it is in the file.
"""

import re
from dataclasses import dataclass

from corpus.article import Block, BlockKind
from corpus.dates import iso_date
from corpus.draft import Draft

_LONGEST_HEADING = 40  # characters
_LONGEST_CREDIT = 60
_SENTENCE_END = "。！？!?；;…”’」』）)：:.,，、"
_NUMBER = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|0\d)[.、．]?")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部])"
)
_SEPARATOR = r"\s*[|｜:：丨/]\s*"
_AUTHOR = re.compile(rf"(?:文字|撰文|作者|记者|本报记者|文|By){_SEPARATOR}(?P<value>.+)", re.IGNORECASE)
_PUBLISHER = re.compile(rf"(?:来源|文章来源|稿源|转自|出处|Source){_SEPARATOR}(?P<value>.+)", re.IGNORECASE)
_DATE = re.compile(rf"(?:(?:发布|发表|刊发|更新)?(?:时间|日期)|Date){_SEPARATOR}(?P<value>.+)", re.IGNORECASE)
_URL = re.compile(rf"(?:原文)?(?:链接|地址|网址|URL){_SEPARATOR}(?P<value>https?://\S+)", re.IGNORECASE)
_CREDIT = re.compile(
    rf"(?:图片?(?:来源|源)?|图片|配图|题图|封面图?|摄影|摄|编辑|责编|责任编辑|校对|审核|监制|排版|视觉|值班主编){_SEPARATOR}.+"
)
_BARE_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its indentation, and where it stands in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read_text(text: str) -> Draft:
    """The article of a plain text; ``Draft.text`` is ``text`` unchanged."""
    draft = Draft(text=text)
    paragraphs = _paragraphs(text)
    for index, lines in enumerate(paragraphs):
        first = lines[0]
        if index == 0 and _is_short(first.text, _LONGEST_HEADING * 2):
            draft.title = first.text
            draft.blocks.append(Block(BlockKind.TITLE, first.start, first.end))
            lines = lines[1:]
        _read_lines(draft, lines)
    return draft


def _read_lines(draft: Draft, lines: list[_Line]) -> None:
    """Append the blocks of a run of lines that no blank line parts."""
    start: _Line | None = None  # of the paragraph that is open
    last = _Line("", 0)
    for line in lines:
        kind = _kind(draft, line)
        if start and (kind is not BlockKind.PARAGRAPH or last.text[-1:] in _SENTENCE_END):
            draft.blocks.append(Block(BlockKind.PARAGRAPH, start.start, last.end))
            start = None
        if kind is BlockKind.PARAGRAPH:
            start = start or line
        else:
            draft.blocks.append(Block(kind, line.start, line.end, level=1 if kind is BlockKind.HEADING else 0))
        last = line
    if start:
        draft.blocks.append(Block(BlockKind.PARAGRAPH, start.start, last.end))


def _kind(draft: Draft, line: _Line) -> BlockKind:
    if _read_credit(draft, line.text):
        return BlockKind.ASIDE
    if _NUMBER.fullmatch(line.text):
        return BlockKind.ASIDE  # the number alone; the section's name follows
    if _is_short(line.text, _LONGEST_HEADING):
        before = draft.blocks[-1] if draft.blocks else None
        after_number = (
            before and before.kind is BlockKind.ASIDE and _NUMBER.fullmatch(draft.text[before.start : before.end])
        )
        if after_number or _NUMBERED.match(line.text):
            return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _read_credit(draft: Draft, line: str) -> bool:
    """True if the line says who made the text or its pictures; what it says goes into the draft."""
    if len(line) > _LONGEST_CREDIT + (200 if "http" in line else 0):
        return False
    if match := _AUTHOR.fullmatch(line):
        draft.author = draft.author or match["value"].strip()
    elif match := _PUBLISHER.fullmatch(line):
        draft.publisher = draft.publisher or match["value"].strip()
    elif match := _URL.fullmatch(line):
        draft.url = draft.url or match["value"]
    elif match := _DATE.fullmatch(line):
        draft.date = draft.date or iso_date(match["value"])
    elif _BARE_DATE.fullmatch(line):
        draft.date = draft.date or iso_date(line)
    else:
        return bool(_CREDIT.fullmatch(line))
    return True


def _is_short(line: str, longest: int) -> bool:
    return len(line) <= longest and not line.endswith(("。", "；", ";", "，", ",", "：", ":"))


def _paragraphs(text: str) -> list[list[_Line]]:
    """Runs of lines that hold something, parted by blank lines."""
    runs: list[list[_Line]] = [[]]
    offset = 0
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            runs[-1].append(_Line(words, offset + len(raw) - len(raw.lstrip())))
        elif runs[-1]:
            runs.append([])
        offset += len(raw) + 1
    return [run for run in runs if run]
