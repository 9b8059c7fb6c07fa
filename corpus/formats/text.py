"""Plain text, by the conventions of Chinese news pages.

The first line is the title; a line that is only a number opens a section whose name is the next short line; so does a
short line that begins ``一、`` or ``（一）``. Byline, source and date lines become metadata; they, picture credits and
what a page says of itself are left out of passages. The text itself stays as it is in the file.
"""

import re
from dataclasses import dataclass

from corpus.article import Block, BlockKind
from corpus.boilerplate import Asides
from corpus.draft import Draft
from corpus.headings import LONGEST, heading_level, is_short

_SENTENCE_END = "。！？!?；;…”’」』）)：:.,，、"
_NUMBER = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|0\d)[.、．]?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its indentation, and where it stands in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read_text(text: str, titled: bool = True) -> Draft:
    """The article of a plain text; ``Draft.text`` is ``text`` unchanged.

    ``titled``: whether its first line may be its title.
    """
    draft = Draft.of(text)
    draft.format = "text"
    paragraphs = _paragraphs(text)
    asides = Asides(draft, sum(len(lines) for lines in paragraphs))
    for index, lines in enumerate(paragraphs):
        first = lines[0]
        if titled and index == 0 and is_short(first.text, LONGEST * 2):
            draft.title = first.text
            draft.blocks.append(Block(BlockKind.TITLE, first.start, first.end))
            lines = lines[1:]
        _read_lines(draft, asides, lines)
    return draft


def _read_lines(draft: Draft, asides: Asides, lines: list[_Line]) -> None:
    """Append the blocks of a run of lines that no blank line parts."""
    start: _Line | None = None  # of the paragraph that is open
    last = _Line("", 0)
    for line in lines:
        kind = _kind(draft, asides, line)
        if start and (kind is not BlockKind.PARAGRAPH or last.text[-1:] in _SENTENCE_END):
            draft.blocks.append(Block(BlockKind.PARAGRAPH, start.start, last.end))
            start = None
        if kind is BlockKind.PARAGRAPH:
            start = start or line
        else:
            level = (heading_level(line.text) or 1) if kind is BlockKind.HEADING else 0
            draft.blocks.append(Block(kind, line.start, line.end, level))
        last = line
    if start:
        draft.blocks.append(Block(BlockKind.PARAGRAPH, start.start, last.end))


def _kind(draft: Draft, asides: Asides, line: _Line) -> BlockKind:
    numbered = heading_level(line.text) > 0
    if asides.takes(line.text, heads=numbered):
        return BlockKind.ASIDE
    if _NUMBER.fullmatch(line.text):
        return BlockKind.ASIDE  # the number alone; the section's name follows
    before = draft.blocks[-1] if draft.blocks else None
    after_number = (
        before and before.kind is BlockKind.ASIDE and _NUMBER.fullmatch(draft.text[before.start : before.end])
    )
    return BlockKind.HEADING if numbered or (after_number and is_short(line.text)) else BlockKind.PARAGRAPH


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
