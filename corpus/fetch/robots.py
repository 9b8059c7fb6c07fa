"""Which pages a site asks programs to leave alone: its robots.txt (RFC 9309).

It is asked for pages that a list named, not for those that a person named: these are read as in a browser.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import SourceError
from corpus.fetch.download import Download
from corpus.formats.library import needed_for

_NAME = "gusu"


class Robots:
    """What sites say; each is asked once. ``get`` fetches an address, and raises SourceError where it cannot."""

    def __init__(self, get: Callable[[str], Download]) -> None:
        self._get = get
        self._sites: dict[str, Any] = {}  # a site without rules: None

    def forbids(self, url: str) -> bool:
        """Whether a normal address is to be left alone. A site whose robots.txt does not come forbids nothing.

        Raises: SourceError where the library that reads it is not installed.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            self._sites[site] = self._rules(f"{site}/robots.txt")
        rules = self._sites[site]
        return rules is not None and not rules.can_fetch(url, _NAME)

    def _rules(self, url: str) -> Any:
        with needed_for("pages that a feed or a sitemap names"):
            from protego import Protego
        try:
            said = self._get(url).data
        except SourceError:
            return None
        return Protego.parse(said.decode("utf-8", "replace"))
