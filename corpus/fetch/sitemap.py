"""Sitemaps: the bytes of one in, the addresses of its pages or of further sitemaps out."""

from dataclasses import dataclass
from typing import Any

from corpus.dates import iso_date
from corpus.errors import SourceError
from corpus.fetch.address import Address, is_address, linked, normal
from corpus.fetch.body import ungzip
from corpus.fetch.download import Download
from corpus.fetch.elements import link_of, name_of, parse_xml, words_of
from corpus.fetch.feeds import moment_of
from corpus.fetch.listing import Entry


@dataclass(frozen=True, slots=True)
class Named:
    """What one sitemap names: pages, or further sitemaps; in its order, each address once."""

    pages: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


def read_sitemap(found: Download, most: int) -> Named:
    """Read a sitemap, an index of sitemaps, or a plain list of addresses, each also as gzip of ``most`` bytes at most.

    Raises: SourceError if it is none of these.
    """
    data = ungzip(found.data, most)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Named(pages=_plain(data))
    root = parse_xml(data)
    match name_of(root) if root is not None else "":
        case "urlset":
            return Named(pages=_entries(root, "url", found.url))
        case "sitemapindex":
            return Named(sitemaps=_entries(root, "sitemap", found.url))
        case other:
            raise SourceError(f"is no sitemap: {f'it begins with <{other}>' if other else 'there is no XML in it'}")


def _entries(root: Any, kind: str, base: str) -> tuple[Entry, ...]:
    entries: dict[str, Entry] = {}
    for element in root.iterchildren("*"):
        if name_of(element) != kind:
            continue
        fields: dict[str, Any] = {}
        for field in element.iter("*"):
            fields.setdefault(name_of(field), field)
        if "loc" not in fields:
            continue
        try:
            url = linked(base, link_of(fields["loc"]))
        except SourceError:  # not the address of a page
            continue
        words = {name: words_of(field) for name, field in fields.items()}
        published = words.get("publication_date", "")  # of a sitemap for news; lastmod is when it was touched
        moment = moment_of(words.get("lastmod") or published)
        entries.setdefault(url, Entry(Address(url, words.get("title") or None, iso_date(published)), moment))
    return tuple(entries.values())


def _plain(data: bytes) -> tuple[Entry, ...]:
    entries: dict[str, Entry] = {}
    for line in data.decode("utf-8-sig", errors="replace").split():
        if not is_address(line):
            raise SourceError("is no sitemap: it is neither XML nor a list of addresses")
        url = normal(line)
        entries.setdefault(url, Entry(Address(url)))
    return tuple(entries.values())
