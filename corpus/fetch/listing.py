"""What a feed or a sitemap names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.fetch.address import Address
from corpus.refusal import Refusal

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a list names, and when it was published or touched last, where the list says so."""

    address: Address
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest entries of a list, and its parts that could not be read.

    ``left_out`` are addresses that the limit cut off, ``unopened`` further sitemaps that were not needed for it.
    """

    addresses: tuple[Address, ...]
    refused: tuple[Refusal, ...] = ()
    left_out: int = 0
    unopened: int = 0


def newest(entries: Iterable[Entry], limit: int) -> tuple[tuple[Address, ...], int]:
    """The ``limit`` newest, newest first, and how many are left out; undated ones come last, in the list's order."""
    ranked = sorted(entries, key=lambda entry: entry.moment or _LONG_AGO, reverse=True)  # stable: ties keep their order
    return tuple(entry.address for entry in ranked[:limit]), len(ranked[limit:])
