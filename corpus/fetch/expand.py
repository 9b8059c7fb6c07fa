"""Feeds and sitemaps to the addresses that they name, each address once."""

import logging
import re
from collections.abc import Iterable
from dataclasses import replace

from corpus.errors import SourceError
from corpus.fetch.address import Address, Feed, Sitemap, normal
from corpus.fetch.fetcher import Fetcher
from corpus.fetch.listing import Listing
from corpus.refusal import Refusal

log = logging.getLogger(__name__)
_LEFT_ALONE = "is to be left alone by programs, says its site's robots.txt: name the page itself if you may read it"
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
            if not isinstance(source, Address):
                listing = _polite(listing, fetcher)
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


def _polite(listing: Listing, fetcher: Fetcher) -> Listing:
    """Without the pages that programs are asked to leave alone; these are named."""
    left = [address for address in listing.addresses if fetcher.robots.forbids(address.text)]
    return replace(
        listing,
        addresses=tuple(address for address in listing.addresses if address not in left),
        refused=(*listing.refused, *(Refusal(address.text, _LEFT_ALONE) for address in left)),
    )


def _listing(source: Address | Feed | Sitemap, fetcher: Fetcher) -> Listing:
    match source:
        case Feed():
            return fetcher.feed(source)
        case Sitemap():
            return fetcher.sitemap(source)
        case Address():
            return Listing((Address(normal(source.text), source.title, source.date),))
