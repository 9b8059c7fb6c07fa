"""Numbers with their units, as values: 五万亿元, 5万亿元, 50000亿元 and 5 trillion yuan are one amount."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from app.answer.verify.amount import Amount
from app.answer.verify.signs import sign
from app.answer.verify.units import UNIT, unit
from corpus.quantities import values

_DIGITS = "零〇一二两三四五六七八九"
_NUMBER = (
    r"(?:(?P<arabic>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?)[多余来]?"
    r"(?P<scale>[十百千]?[万亿]+|[百千](?![分米克瓦])|\s?(?:thousand|million|billion|trillion)\b)?"
    rf"|(?P<han>[{_DIGITS}十百千][{_DIGITS}十百千万亿]*(?:点[{_DIGITS}]+[万亿]*)?)"
    r"|(?P<bare>[十百千]?[万亿]+(?=[级元家人个亩台多余])))"
)
_FIGURE = re.compile(rf"(?P<ordinal>(?<!连续)第\s?)?(?P<sum>百分之)?{_NUMBER}[多余来]?\s?{UNIT}")
_FRACTION = re.compile(rf"(?P<below>[{_DIGITS}十\d]+)分之(?P<above>[{_DIGITS}十\d]+)")
_HALF = re.compile(r"一半|过半|半数|\bhalf\b")
_DOUBLE = re.compile(r"翻了?一?[番倍]|\bdoubl(?:e|ed|es|ing)\b|\btwice\b")
_FIRST = re.compile(r"首[位个家次批座款届创度]|居首|榜首|\bfirst\b")
_SMALL = {
    word: n
    for n, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=2,
    )
} | {"dozen": 12, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINALS = {
    word: n for n, word in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), start=2)
}
_SPELLED = re.compile(
    rf"\b(?:{'|'.join([*_SMALL, 'one', 'a'])})"
    rf"(?:[- ]+(?:and |point )?(?:{'|'.join(_SMALL)}|one|a|half|quarter|hundred|thousand|million|billion|trillion)\b)*"
)
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b|\b\d+(?:st|nd|rd|th)\b")
_IDENTIFIER = re.compile(
    r"[a-z]+[a-z0-9]*(?:[-.][a-z0-9]+)*\d[a-z0-9]*|\b\d+[a-oq-z][a-z0-9]*\b(?<!st)(?<!nd)(?<!rd)(?<!th)"
)
_HYPHEN = re.compile(r"(?<=[0-9a-z])-(?=(?:thousand|million|billion|trillion|yuan)\b)")
_JOINED = re.compile(r"\s*(?:[-—–~至到、和与]|and|to)\s*")
_SCALES = {
    **{"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8},
    **{"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
}
_SCALE = re.compile(r"[十百千]?[万亿]+|thousand|million|billion|trillion")
_NONE = Decimal(0)
_PARTLY = re.compile(r"[- ]and[- ]a[- ](?P<part>half|quarter)")
_PARTS = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}
_FEW = 100  # below it a Chinese number without a unit may be part of a word


@lru_cache(maxsize=2048)
def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of a plain text whose dates are blanked, in order. A list or range shares the unit of its last."""
    masked = _IDENTIFIER.sub(lambda match: "_" * len(match.group()), _HYPHEN.sub(" ", text))
    found = sorted([*_special(masked), *_figures(masked)], key=lambda amount: (amount.start, -amount.end))
    kept: list[Amount] = []
    for amount in found:
        if not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    for n in range(len(kept) - 2, -1, -1):
        this, behind = kept[n], kept[n + 1]
        if not this.unit and behind.unit and _JOINED.fullmatch(text, this.end, behind.start):
            scale = _SCALE.search(behind.words)
            scaled = {value * _scaled(scale.group() if scale else "") for value in this.values}
            kept[n] = replace(this, values=this.values | scaled, unit=behind.unit, loose=False)
    return tuple(kept)


def _figures(text: str) -> Iterator[Amount]:
    for match in _FIGURE.finditer(text):
        value = _value(match)
        if value is None:
            continue
        own = "%" if match["sum"] else "第" if match["ordinal"] else unit(match["unit"] or "")
        if own == "成":
            value, own = value * 10, "%"
        small = not match["arabic"] and value < _FEW and (not own or (value == 1 and own != "第"))
        yield _amount(text, match, value, own, small or match["han"] in ("一", "十"))


def _special(text: str) -> Iterator[Amount]:
    for match in _FRACTION.finditer(text):
        below, above = max(values(match["below"]), default=_NONE), max(values(match["above"]), default=_NONE)
        if below and above and match["below"] != "百":
            yield _amount(text, match, above / below * 100, "%")
    for pattern, value, own in ((_HALF, 50, "%"), (_DOUBLE, 2, "倍"), (_FIRST, 1, "第")):
        for match in pattern.finditer(text):
            yield _amount(text, match, Decimal(value), own, loose=pattern is _FIRST)
    for match in _ORDINAL.finditer(text):
        word = match.group()
        number = int(re.sub(r"\D", "", word)) if word[0].isdigit() else _ORDINALS[word]
        yield _amount(text, match, Decimal(number), "第", loose=number == 1)
    for match in _SPELLED.finditer(text):
        spelled = _spelled(match.group())
        if spelled > 1:
            behind = _UNIT_BEHIND.match(text, match.end())
            yield _amount(text, match, spelled, unit(behind["unit"] or "") if behind else "")


_UNIT_BEHIND = re.compile(rf"\s?{UNIT}")


def _spelled(words: str) -> Decimal:
    read = [value for value in values(_PARTLY.sub("", words)) if value]
    small = sum(_SMALL.get(word, 1 if word == "one" else 0) for word in re.split(r"[- ]+", words))
    number = max(read) if read else Decimal(small)
    scale = _SCALE.search(words)
    part = _PARTLY.search(words)
    return number + _PARTS[part["part"]] * _scaled(scale.group() if scale else "") if part else number


def _amount(text: str, match: re.Match[str], value: Decimal, own: str, loose: bool = False) -> Amount:
    start, end = match.span()
    said = sign(text, start, end, own)
    words = match.group().strip()
    return Amount(frozenset({value}), own, said.side, not said.about, words, start, end, said.capped, loose)


def _value(match: re.Match[str]) -> Decimal | None:
    if match["arabic"]:
        return Decimal(match["arabic"].replace(",", "")) * _scaled((match["scale"] or "").strip())
    if match["bare"]:
        return Decimal(_scaled(match["bare"]))
    whole, point, part = match["han"].partition("点")
    read = values(whole)
    if not read:
        return None
    digits = part.rstrip("万亿")
    decimals = "".join(str(max(values(digit))) for digit in digits)
    number = max(read) + Decimal(f"0.{decimals}") if point else max(read)
    return number * _scaled(part[len(digits) :])


def _scaled(scale: str) -> int:
    """What 万, 千亿 or billion multiply with."""
    if scale in _SCALES:
        return _SCALES[scale]
    product = 1
    for character in scale:
        product *= _SCALES[character]
    return product
