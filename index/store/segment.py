"""A segment: articles with their passages and vectors, written once and only read after. A generation is made of some.

segments/000007/
  catalog.sqlite   see catalog.py
  articles.jsonl   the articles whole, a line each, in the order of the catalog
  passages.npy     a row a passage, sorted by language: number, article (its row in the catalog), start, end
  vectors.npy      float16, row i is of passage i
  dense.zh.faiss   one a language; row i is the i-th passage of that language
  centroids.npy    float32, a row a language: the mean of its vectors
  signatures-1.npy see ../signature.py; row i is of the i-th article of the catalog
"""

import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from corpus.article import Article
from index.dense import FLAT_UP_TO, DenseIndex
from index.errors import StoreDamaged
from index.filter import Filter
from index.fold import simplify
from index.signature import FILE, SIGNATURE, sign
from index.split import Passage
from index.store.catalog import Catalog

PASSAGE = np.dtype([("number", "<u8"), ("article", "<u4"), ("start", "<u4"), ("end", "<u4")])
VECTOR = np.dtype("<f2")
ARTICLE = TypeAdapter(Article)
ARTICLES = "articles.jsonl"
_ARTICLES_IN_MEMORY = 256

Rows = NDArray[np.int64]


def embedded_text(article: Article, passage: Passage) -> str:
    """What is embedded and indexed of a passage: its words under the title and heading that say what they are about.

    In Simplified characters, as questions are: a Traditional question finds a Simplified text, and the other way.
    """
    words = article.quote(passage.start, passage.end)
    return simplify("\n".join(part for part in (article.title, passage.heading, words) if part))


class Segment:
    """A segment that is open for reading. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open ``folder``. Raises: StoreDamaged, OSError."""
        self.folder = folder
        self.identity = identity(folder)
        self.catalog = Catalog(folder / "catalog.sqlite")
        self.passages: NDArray[np.void] = np.load(folder / "passages.npy", allow_pickle=False)
        self.centroids: NDArray[np.float32] = np.load(folder / "centroids.npy", allow_pickle=False)
        of_article = self.catalog.languages()[self.passages["article"]]
        self.languages, firsts, counts = np.unique(of_article, return_index=True, return_counts=True)
        self.ranges = {
            str(name): range(first, first + count)
            for name, first, count in zip(self.languages, firsts.tolist(), counts.tolist(), strict=True)
        }
        self.dense = {name: DenseIndex.load(folder / f"dense.{name}.faiss") for name in self.ranges}
        self._articles = _Lines(folder / ARTICLES)
        header = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
        self.dim = int(header.shape[1])
        self._vectors_begin = int(header.offset)
        self._vectors = _Lines(folder / "vectors.npy")
        self._in_memory = np.array(header, dtype=np.float32) if len(header) <= FLAT_UP_TO else None
        # Not of a bound method: a segment that nobody reads any more is gone at once, its files are closed.
        self.article = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(partial(_article, self.catalog, self._articles))
        sizes = {len(self.passages), len(header), sum(len(index) for index in self.dense.values())}
        if len(sizes) != 1 or len(self.centroids) != len(self.ranges):
            raise StoreDamaged(f"{folder}: its files hold {sorted(sizes)} passages: run gusu index build")

    def __len__(self) -> int:
        return len(self.passages)

    def centroid(self, language: str) -> NDArray[np.float32]:
        """Mean vector of the passages in a language, shape (dim,)."""
        return np.asarray(self.centroids[list(self.ranges).index(language)])

    def vectors(self, rows: Rows) -> NDArray[np.float32]:
        """Vectors of these passages, shape (len(rows), dim); those of a large segment are read from the disk."""
        if self._in_memory is not None:
            return self._in_memory[rows]
        size = self.dim * VECTOR.itemsize
        places = [(self._vectors_begin + row * size, size) for row in rows.tolist()]
        data = b"".join(self._vectors.read(places))
        return np.frombuffer(data, dtype=VECTOR).reshape(-1, self.dim).astype(np.float32)

    def mapped_vectors(self) -> NDArray[np.float16]:
        """All vectors, shape (n, dim), as a map of the file."""
        mapped: NDArray[np.float16] = np.load(self.folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
        return mapped

    def span(self, row: int) -> tuple[Article, int, int]:
        """The article of passage ``row``, and where the passage begins and ends in it."""
        _, number, start, end = self.passages[row].item()
        return self.article(number), start, end

    def select(self, where: Filter) -> NDArray[np.bool_]:
        """Which passages are of articles that pass ``where``, shape (n,)."""
        passing = np.zeros(len(self.catalog), dtype=bool)
        passing[self.catalog.select(where)] = True
        return np.asarray(passing[self.passages["article"]])

    @cached_property
    def signatures(self) -> NDArray[np.void]:
        """Of every article, by its row; made now where they were not written with the segment."""
        try:
            found: NDArray[np.void] = np.load(self.folder / FILE, mmap_mode="r", allow_pickle=False)
        except FileNotFoundError:
            found = np.array([sign(self.article(row).text) for row in range(len(self.catalog))], dtype=SIGNATURE)
        return found

    def contents(self, without: set[str]) -> Iterator["Content"]:
        """The articles but some; for a segment that takes them over."""
        vectors, signatures = self.mapped_vectors(), self.signatures
        order = np.argsort(self.passages["article"], kind="stable")
        bounds = np.searchsorted(self.passages["article"][order], np.arange(len(self.catalog) + 1))
        for number, entry in enumerate(self.catalog.entries()):
            if entry.id not in without:
                rows = order[bounds[number] : bounds[number + 1]]
                article = _read(self._articles, entry.offset, entry.size)
                yield Content(article, entry.content_hash, self.passages[rows], vectors[rows], signatures[number])


@dataclass(frozen=True, slots=True)
class Content:
    """An article with its rows of passages, a vector each, and its signature, shape ()."""

    article: Article
    content_hash: str
    passages: NDArray[np.void]
    vectors: NDArray[np.floating]
    signature: NDArray[np.void]


class _Lines:
    """Parts of a file, read when asked for: a map of it would count as the process's memory as it is touched.

    The file stays readable when a build drops its folder.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._reading = threading.Lock()
        weakref.finalize(self, self._file.close)

    def read(self, places: list[tuple[int, int]]) -> list[bytes]:
        """The bytes at each place, given as offset and size."""
        found = []
        with self._reading:
            for offset, size in places:
                self._file.seek(offset)
                found.append(self._file.read(size))
        return found


def identity(folder: Path) -> tuple[int, int]:
    """What the folders of one segment have in common, in each generation that holds it. Raises: OSError."""
    state = (folder / "catalog.sqlite").stat()
    return state.st_dev, state.st_ino


def _article(catalog: Catalog, lines: _Lines, number: int) -> Article:
    return _read(lines, *catalog.place(number))


def _read(lines: _Lines, offset: int, size: int) -> Article:
    return ARTICLE.validate_json(lines.read([(offset, size)])[0])


def passage_at(article: Article, start: int, end: int) -> Passage:
    """The passage of these words, with the heading it stands under."""
    heading = next((heading for heading, blocks in article.sections() if blocks[0].start <= start < blocks[-1].end), "")
    return Passage(article.id, start, end, heading)
