"""The words Excel shows for the value of a cell."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

EAST_ASIAN = {
    number: code
    for code, numbers in {
        'yyyy"年"m"月"': (27, 36, 50, 52, 57),
        'm"月"d"日"': (28, 29, 51, 53, 54, 58),
        "m-d-yy": (30,),
        'yyyy"年"m"月"d"日"': (31,),
    }.items()
    for number in numbers
}
"""Number formats that a Chinese Excel writes by their number alone: ECMA-376, part 1, 18.8.30, zh-cn."""

_WORDS = r'(?:"([^"]*)"|\[[^\]]*\])?'
_NUMBER = re.compile(rf"{_WORDS}(#,##)?0(?:\.(0+))?(%?)\s*(?:_.)?{_WORDS}")
_DIGITS = 15  # what Excel itself keeps


def shown(value: object, code: str, epoch: datetime.datetime | None = None) -> str:
    """The text of a cell: numbers with the digits, percent sign and words of their format ``code``, dates by its parts.

    A date whose format has Chinese words becomes 2026年1月4日, any other 2026-01-04; no time of day unless it has one.
    A number under a date format counts days from ``epoch`` (1900 where None). Of formats that are more than digits and
    words, the plain number.
    """
    from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel
    from openpyxl.utils.escape import unescape

    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and code in EAST_ASIAN.values():
        value = from_excel(value, epoch or WINDOWS_EPOCH)
    if isinstance(value, int | float):
        return _number(value, code)
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, re.sub(r"\[[^\]]*\]|am/pm", "", code.casefold()))
    if isinstance(value, datetime.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, str):
        return unescape(value).replace("\r\n", "\n").replace("\r", "\n")
    return str(value)


def _number(value: int | float, code: str) -> str:
    match = _NUMBER.fullmatch(code.split(";")[0].strip())
    plain = Decimal(f"{value:.{_DIGITS}g}")
    if not match:
        return f"{plain:f}" if plain != plain.to_integral() else f"{plain.to_integral():f}"
    before, grouped, decimals, percent, behind = match.groups(default="")
    places = Decimal(1).scaleb(-len(decimals))
    rounded = (plain * (100 if percent else 1)).quantize(places, ROUND_HALF_UP)
    return f"{before}{rounded:{',' if grouped else ''}f}{percent}{behind}"


def _date(value: datetime.date, code: str) -> str:
    year, day = "y" in code, "d" in code or "y" not in code
    if re.search("[年月日]", code):
        written = (f"{value.year}年" if year else "") + (f"{value.month}月" if "m" in code else "")
        written += f"{value.day}日" if day else ""
    else:
        written = "-".join((["%Y"] if year else []) + ["%m"] + (["%d"] if day else []))
        written = value.strftime(written)
    if isinstance(value, datetime.datetime) and value.time() != datetime.time() and "h" in code:
        written += f" {value:%H:%M}"
    return written
