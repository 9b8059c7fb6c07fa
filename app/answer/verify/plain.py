"""The form in which sentence and evidence are compared, and the clauses it falls into."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.fold import HAN, fold, terms_of_folded

_COMMA = "，"  # NFKC would make it one of 1,234
_CLAUSE = re.compile(r"[，。；;！？!?：:\n|]+|,(?!\d)|(?<!\d),|\.(?=\s|$)")
_ENDS = "。！？!?\n;；"
_QUOTED = re.compile(r"《[^》]{1,40}》|“[^”]{1,40}”|「[^」]{1,40}」|\"[^\"]{1,40}\"")
_SAME = (
    (re.compile(r"(?:地区|国内)?生产总值"), "gdp", "地区生产总值"),
    (re.compile(r"人工智能"), "ai", "人工智能"),
    (re.compile(r"首席执行官"), "ceo", "首席执行官"),
    (re.compile(r"首次公开募股"), "ipo", "首次公开募股"),
)
_HAN = re.compile(f"[{HAN}]")
_LETTER = re.compile("[A-Za-z]")
_FEW = 0.25  # Chinese characters a Latin letter


@dataclass(frozen=True, slots=True)
class Clause:
    """Words between two marks. ``sentence`` counts the sentences of the text it is from."""

    text: str
    terms: frozenset[str]
    sentence: int


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """``fold``, but a full-width comma stays one, so that it never joins two numbers, and 人工智能 is ai."""
    folded = _COMMA.join(fold(part) for part in text.split(_COMMA))
    for pattern, short, _ in _SAME:
        folded = pattern.sub(short, folded)
    return folded


def as_written(words: str, sentence: str) -> str:
    """Words of a plain sentence as the sentence itself has them."""
    for spelling in (words, *(words.replace(short, long) for _, short, long in _SAME)):
        if found := re.search(re.escape(spelling), sentence, re.IGNORECASE):
            return found.group()
    return words


@lru_cache(maxsize=2048)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a plain text, in order, without empty ones."""
    found: list[Clause] = []
    at = sentence = 0
    for mark in [*_CLAUSE.finditer(text), None]:
        words = text[at : mark.start() if mark else len(text)].strip()
        if words:
            found.append(Clause(words, frozenset(terms_of_folded(words)), sentence))
        if mark:
            at = mark.end()
            sentence += mark.group() == "." or any(c in _ENDS for c in mark.group())
    return tuple(found)


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese: an English one may have a few Chinese names."""
    return len(_HAN.findall(text)) > _FEW * len(_LETTER.findall(text))


def unquoted(text: str) -> str:
    """A text with blanks for what it quotes, whose words say nothing of their own: 《行动计划》 plans nothing here."""
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)


def pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters."""
    return frozenset(map(str.__add__, text, text[1:]))


def aligned(clause: Clause, others: tuple[Clause, ...]) -> Clause | None:
    """The clause with most of this one's terms, the earliest of equals; None if none has any."""
    best = max(others, key=lambda other: len(clause.terms & other.terms), default=None)
    return best if best and clause.terms & best.terms else None
