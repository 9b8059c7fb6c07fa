"""What two spellings have in common: the forms texts are compared in. Spans stay on the text as written."""

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""Chinese characters as texts are mostly written in, for a character class."""
_RUN = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>\d+(?:[.,]\d+)*|(?:(?![{_CJK}])[^\W\d_])+|\d)")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _to_simplified() -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC("t2s")
    return converter


def simplify(text: str) -> str:
    """Traditional characters as Simplified ones (OpenCC ``t2s``), full-width letters and digits as half-width."""
    return _to_simplified().convert(unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """``simplify`` without case: equal for texts a reader would call the same words. The length may change."""
    return simplify(text).casefold()


def terms(text: str) -> list[str]:
    """Terms of a text for lexical search, in order, with repeats.

    A run of Chinese characters gives its overlapping pairs (a lone one itself), so that a word is found wherever it
    stands; Latin words and numbers are terms of their own, thousands separators left out.
    """
    return terms_of_folded(fold(text))


def characters(text: str) -> list[str]:
    """Chinese characters of a text, and its Latin words and numbers, in order, with repeats."""
    return characters_of_folded(fold(text))


def terms_of_folded(folded: str) -> list[str]:
    """``terms`` of a text that ``fold`` gave."""
    found: list[str] = []
    for match in _RUN.finditer(folded):
        word, run = match["word"], match["cjk"]
        if word:
            found.append(_plain(word))
        elif len(run) == 1:
            found.append(run)
        else:
            found.extend(map(str.__add__, run, run[1:]))
    return found


def characters_of_folded(folded: str) -> list[str]:
    """``characters`` of a text that ``fold`` gave."""
    found: list[str] = []
    for match in _RUN.finditer(folded):
        word = match["word"]
        if word:
            found.append(_plain(word))
        else:
            found.extend(match["cjk"])
    return found


def _plain(word: str) -> str:
    return word.replace(",", "") if word[0].isdigit() else word
