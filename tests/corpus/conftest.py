"""What tests of reading share: one worker for all of them, and a web site."""

from collections.abc import Callable, Iterator

import pytest

from corpus.article import Article, BlockKind
from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.read import Reading
from corpus.refusal import Refusal
from tests.corpus.site import HTML, Page, Site, site

Read = Callable[[str, bytes], Article]


@pytest.fixture(scope="session")
def reading() -> Iterator[Reading]:
    with Reading() as one:
        yield one


@pytest.fixture
def read(reading: Reading) -> Read:
    """Reads a file of one article, as an editor's is; what is refused is raised."""

    def read_one(name: str, data: bytes) -> Article:
        (item,) = reading.data(name, data, f"/sources/{name}")
        if isinstance(item, Refusal):
            raise SourceError(item.reason)
        return item.draft.finish("a", item.name, item.path)

    return read_one


def words(found: Article | Draft, *kinds: BlockKind) -> list[str]:
    """What the blocks of these kinds say, in their order; of all kinds if none is named."""
    return [found.text[b.start : b.end] for b in found.blocks if not kinds or b.kind in kinds]


def left_out(found: Article, kind: str) -> int:
    """How many characters of a kind the receipt says were left out."""
    return sum(noted.characters for noted in found.receipt.left_out if noted.kind == kind)


@pytest.fixture
def news() -> Iterator[Site]:
    """What test pages stand on, reached as ``news.example``."""
    with site() as made:
        made.pages["/"] = Page(HTML)
        yield made
