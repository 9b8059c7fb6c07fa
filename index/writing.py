"""What a store is changed by, whichever engine keeps it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from corpus.source import Source
from index.rollback import Rollback
from index.summary import BuildSummary


class StoreBuilder(Protocol):
    """Writes to one store, with one embedder and one way of splitting. Raises: see the engines' own."""

    def build(self, paths: Sequence[Source]) -> BuildSummary:
        """Make the store hold exactly the articles of ``paths``."""

    def add(self, paths: Sequence[Source]) -> BuildSummary:
        """Add the articles of ``paths`` to those the store holds."""

    def remove(self, article_ids: Iterable[str], forget: bool = False) -> BuildSummary:
        """Take articles out."""

    def rollback(self) -> Rollback:
        """Go back to what was live before."""
