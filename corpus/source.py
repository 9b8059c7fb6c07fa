"""What an editor names as a source."""

from pathlib import Path

from corpus.fetch.address import Address, Feed, Sitemap, is_address

Source = Path | Address | Feed | Sitemap


def source_of(text: str) -> Path | Address:
    """An address if it begins like one, ``scheme://``, else a path; neither is looked at yet."""
    return Address(text) if is_address(text) else Path(text)
