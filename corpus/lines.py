"""Words of a line as a reader sees them, and lines that a typesetter broke put together again."""

import re
from collections.abc import Sequence

_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BLANK = re.compile(r"\s+")
_CHINESE = re.compile(r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_EITHER = "“”‘’…—"  # marks of Chinese and of English: which, their neighbour tells
_BROKEN_WORD = re.compile(r"(?:^|[^\w-])[A-Za-z]*[a-z]{2}-$")  # a word with no other hyphen


def tidy(text: str) -> str:
    """``text`` on one line, without characters that are not seen, with one blank for every run of white space."""
    return _BLANK.sub(" ", _UNSEEN.sub("", text)).strip()


def joined(lines: Sequence[str]) -> str:
    """Lines of one paragraph as one: with nothing between where Chinese stands on either side, else with a blank.

    A word that was parted at a line's end is put together; a hyphen that belongs to it (``state-of-the-/art``,
    ``2025-/2026``) stays.
    """
    parts: list[str] = []
    for line in lines:
        if not line:
            continue
        before = parts[-1] if parts else ""
        if before and _BROKEN_WORD.search(before[-40:]) and line[0].islower():
            parts[-1] = before[:-1]
        elif before and not before.endswith(("-", "–", "/")) and not _is_chinese(before, line):
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _is_chinese(before: str, after: str) -> bool:
    left = before[-2:-1] if before[-1] in _EITHER else before[-1]
    right = after[1:2] if after[0] in _EITHER else after[0]
    return bool(_CHINESE.match(left) or _CHINESE.match(right))
