"""Articles into sentences and passages, as exact spans of the article's text."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from corpus.article import Article, Block

_SPACED_SCRIPT = 2.5  # characters of English that carry as much as one of Chinese
_SMALLEST_TAIL = 0.25  # of the limit: a last passage shorter than this joins the one before
_OPEN = dict(zip("（(《〈【[“‘「『", "）)》〉】]”’」』", strict=True))
_QUOTES = "”’」』"
_CLOSERS = "）)》〉】]”’」』\"'"
_LONGEST_BRACKET = 80  # characters: past that an open bracket is a slip, and sentences end again
_CONTINUES = "，,、；;：:的地得"
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|No|Nos|Fig|Vol|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
    r"|approx|e\.g|i\.e|a\.m|p\.m)|\b[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """``passage_chars``: longest passage of Chinese text, in characters; 2.5 times that for English."""

    passage_chars: int = 400

    def fingerprint(self) -> dict[str, int]:
        """The settings and the version of the rules, as the manifest keeps them."""
        return {"version": 1, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one section; what is embedded, found and shown."""

    article_id: str
    start: int
    end: int
    heading: str


def passages(article: Article, settings: SplitSettings) -> list[Passage]:
    """Passages of an article, in order, without overlap; a passage never crosses a heading.

    Whole paragraphs are kept together where they fit; a paragraph over the limit is parted between sentences.
    """
    limit = round(settings.passage_chars * (1 if article.language == "zh" else _SPACED_SCRIPT))
    found = []
    for heading, blocks in article.sections():
        units = [unit for block in blocks for unit in _units(article.text, block, limit)]
        for start, end in _pack(units, limit):
            found.append(Passage(article.id, start, end, heading))
    return found


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
    rest = text[after:end]
    if not rest:
        return True
    following = rest.lstrip("\"')]”’")
    if following[:1] and not following[0].isspace():
        return False
    beginning = following.lstrip()[:1]
    return not beginning.islower() and not _ABBREVIATION.search(text[max(start, after - 12) : after])


def _units(text: str, block: Block, limit: int) -> list[tuple[int, int]]:
    """A block as one unit where it fits the limit, else its sentences, else pieces of them."""
    if block.end - block.start <= limit:
        return [(block.start, block.end)]
    units = []
    for start, end in sentences(text, block.start, block.end):
        while end - start > limit:
            cut = _cut(text, start, start + limit)
            units.append((start, cut))
            start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
        units.append((start, end))
    return [unit for unit in units if unit[0] < unit[1]]


def _cut(text: str, start: int, latest: int) -> int:
    """The best place to cut, at most ``latest``: behind ；, else ，, else a space, else there."""
    for marks in ("；;\n", "，,、：:", " "):
        place = max(text.rfind(mark, start + 1, latest) for mark in marks)
        if place > start:
            return place + 1
    return latest


def _pack(units: list[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    packed: list[tuple[int, int]] = []
    for start, end in units:
        if packed and end - packed[-1][0] <= limit:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    if len(packed) > 1 and packed[-1][1] - packed[-1][0] < limit * _SMALLEST_TAIL:
        tail = packed.pop()
        packed[-1] = (packed[-1][0], tail[1])
    return packed
