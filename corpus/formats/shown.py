"""A cell's value as its spreadsheet shows it."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?")
_DATE_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[[^\]]*\]|(?P<ampm>AM/PM|上午/下午)|(?P<token>y+|m+|d+|h+|s+)|(?P<other>.)',
    re.IGNORECASE,
)
_MOST_DIGITS = 11  # of a number in the format General
_LARGEST = 1e12  # a larger number is shown as it is
_MOST_DECIMALS = 12
_MOST_INTEGER = 30  # digits


def shown(value: object, number_format: str = "General") -> str:
    """``0.125`` in the format ``0.0%`` → ``12.5%``; a date by its format, else ISO 8601; nothing for an empty cell."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, number_format)
        case datetime.datetime() | datetime.date() | datetime.time():
            return _date(value, number_format)
        case datetime.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    sections = _SECTION.split(number_format)
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    literal = _QUOTED.sub(lambda match: "\0" * len(match[1] or match[2] or match[3] or ""), section)
    digits = _DIGITS.search(literal)
    if (
        abs(value) > _LARGEST
        or not digits
        or "General" in section
        or "E+" in section
        or "/" in literal
        or "@" in section
    ):
        return _general(value)
    number = Decimal(repr(value)) * (100 if "%" in literal else 1)
    whole = digits[0].rstrip(",")
    number /= 1000 ** (len(digits[0]) - len(whole))  # a comma behind the digits: in thousands
    least, most = _decimals(whole)
    rounded = abs(number).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    if most > least:
        text = text[: len(text) - (most - least)] + text[len(text) - (most - least) :].rstrip("0")
        text = text.rstrip(".")
    sign = "-" if value < 0 and len(sections) < 2 and rounded else ""
    before, after = _literals(section)
    return f"{sign}{before}{text}{after}"


def _literals(section: str) -> tuple[str, str]:
    """What a format writes before and behind the digits: ``¥``, ``%``, ``万元``."""
    parts = _QUOTED.split(section)
    # split gives: text, three groups, text, three groups … : the groups are words, the texts hold the digits
    before, after, seen = "", "", False
    for number, part in enumerate(parts):
        if not part:
            continue
        words = part if number % 4 else ""
        if not number % 4:
            found = _DIGITS.search(part)
            if found and not seen:
                before += part[: found.start()]
                words, seen = part[found.end() :], True
            else:
                words = part
        if seen:
            after += words
        else:
            before += words
    return before.strip(), after.strip()


def _decimals(digits: str) -> tuple[int, int]:
    """The fewest and the most decimals that a format shows: ``0.0##`` → 1, 3."""
    decimals = digits.partition(".")[2]
    return min(decimals.count("0"), _MOST_DECIMALS), min(len(decimals), _MOST_DECIMALS)


def _general(value: int | float) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**_MOST_INTEGER else f"{Decimal(value):.{_MOST_DIGITS - 1}e}"
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    rounded = Decimal(f"{value:.{_MOST_DIGITS - 1}g}")
    return f"{rounded.normalize():f}" if abs(rounded) >= Decimal("1e-9") else f"{value:g}"


def _date(value: datetime.datetime | datetime.date | datetime.time, number_format: str) -> str:
    if not re.search("[年月日时]", number_format):
        if isinstance(value, datetime.datetime):
            midnight = value.time() == datetime.time()
            return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
        return value.isoformat("minutes") if isinstance(value, datetime.time) else value.isoformat()
    text, last = "", ""
    for match in _DATE_TOKEN.finditer(_SECTION.split(number_format)[0]):
        token = (match["token"] or "").lower()
        text += (
            (match["quoted"] or match["escaped"] or match["other"] or "") if not token else _part(value, token, last)
        )
        last = token or last
    return text.strip()


def _part(value: datetime.datetime | datetime.date | datetime.time, token: str, last: str) -> str:
    """The part of a date that a run of letters of its format stands for; ``m`` behind hours is minutes."""
    name = {"y": "year", "m": "minute" if last[:1] == "h" else "month", "d": "day", "h": "hour", "s": "second"}[
        token[0]
    ]
    number = getattr(value, name, 0)
    if name == "year":
        return f"{number:04d}" if len(token) > 2 else f"{number % 100:02d}"
    return f"{number:02d}" if len(token) > 1 else str(number)
