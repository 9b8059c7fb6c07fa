"""Years, months, days and the like that a text names."""

import re
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = {
    name: n
    for n, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items()} | {"sept": 9}
_MONTH_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_HAN = "一二三四五六七八九十"
_HAN_MONTHS = {
    **{c: n for n, c in enumerate(_HAN, start=1)},
    "十一": 11,
    "十二": 12,
}
_COUNTED = r"(?!\d|[,.]\d|\s?[万亿家个元项座人名条款台辆架亩米吨%岁倍]|\s?(?:yuan|per ?cent|companies|people|million))"
_YEAR = re.compile(rf"(?<![\d.,])(?P<year>(?:19|20)\d\d)(?P<mark>年)?{_COUNTED}")
_HAN_YEAR = re.compile(r"[一二][零〇九][零〇一二三四五六七八九]{2}(?=年)")
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?(?!\d)")
_MONTH = re.compile(
    rf"(?P<first>\d{{1,2}})?(?:[-—–~至到])?(?P<month>\d{{1,2}}|十[一二]|[{_HAN}])月(?:份)?(?:(?P<day>\d{{1,2}})[日号])?"
)
_ENGLISH = re.compile(
    rf"(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+)?\b(?P<name>{_MONTH_NAME})\b\.?(?:\s+(?P<behind>\d{{1,2}})(?!\d))?"
)
_PART = re.compile(
    r"上半年|下半年|[第前]?[一二三四1-4]季度|年初|年末|年底|年中|\bfirst half\b|\bsecond half\b|\bq[1-4]\b"
)
_OTHER_WORDS = ("may", "mar", "dec", "sep")  # mean a month only beside a day
_LONGEST = 20  # years of a span of which each is meant
_PARTS = {"年末": "年底", "first half": "上半年", "second half": "下半年"}
_SPANNED = re.compile(r"((?:19|20)\d\d)年?(?:[-—–~至到]|\s?(?:to|until)\s)((?:19|20)\d\d)")
_EACH = re.compile(r"依次|分别|逐年|各|respectively|each")


@dataclass(frozen=True, slots=True)
class Dates:
    """What a text names: months as (month, 0) or (month, day); ``rest`` is the text with blanks in their place."""

    years: frozenset[str]
    months: frozenset[tuple[int, int]]
    parts: frozenset[str]
    rest: str

    def has_month(self, month: int, day: int) -> bool:
        """Whether this month, and if it is not 0 this day of it, is named."""
        return any(m == month and day in (0, d) for m, d in self.months)


@lru_cache(maxsize=2048)
def dates(text: str) -> Dates:
    """The dates of a plain text."""
    years: set[str] = set()
    months: set[tuple[int, int]] = set()
    for first, last in _SPANNED.findall(text) if _EACH.search(text) else ():
        years |= {str(year) for year in range(int(first), min(int(last), int(first) + _LONGEST) + 1)}
    for match in _ISO.finditer(text):
        if 1 <= int(match["month"]) <= 12:
            years.add(match["year"])
            months.add((int(match["month"]), int(match["day"] or 0)))
            text = _blanked(text, match)
    for match in _HAN_YEAR.finditer(text):
        years.add("".join(str("零一二三四五六七八九".find(c.replace("〇", "零"))) for c in match.group()))
        text = _blanked(text, match)
    for match in _YEAR.finditer(text):
        years.add(match["year"])
        text = _blanked(text, match)
    text = _take_months(text, months)
    parts = {_PARTS.get(part, part) for part in _PART.findall(text)}
    return Dates(frozenset(years), frozenset(months), frozenset(parts), _PART.sub(_blank, text))


def _take_months(text: str, months: set[tuple[int, int]]) -> str:
    """Add the months of a text whose years are blanked, and blank them, too."""
    for match in _MONTH.finditer(text):
        for written in (match["first"], match["month"]):
            number = _HAN_MONTHS.get(written or "") or int(written or 0)
            if 1 <= number <= 12:
                months.add((number, int(match["day"] or 0) if written is match["month"] else 0))
        text = _blanked(text, match)
    for match in _ENGLISH.finditer(text):
        day = match["before"] or match["behind"]
        if match["name"] not in _OTHER_WORDS or day:
            months.add((_MONTHS[match["name"]], int(day or 0)))
            text = _blanked(text, match)
    return text


def year_places(text: str) -> list[tuple[str, int, int]]:
    """The years of a plain text with where they stand, in order."""
    return [(match["year"], *match.span()) for match in _YEAR.finditer(text)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blanked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * len(match.group()) + text[match.end() :]
