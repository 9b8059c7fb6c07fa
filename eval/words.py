"""A text as the words and the numbers a reader sees in it: 五万亿, 5万亿, 50000亿 and 5 trillion are one number."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from corpus.quantities import english_values, values
from index.fold import fold

_DIGIT = "零〇一二三四五六七八九两"
_SCALE = "[十百千]?[万亿]+|[百千](?![分米克瓦])"
_ONES = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_SCALES = "thousand|million|billion|trillion"
_TOKEN = re.compile(
    r"(?P<arabic>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:[ \u00a0]?(?P<scale>{_SCALE}|(?:{_SCALES})(?![a-z])))?"
    rf"|(?<![数几唯统])(?P<han>[{_DIGIT}十百千][{_DIGIT}十百千万亿]*+)(?:点(?P<part>[{_DIGIT}]+)(?P<part_scale>[万亿]*))?(?!几)"
    rf"|(?P<spelled>(?<![a-z])(?:{_ONES})(?:(?:[ -]|[ -]and[ -])(?:{_ONES}|point|hundred|{_SCALES}))*(?![a-z]))"
    r"|(?P<percent>%|(?<![a-z])per ?cent(?![a-z]))"
    r"|(?P<latin>[a-z\u00df-\u024f]+)"
    r"|(?P<other>[^\s])",
    re.DOTALL,
)
_HUNDREDTHS = re.compile(rf"百分之(?P<number>[{_DIGIT}十百]+(?:点[{_DIGIT}]+)?|\d+(?:\.\d+)?)")
_WIDE_SEPARATOR = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_COMMA = "，"  # fold would make it one that parts thousands
_NEGATIVE = re.compile(r"(?<![0-9a-z年月日号时度至—–-])[-−](?=\d)")
_MEASURES = frozenset(
    "p pflops eflops flops nm um mm cm km kg kw mw gw kwh mwh gwh mb gb tb pb hz mhz ghz yuan rmb usd cny mu".split()
)
_CURRENCIES = frozenset("rmb cny usd us hk hkd eur".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A number, a Latin word, or one other character.

    ``key`` is the number's value, or the folded word or character. ``bare`` is the value without its unit: 5 of 5万亿;
    None for what is no number. ``glued``: the word before it ends right there and makes one name with it, as in H100
    and 5G.
    """

    key: str | Decimal
    bare: Decimal | None = None
    glued: bool = False


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in any spelling (``index.fold.fold``), in order; blanks are left out."""
    plain = _HUNDREDTHS.sub(r"\g<number>%", _COMMA.join(fold(part) for part in _joined(text).split(_COMMA)))
    found: list[Word] = []
    end, minus = -1, {match.start() for match in _NEGATIVE.finditer(plain)}
    negative = False
    for match in _TOKEN.finditer(plain):
        if match.start() in minus:
            negative = True
            continue
        new = _words(match)
        if found and match.start() == end and new[0] is not None and _is_name(found[-1], new[0]):
            new[0] = Word(new[0].key, new[0].bare, glued=True)
        if negative and isinstance(new[0].key, Decimal):
            new[0] = Word(-new[0].key, -(new[0].bare or new[0].key))
        found += new
        end, negative = match.end(), False
    return tuple(found)


def _joined(text: str) -> str:
    """A text whose full-width thousands separators are written as half-width ones: ５０，０００ is one number."""
    return _WIDE_SEPARATOR.sub(",", text)


def _words(match: re.Match[str]) -> list[Word]:
    if match["arabic"]:
        bare = Decimal(match["arabic"].replace(",", ""))
        return [Word(bare * _scale(match["scale"] or ""), bare)]
    if match["han"]:
        value = _chinese(match)
        return [Word(c) for c in match.group()] if value is None else [Word(value, value)]
    if match["spelled"]:
        value = _english(match["spelled"])
        return [Word(value, value)]
    return [Word("%" if match["percent"] else match.group())]


def _is_name(before: Word, this: Word) -> bool:
    """Whether letters and digits that touch are one name (H100, 5G), and not a number with its unit (28nm, RMB300)."""
    if isinstance(this.key, Decimal):
        return isinstance(before.key, str) and _is_latin(before.key) and before.key not in _CURRENCIES
    return isinstance(before.key, Decimal) and _is_latin(this.key) and this.key not in _MEASURES


def _is_latin(word: str) -> bool:
    return "a" <= word[0] <= "z" or "\u00df" <= word[0] <= "\u024f"


def _scale(written: str) -> Decimal:
    """What 万, 千亿 or billion multiply with; 1 for nothing."""
    return max(values(f"1{written}")) if written else Decimal(1)


def _chinese(match: re.Match[str]) -> Decimal | None:
    """Value of a Chinese numeral, 三点五万亿 too; None where it is no well-formed one (十五五, 两三)."""
    read = values(match["han"])
    if not read or not match["part"]:
        return max(read, default=None)
    digits = "".join(str(max(values(digit))) for digit in match["part"])
    return Decimal(f"{max(read)}.{digits}") * _scale(match["part_scale"] or "")


def _english(spelled: str) -> Decimal:
    """Value of a number in words: ``corpus.quantities`` reads those with a unit, so a smaller one is lent one."""
    read = english_values(spelled)
    return read[0][1] if read else english_values(f"{spelled} thousand")[0][1] / 1000
