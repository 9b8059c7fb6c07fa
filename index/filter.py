"""Which articles a search is narrowed to, as their front matter describes them."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corpus.dates import iso_date
from corpus.errors import UsageError
from index.fold import fold


@dataclass(frozen=True, slots=True)
class Filter:
    """An article passes if it meets every field that is set; of several values of one field, any will do.

    Publishers, tags and languages are compared in any spelling (``fold``), article ids exactly. ``since`` and
    ``until`` are dates, possibly without day or month, both included; an article dated 2026-03 spans that month, and
    one without a date passes no bound. Raises: UsageError for a bound that is no date, or a range that is empty.
    """

    articles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        first, last = self.bounds()
        if first is not None and last is not None and first > last:
            raise UsageError(f"no day lies between since {self.since} and until {self.until}: change one of them")

    def __bool__(self) -> bool:
        return any((self.articles, self.publishers, self.tags, self.languages, self.since, self.until))

    def bounds(self) -> tuple[int | None, int | None]:
        """First and last day of the range, as numbers (20260104)."""
        first = _bound("since", self.since)[0] if self.since else None
        last = _bound("until", self.until)[1] if self.until else None
        return first, last

    def spellings(self, field: str) -> list[str]:
        """The values of ``publishers``, ``tags`` or ``languages``, folded."""
        return [fold(value).strip() for value in getattr(self, field)]


def filter_of(
    articles: Iterable[str] | None = None,
    publishers: Iterable[str] | None = None,
    tags: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Filter | None:
    """The filter of a command's flags; None where none was given. Raises as Filter."""
    found = Filter(
        tuple(articles or ()), tuple(publishers or ()), tuple(tags or ()), tuple(languages or ()), since, until
    )
    return found or None


def period(written: str) -> tuple[int, int]:
    """First and last day of an ISO 8601 date that may lack day or month: ``2026-03`` → (20260301, 20260331)."""
    year, month, day = (int(part) for part in (*written.split("-"), "0", "0")[:3])
    first = date(year, month or 1, day or 1)
    last_month = month or 12
    last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return _number(first), _number(last)


def _bound(name: str, written: str) -> tuple[int, int]:
    iso = iso_date(written)
    if iso is None:
        raise UsageError(f"{name} is {written!r}, expected a date such as 2026-01-04, 2026-01 or 2026")
    return period(iso)


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
