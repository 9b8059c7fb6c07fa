"""Numbers as values: 五万亿, 5万亿, 50000亿 and 5 trillion are one number."""

import re
import unicodedata
from decimal import Decimal

_CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_UNITS = {"万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ENGLISH = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_ARABIC = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>\s*(?:[十百千]?[万亿]+|[百千](?=[万亿])|thousand|million|billion|trillion)\b|[十百千]?[万亿]+|千(?=[家亿万个项元]))?",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[零〇一二三四五六七八九十百千两][零〇一二三四五六七八九十百千两万亿]*")
_WORDS = re.compile(r"[a-z]+(?:[\s-]+[a-z]+)*", re.IGNORECASE)


def arabic_values(text: str) -> list[tuple[str, frozenset[Decimal]]]:
    """Numbers written with digits, in order: the words, and the values they may stand for (with and without unit)."""
    found = []
    for match in _ARABIC.finditer(unicodedata.normalize("NFKC", text)):
        digits = Decimal(match["digits"].replace(",", ""))
        unit = (match["unit"] or "").strip().lower()
        found.append((match.group().strip(), frozenset({digits, digits * _multiplier(unit)})))
    return found


def values(text: str) -> frozenset[Decimal]:
    """All values that the numbers of a text may stand for, written with digits, in Chinese or in English words."""
    plain = unicodedata.normalize("NFKC", text)
    found = {value for _, pair in arabic_values(plain) for value in pair}
    found |= {value for match in _CHINESE.finditer(plain) if (value := _chinese(match.group())) is not None}
    found |= {value for _, value in english_values(plain)}
    return frozenset(found)


def english_values(text: str) -> list[tuple[str, Decimal]]:
    """Numbers spelled in English words with a unit from hundred on (``three hundred billion``), in order."""
    found = []
    for run in _WORDS.finditer(text.lower()):
        spelled: list[str] = []
        for word in [*re.split(r"[\s-]+", run.group()), ""]:
            if word in _ENGLISH or word in _UNITS or word == "hundred" or (word in ("and", "point") and spelled):
                spelled.append(word)
                continue
            while spelled and spelled[-1] in ("and", "point"):
                spelled.pop()
            if any(w in _ENGLISH for w in spelled) and any(w in _UNITS or w == "hundred" for w in spelled):
                found.append((" ".join(spelled), _english(spelled)))
            spelled = []
    return found


def _multiplier(unit: str) -> int:
    if unit in _UNITS:
        return _UNITS[unit]
    product = 1
    for character in unit:
        product *= _UNITS.get(character) or _CHINESE_UNITS[character]
    return product


def _chinese(written: str) -> Decimal | None:
    """Value of a Chinese numeral; None where it is no well-formed one (十五五)."""
    total, section, digit = 0, 0, None
    for character in written:
        if character in _CHINESE_DIGITS:
            if digit is not None and digit != 0:
                return _digit_by_digit(written)
            digit = _CHINESE_DIGITS[character]
        elif character in _CHINESE_UNITS:
            section += (1 if digit is None else digit) * _CHINESE_UNITS[character]
            digit = None
        else:
            section += digit or 0
            digit = None
            total, section = ((total + section) * 10**8, 0) if character == "亿" else (total + section * 10**4, 0)
    return Decimal(total + section + (digit or 0))


def _digit_by_digit(written: str) -> Decimal | None:
    """二〇二六 as 2026."""
    if len(written) == 4 and all(c in _CHINESE_DIGITS for c in written):
        return Decimal("".join(str(_CHINESE_DIGITS[c]) for c in written))
    return None


def _english(words: list[str]) -> Decimal:
    total, section, place = Decimal(0), Decimal(0), Decimal(0)
    for word in words:
        if word == "point":
            place = Decimal("0.1")
        elif word in _ENGLISH:
            section += _ENGLISH[word] * (place or 1)
            place /= 10
        elif word == "hundred":
            section = max(Decimal(1), section) * 100
        elif word in _UNITS:
            total += max(Decimal(1), section) * _UNITS[word]
            section, place = Decimal(0), Decimal(0)
    return total + section
