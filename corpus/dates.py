"""Dates as people write them, to ISO 8601."""

import datetime
import re

_WRITTEN = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?")


def iso_date(written: str) -> str | None:
    """``2026年1月4日``, ``2026/1/4`` → ``2026-01-04``; a month or a year alone stays one; anything else → None."""
    match = _WRITTEN.match(written.strip())
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date = datetime.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return date.isoformat()[: 10 if day else 7 if month else 4]
