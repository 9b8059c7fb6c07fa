"""RSS and Atom: the bytes of a feed in, the addresses of its articles out."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from corpus.dates import iso_date
from corpus.errors import SourceError
from corpus.fetch.address import Address, is_address, linked
from corpus.fetch.download import Download
from corpus.fetch.elements import link_of, name_of, parse_xml, words_of
from corpus.fetch.listing import Entry

_ROOTS = ("rss", "rdf", "feed")
_DATES = ("pubdate", "published", "date", "issued", "updated", "modified")  # RSS, Atom, Dublin Core; the best first
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def read_feed(found: Download) -> list[Entry]:
    """The entries of a feed, RSS 0.9 to 2.0 or Atom, in its order; each address is normal and comes once.

    An entry that leads to no page is left out. Raises: SourceError if this is no feed.
    """
    root = parse_xml(found.data)
    if root is None or name_of(root) not in _ROOTS:
        raise SourceError("is no feed: name the address of its RSS or Atom file")
    entries: dict[str, Entry] = {}
    for element in root.iter("*"):
        if name_of(element) in ("item", "entry") and (entry := _entry(element, found.url)):
            entries.setdefault(entry.address.text, entry)
    return list(entries.values())


def moment_of(written: str) -> datetime | None:
    """A moment in RFC 822 (``Sun, 04 Jan 2026 00:30:00 +0800``) or ISO 8601; one without a zone counts as UTC."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(written)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _entry(element: Any, base: str) -> Entry | None:
    fields: dict[str, Any] = {}
    for field in element.iterchildren("*"):
        fields.setdefault(name_of(field), field)
    link = _link(element, fields)
    if not link:
        return None
    try:
        url = linked(base, link)
    except SourceError:  # it leads to a mail address, or to nothing that can be fetched
        return None
    title = _TAG.sub("", unescape(words_of(fields["title"]))).strip() if "title" in fields else ""
    written = next((words_of(fields[name]) for name in _DATES if name in fields), "")
    moment = moment_of(written)
    day = moment.date().isoformat() if moment else iso_date(written)  # where it was written, not in UTC
    return Entry(Address(url, title or None, day), moment)


def _link(element: Any, fields: dict[str, Any]) -> str:
    for field in element.iterchildren("*"):
        if name_of(field) == "link":
            target = link_of(field) or (field.get("href", "") if field.get("rel", "alternate") == "alternate" else "")
            if target:
                return target
    guid = fields.get("guid")  # of RSS 2.0: an address, unless it says that it is not
    name = link_of(guid) if guid is not None and guid.get("isPermaLink", "true") == "true" else ""
    return name if is_address(name) else ""
