"""Names that a text is known to hold: places, what the corpus is tagged with, what is quoted, English ones."""

import re
from functools import lru_cache

from app.answer.verify.plain import is_chinese, plain
from index.generation import Generation
from index.names.places import PLACE
from index.names.romanised import is_pinyin
from index.names.words import is_proper

Name = tuple[str, int, int]
"""A name, and where it begins and ends in a plain text."""

QUOTED = re.compile(r"《([^》]{1,40})》|“([^”]{1,40})”")
CAPITAL = re.compile(r"\b[A-Z][A-Za-z0-9]*")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_LONGEST_TAG = 16


def places(text: str) -> list[Name]:
    """Provinces, cities and some districts and countries."""
    return [(match.group(), *match.span()) for match in PLACE.finditer(text)]


def quoted(text: str) -> list[Name]:
    """What stands in quotation marks or is a title."""
    return [(match.group(), *match.span()) for match in QUOTED.finditer(text)]


def proper(text: str, generation: Generation) -> list[Name]:
    """What the corpus is tagged with and is not made of common words alone."""
    pattern = _tags(generation)
    found = pattern.finditer(text) if pattern else ()
    return [(match.group(), *match.span()) for match in found if is_proper(match.group())]


def capitalised(raw: str, text: str) -> list[Name]:
    """English names in ``text``, the plain form of ``raw``: those read as Chinese, and those with a capital inside."""
    words = {word.casefold() for word in CAPITAL.findall(raw) if is_pinyin(word.casefold()) or _CAMEL.search(word)}
    return [(m.group(), *m.span()) for m in re.finditer(r"[a-z][a-z0-9]*", text) if m.group() in words]


@lru_cache(maxsize=1)  # a generation that was replaced is not kept in memory by it
def _tags(generation: Generation) -> re.Pattern[str] | None:
    """What the articles of a generation are tagged with, the longest first."""
    tags = {plain(tag) for entry in generation.entries() for tag in entry.tags}
    kept = sorted(
        (tag for tag in tags if 2 <= len(tag) <= _LONGEST_TAG and is_chinese(tag)), key=lambda tag: (-len(tag), tag)
    )
    return re.compile("|".join(map(re.escape, kept))) if kept else None
