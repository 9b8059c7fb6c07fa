"""Where a text says what was searched for: in any spelling, simplified or traditional, full or half width."""

import re
from functools import lru_cache
from html import escape

from index.fold import fold, terms

_WORD = re.compile(r"[^\W\d_]+|\d+")


def marked(text: str, question: str) -> str:
    """``text`` as HTML with the terms of ``question`` in ``mark``."""
    html, at = "", 0
    for start, end in places(text, question):
        html += f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>"
        at = end
    return html + escape(text[at:])


def places(text: str, question: str) -> list[tuple[int, int]]:
    """Half-open ranges of code points, in order and apart, that hold a term of the question."""
    letters = [(place, letter) for place, character in enumerate(text) for letter in _folded(character)]
    folded = "".join(letter for _, letter in letters)
    hit = [False] * len(text)
    for term in set(terms(question)):
        for match in re.finditer(_pattern(term), folded):
            for place, _ in letters[match.start() : match.end()]:
                hit[place] = True
    found: list[tuple[int, int]] = []
    for place, is_hit in enumerate(hit):
        if not is_hit:
            continue
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _pattern(term: str) -> str:
    """Words and numbers whole, Chinese characters wherever they stand; a number with or without its separators."""
    if not term.isascii() or not _WORD.match(term):
        return re.escape(term)
    inner = ",?".join(map(re.escape, term)) if term.isdecimal() else re.escape(term)
    return rf"(?<![a-z0-9]){inner}(?![a-z0-9])"


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    """A character in the form texts are compared in: one by one, so that its place in the text is known."""
    return fold(character)
