"""Names between the two scripts: Kunshan is 昆山, whose characters are read kun and shan."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from index.fold import HAN

_TABLE = Path(__file__).parent / "pinyin.txt"
_RUN = re.compile(f"[{HAN}]+")
_NO_PINYIN = frozenset("china change range game guide huge bandage may man long men can".split())
_SHORTEST = 4  # letters of a name of two syllables
_LONGEST = 6  # letters of a syllable
_MOST_SYLLABLES = 4  # of a name


@lru_cache(maxsize=1)
def _readings() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """The syllables of each character, and all of them."""
    of: dict[str, set[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        if syllable != "#":
            for character in characters:
                of.setdefault(character, set()).add(syllable)
    every = frozenset(s for own in of.values() for s in own)
    return {character: frozenset(own) for character, own in of.items()}, every


@lru_cache(maxsize=4096)
def is_pinyin(word: str) -> bool:
    """Whether a small-letter word reads as two Chinese syllables or more."""
    if len(word) < _SHORTEST or word in _NO_PINYIN or not word.isascii() or not word.isalpha():
        return False
    _, every = _readings()
    counts: list[int] = [0] + [-1] * len(word)  # most syllables up to here
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            if counts[start] >= 0 and word[start:end] in every:
                counts[end] = max(counts[end], counts[start] + 1)
    return counts[-1] >= 2


def is_syllables(word: str) -> bool:
    """Whether a small-letter word reads as Chinese syllables, one or more."""
    return any(_parted(word))


def readings_of(word: str) -> Iterator[tuple[str, ...]]:
    """For each way to part a small-letter word in two to four syllables, the characters that each can be."""
    for syllables in _parted(word):
        if 2 <= len(syllables) <= _MOST_SYLLABLES:
            yield tuple(_by_syllable()[syllable] for syllable in syllables)


@lru_cache(maxsize=1)
def _by_syllable() -> dict[str, str]:
    found: dict[str, str] = {}
    for character, own in _readings()[0].items():
        for syllable in own:
            found[syllable] = found.get(syllable, "") + character
    return found


def _parted(word: str) -> Iterator[tuple[str, ...]]:
    if not word:
        yield ()
    for end in range(1, min(_LONGEST, len(word)) + 1):
        if word[:end] in _by_syllable():
            yield from ((word[:end], *rest) for rest in _parted(word[end:]))


def read_as(word: str, text: str) -> bool:
    """Whether characters that stand side by side in a Chinese text are read as this word."""
    return any(_reads(word, run.group(), start) for run in _RUN.finditer(text) for start in range(len(run.group())))


def _reads(word: str, run: str, at: int) -> bool:
    if not word:
        return True
    if at >= len(run):
        return False
    readings, _ = _readings()
    return any(
        word.startswith(syllable) and _reads(word[len(syllable) :], run, at + 1)
        for syllable in readings.get(run[at], ())
    )


def spelled_in(name: str, text: str) -> bool:
    """Whether a plain text in Latin letters holds a Chinese name as it is read: 昆山 in ``kunshan set up``."""
    return any(spelling in text for spelling in spellings(name))


def spellings(name: str) -> list[str]:
    """How a Chinese name may be spelled in small letters, 64 ways at most; none where a character is not known."""
    readings, _ = _readings()
    found = [""]
    for character in name:
        found = [start + syllable for start in found for syllable in sorted(readings.get(character, ()))][:64]
    return [spelling for spelling in found if spelling]
