"""An address to the article behind it."""

from collections.abc import Iterator

from corpus.errors import SourceError
from corpus.fetch.address import Address, address_id
from corpus.fetch.content import suffix_of, with_charset
from corpus.fetch.fetcher import Fetcher
from corpus.read import Found, Reading
from corpus.refusal import Refusal


def read_address(address: Address, fetcher: Fetcher, reading: Reading) -> Iterator[Found | Refusal]:
    """What a normal address gives, read as a file of its kind would be: one article, or those of an archive.

    Its path is the address, its ``url`` the one that redirects led to, and what it is called is made of that. Title and
    day are the list's that named it where it has none itself. An id that it gives itself is not believed: it could be
    that of an article of ours.
    """
    try:
        found = fetcher.article(address.text)
        suffix = suffix_of(found)
    except SourceError as error:
        yield Refusal(address.text, str(error))
        return
    data, encoding = with_charset(found, suffix)
    for item in reading.data(address_id(found.url) + suffix, data, address.text):
        if isinstance(item, Found):
            draft = item.draft
            draft.id = None
            draft.url = found.url
            draft.title = draft.title or address.title
            draft.date = draft.date or address.date
            draft.encoding = encoding or draft.encoding
        yield item
