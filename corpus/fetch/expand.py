"""Feeds and sitemaps to the addresses that they name, each address once."""

import logging
import re
from collections.abc import Iterable

from corpus.errors import SourceError
from corpus.fetch.address import Address, Feed, Sitemap, normal
from corpus.fetch.fetcher import Fetcher
from corpus.fetch.listing import Listing
from corpus.refusal import Refusal

log = logging.getLogger(__name__)
_LOGIN = re.compile(r"(?<=//)[^/?#]*@")


def expand(sources: Iterable[Address | Feed | Sitemap], fetcher: Fetcher) -> tuple[list[Address], list[Refusal]]:
    """The addresses of ``sources`` in their order, in the normal way of writing, and what is no address or no list.

    One that is named twice comes once, with the title and the day that the first list to name it gives.
    """
    addresses: dict[str, Address] = {}
    refused: list[Refusal] = []
    for source in sources:
        try:
            listing = _listing(source, fetcher)
        except SourceError as error:
            refused.append(Refusal(_LOGIN.sub("…@", source.text), str(error)))  # a password is not to be kept
            continue
        refused += listing.refused
        for address in listing.addresses:
            addresses.setdefault(address.text, address)
        if listing.left_out or listing.unopened:
            log.warning(
                "%s: the %d newest pages are taken; %d more%s are left out, --limit takes more",
                source,
                len(listing.addresses),
                listing.left_out,
                f" and those of {listing.unopened} further sitemaps" if listing.unopened else "",
            )
    return list(addresses.values()), refused


def _listing(source: Address | Feed | Sitemap, fetcher: Fetcher) -> Listing:
    match source:
        case Feed():
            return fetcher.feed(source)
        case Sitemap():
            return fetcher.sitemap(source)
        case Address():
            return Listing((Address(normal(source.text), source.title, source.date),))
