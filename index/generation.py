"""What a search and an answer read, whichever engine holds it: the seam between them and the stores."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.filter import Filter
from index.split import Passage
from index.store.alike import Copy
from index.store.catalog import Entry
from index.store.manifest import Manifest

Rows = NDArray[np.int64]
"""Passages of one generation, by numbers that mean nothing outside of it."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may be hits, with their cosines and their BM25; arrays of one length."""

    rows: Rows
    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]


class Lexical(Protocol):
    """BM25 over the terms of passages (``fold.terms``)."""

    def idf(self, term: str, field: Literal["terms", "characters"] = "terms") -> float:
        """Inverse document frequency over the passages, as BM25 weighs it."""

    def top(self, question: str, k: int, where: Filter | None = None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Lasting numbers and BM25 of the ``k`` best passages that share a term with ``question``, best first."""


class Likeness(Protocol):
    """Which texts came more than once."""

    @property
    def copies(self) -> Mapping[str, tuple[Copy, ...]]:
        """Other sources of an article's very text, by its id."""

    @property
    def any_near(self) -> bool:
        """Whether any two articles may be nearly the same."""

    def near(self, article_id: str) -> tuple[tuple[str, float], ...]:
        """Articles that are nearly the same as this one and how alike they are, the most alike first."""

    def holder(self, copy_id: str) -> str | None:
        """Id of the article that holds the text of the copy of this name."""


class Generation(Protocol):
    """A state of a store that is open for reading, from several threads. What it gave once, it gives again."""

    @property
    def name(self) -> str:
        """Another one after each change."""

    @property
    def number(self) -> int:
        """What the name says as a number: of two generations that were built, the newer one's is higher."""

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""

    @property
    def alike(self) -> Likeness:
        """Which texts came more than once."""

    @property
    def lexical(self) -> Lexical:
        """Its lexical index."""

    @property
    def languages(self) -> list[str]:
        """Languages that passages are in, sorted."""

    def __hash__(self) -> int:
        """Its own: what is found out about a generation may be kept by it."""

    def __len__(self) -> int:
        """Number of passages."""

    def __contains__(self, article_id: object) -> bool:
        """Whether there is such an article."""

    def entries(self) -> Iterator[Entry]:
        """What is known of every article, sorted by id."""

    def newest(self) -> str | None:
        """The latest date of an article."""

    def article(self, article_id: str) -> Article:
        """Raises: KeyError if there is no such article."""

    def rows(self, numbers: NDArray[np.int64]) -> Rows:
        """Rows of the passages with these lasting numbers."""

    def all_rows(self) -> Rows:
        """Rows of all passages: for a store that is small."""

    def rows_of(self, article_ids: Iterable[str]) -> Rows:
        """Rows of the passages of these articles; those of articles that are not here are none."""

    def passage(self, row: int) -> tuple[Article, Passage]:
        """A passage and its article."""

    def span(self, row: int) -> tuple[Article, int, int]:
        """The article of a passage, and where the passage begins and ends in it."""

    def candidates(
        self, question: str, vector: NDArray[np.float32], count: int, where: Filter | None = None
    ) -> Candidates:
        """The ``count`` nearest of each language and the ``count`` best by BM25, each with both scores, in the order
        of their rows; of those that pass ``where``.
        """

    def at_hand(self, rows: Rows) -> None:
        """Get the articles of these passages at once, if that is cheaper than one by one."""

    def language_codes(self, rows: Rows) -> NDArray[np.uint8]:
        """Of each of these passages, the place of its language in ``languages``."""

    def language_code(self, name: str) -> int:
        """Place of a language in ``languages``; -1 if no passage is in it."""

    def by_language(self, rows: Rows, values: Mapping[str, float]) -> NDArray[np.float64]:
        """The value that each of these passages has by its language, shape (len(rows),)."""

    def mean_cosine(self, question: NDArray[np.float32], language: str) -> float:
        """Mean cosine of ``question`` with the passages in a language: what any text in it scores for it."""


class Shelf(Protocol):
    """Where generations are: the live one can be told at little cost, and opened."""

    @property
    def place(self) -> str:
        """As people know it."""

    @property
    def quick(self) -> bool:
        """Whether a generation is opened fast enough for every question to wait for it. It must be where one in hand
        still gives what has been removed.
        """

    def live(self) -> str:
        """Name of the live generation. Raises: StoreError."""

    def open(self, before: Generation | None = None) -> Generation:
        """The live generation; it shares with ``before`` what both have. Raises: StoreError."""
