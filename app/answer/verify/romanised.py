"""Names between the two scripts: Kunshan is 昆山, whose characters are read kun and shan."""

import re
from functools import lru_cache
from pathlib import Path

from app.answer.verify.plain import HAN

_TABLE = Path(__file__).parent / "pinyin.txt"
_RUN = re.compile(f"[{HAN}]+")
_NO_PINYIN = frozenset("china change range game guide huge bandage may man long men can".split())
_SHORTEST = 4  # letters of a name of two syllables
_LONGEST = 6  # letters of a syllable


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
    readings, _ = _readings()
    spellings = [""]
    for character in name:
        spellings = [start + syllable for start in spellings for syllable in readings.get(character, ())][:64]
    return any(spelling and spelling in text for spelling in spellings)
