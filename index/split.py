"""Articles into passages, as exact spans of the article's text."""

from dataclasses import asdict, dataclass

from corpus.article import Article, Block
from corpus.sentences import sentences

_SPACED_SCRIPT = 2.5  # characters of English that carry as much as one of Chinese
_SMALLEST_TAIL = 0.25  # of the limit: a last passage shorter than this joins the one before


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """``passage_chars``: longest passage of Chinese text, in characters; 2.5 times that for English.

    A last piece of less than a quarter of it joins the passage before, which may then be a quarter longer.
    """

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


def _units(text: str, block: Block, limit: int) -> list[tuple[int, int]]:
    """A block as one unit where it fits the limit, else its sentences, else pieces of them."""
    if block.end - block.start <= limit:
        return [(block.start, block.end)]
    units = []
    for start, end in sentences(text, block.start, block.end):
        while end - start > limit:
            cut = _cut(text, start, start + limit)
            units.append((start, cut))
            start = cut
            while start < end and text[start].isspace():
                start += 1
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
