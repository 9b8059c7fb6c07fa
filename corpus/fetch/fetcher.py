"""The one that goes out: articles, feeds and sitemaps, a request at a time."""

import ssl
import time
from urllib.parse import urlsplit

import httpcore

from corpus.errors import SourceError
from corpus.fetch.address import Feed, Sitemap, normal
from corpus.fetch.content import a_list, an_article
from corpus.fetch.download import Download, Wanted, download
from corpus.fetch.feeds import read_feed
from corpus.fetch.guard import Guard
from corpus.fetch.limits import Limits
from corpus.fetch.listing import Entry, Listing, newest
from corpus.fetch.robots import Robots
from corpus.fetch.sitemap import read_sitemap
from corpus.refusal import Refusal

_DEEPEST = 2  # an index may name indexes, and those sitemaps
_MOST_SITEMAPS = 50  # of one index that are opened


class Fetcher:
    """Fetches within limits and past a guard. Between two requests to a host it pauses; it is for one thread."""

    def __init__(
        self, limits: Limits | None = None, guard: Guard | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._guard = guard or Guard()
        self._tls = tls
        self._asked: dict[str, float] = {}  # when a host was asked last
        self.robots = Robots(lambda url: self._get(url, lambda head: None))

    def article(self, url: str) -> Download:
        """What stands behind a normal address, if it may be an article.

        Raises: SourceError, as everything here, for what cannot be fetched.
        """
        return self._get(url, an_article)

    def feed(self, feed: Feed) -> Listing:
        """The newest entries of an RSS or Atom feed. Raises: SourceError if it is none, or names no page."""
        entries = read_feed(self._get(normal(feed.text), a_list))
        if not entries:
            raise SourceError("names no page")
        addresses, left_out = newest(entries, feed.limit)
        return Listing(addresses, left_out=left_out)

    def sitemap(self, sitemap: Sitemap) -> Listing:
        """The newest pages of a sitemap, or of the sitemaps that an index names, newest first, until there are enough.

        A further sitemap that cannot be read is named in the listing. Raises: SourceError if the first one cannot, or
        nothing at all is named.
        """
        first = normal(sitemap.text)
        pages: dict[str, Entry] = {}
        refused: list[Refusal] = []
        waiting = [(first, 0)]
        seen = {first}
        opened = 0
        while waiting and opened < _MOST_SITEMAPS and len(pages) < sitemap.limit:
            url, depth = waiting.pop(0)
            opened += 1
            try:
                read = read_sitemap(self._get(url, a_list), self.limits.body_bytes)
                if read.sitemaps and depth == _DEEPEST:
                    raise SourceError(f"lies below {depth} indexes of sitemaps: name it itself")
            except SourceError as error:
                if url == first:
                    raise
                refused.append(Refusal(url, str(error)))
                continue
            for page in read.pages:
                pages.setdefault(page.address.text, page)
            further, _ = newest(read.sitemaps, len(read.sitemaps))
            waiting += [(address.text, depth + 1) for address in further if address.text not in seen]
            seen |= {address.text for address in further}
        if not pages and not refused:
            raise SourceError("names no page")
        addresses, left_out = newest(pages.values(), sitemap.limit)
        return Listing(addresses, tuple(refused), left_out, len(waiting))

    def _get(self, url: str, wanted: Wanted) -> Download:
        host = urlsplit(url).netloc
        pause = self._asked.get(host, 0) + self.limits.pause_seconds - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._tls = self._tls or httpcore.default_ssl_context()
        try:
            return download(url, wanted, self.limits, self._guard, self._tls)
        finally:
            self._asked[host] = time.monotonic()
