"""Where sentences begin and end, in Chinese and English text."""

import re
from collections.abc import Iterator

from corpus.article import STATING, Article, BlockKind, Span

_OPEN = dict(zip("（(《〈【[“‘「『", "）)》〉】]”’」』", strict=True))
_CLOSERS = "）)》〉】]”’」』\"'"
_LONGEST_BRACKET = 80  # characters: past that an open bracket is a slip, and sentences end again
_LOOK_AHEAD = 20  # characters behind a full stop that tell whether a sentence begins there
_CONTINUES = "，,、；;：:的地得"
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|No|Nos|Fig|Vol|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
    r"|approx|e\.g|i\.e|a\.m|p\.m)|\b[A-Z])\.$"
)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text[start:end]``, in order; only white space lies between them.

    A mark inside brackets, a title or a quotation ends no sentence unless the quotation itself ends there with 。;
    a full stop between digits, in an abbreviation or before a small letter ends none.
    """
    found = []
    at = start
    for stop in [*_stops(text, start, end), end]:
        piece = text[at:stop]
        if words := piece.strip():
            first = at + len(piece) - len(piece.lstrip())
            found.append((first, first + len(words)))
        at = stop
    return found


def statements(article: Article, start: int, end: int) -> list[Span]:
    """What an article states between ``start`` and ``end``, in order: sentences, and table rows whole."""
    found: list[tuple[int, int]] = []
    for block in article.blocks:
        first, last = max(start, block.start), min(end, block.end)
        if first < last and block.kind in STATING:
            row = block.kind is BlockKind.ROW
            found += [(first, last)] if row else sentences(article.text, first, last)
    return [Span(article.id, first, last) for first, last in found]


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    brackets: list[tuple[str, int]] = []
    position = start
    while position < end:
        character = text[position]
        position += 1
        if character in _OPEN:
            brackets.append((_OPEN[character], position))
        elif brackets and character == brackets[-1][0]:
            brackets.pop()
        elif character in "。！？!?" or (character == "." and _is_full_stop(text, start, position, end)):
            while position < end and text[position] in "。！？!?…":
                position += 1
            closed = [b for b in brackets if position - b[1] > _LONGEST_BRACKET]
            brackets = [] if closed else brackets
            outside, after = _close(text, position, end, brackets)
            if outside and not _goes_on(text, position, after, end):
                position, brackets = after, []
                yield position


def _close(text: str, position: int, end: int, brackets: list[tuple[str, int]]) -> tuple[bool, int]:
    """Whether all open brackets close right at ``position``, and the position behind the closing marks."""
    open_ones = [closer for closer, _ in brackets]
    while position < end and text[position] in _CLOSERS:
        if open_ones and text[position] == open_ones[-1]:
            open_ones.pop()
        elif open_ones or text[position] not in "\"'":
            break
        position += 1
    return not open_ones, position


def _goes_on(text: str, stop: int, after: int, end: int) -> bool:
    """Whether the sentence continues behind closing marks: ``“为什么？”他问。``, ``《行动！》的``."""
    if after == stop or after >= end or text[after].isspace():
        return False
    return text[after] in _CONTINUES or text[stop - 1] != "。"


def _is_full_stop(text: str, start: int, after: int, end: int) -> bool:
    following = text[after : min(end, after + _LOOK_AHEAD)].lstrip("\"')]”’")
    if following and not following[0].isspace():
        return False
    beginning = following.lstrip()[:1]
    return not beginning.islower() and not _ABBREVIATION.search(text[max(start, after - 12) : after])
