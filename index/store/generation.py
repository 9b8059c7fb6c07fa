"""One generation of a store: segments of passages and a lexical index over them all, written once and only read after.

generations/000012/
  manifest.json    see manifest.py
  segments/000007/ see segment.py; a generation shares the segments that it did not change with the one before it
  lexical/         see ../lexical.py; documents are passages by their numbers
  alike.json       see alike.py
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.errors import StoreDamaged
from index.filter import Filter
from index.fold import terms
from index.generation import Candidates
from index.lexical import LexicalIndex
from index.split import Passage, SplitSettings
from index.store.alike import Alike, read_alike
from index.store.candidates import candidates
from index.store.catalog import Entry
from index.store.manifest import FORMAT, NAME, FileRecord, Manifest, records_of
from index.store.segment import Segment, identity, passage_at

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

SEGMENTS, LEXICAL = "segments", "lexical"
_EXACT = 2  # times as many as are wanted come from the dense indexes, and are put in order by their exact cosines


class Generation:
    """A generation that is open for reading. Safe to use from several threads.

    Passages are numbered twice: by row, from 0 in the order of the segments, in this generation only; and by a number
    that a passage keeps from generation to generation, by which the lexical index knows it. ``alike`` says which texts
    came more than once.
    """

    def __init__(self, folder: Path, before: "Generation | None" = None) -> None:
        """Open and check ``folder``; the segments that ``before`` has open already are shared with it.

        Raises: StoreDamaged, StoreMismatch.
        """
        self.folder = folder
        self.manifest = Manifest.read(folder)
        try:
            self.manifest.check(folder)
            self.alike: Alike = read_alike(folder)
            opened = {segment.identity: segment for segment in before.segments} if before else {}
            self.segments: list[Segment] = [
                opened.get(identity(path)) or Segment(path) for path in segment_folders(folder)
            ]
            self.lexical = LexicalIndex(folder / LEXICAL)
        except OSError as error:
            raise StoreDamaged(f"{folder} cannot be read ({error}): run gusu index build") from error
        self._first = np.cumsum([0, *(len(segment) for segment in self.segments)])
        numbers = [segment.passages["number"].astype(np.int64) for segment in self.segments]
        self._numbers: NDArray[np.int64] = np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int64)
        self._by_number = np.argsort(self._numbers, kind="stable")
        self._centroids = self._mean_by_language()
        self._codes = self._languages_of_rows()
        self._check_consistency()

    @property
    def name(self) -> str:
        """``000012``."""
        return self.manifest.generation

    @property
    def number(self) -> int:
        """12."""
        return int(self.name)

    @property
    def languages(self) -> list[str]:
        """Languages that passages are in."""
        return sorted(self._centroids)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and any(segment.catalog.find(article_id) for segment in self.segments)

    def entries(self) -> Iterator[Entry]:
        """What is known of every article, sorted by id."""
        parts = [sorted(segment.catalog.entries(), key=lambda entry: entry.id) for segment in self.segments]
        return merge(*parts, key=lambda entry: entry.id)

    def newest(self) -> str | None:
        """The latest date of an article."""
        return max((date for segment in self.segments if (date := segment.catalog.newest())), default=None)

    def article(self, article_id: str) -> Article:
        """Raises: KeyError if there is no such article."""
        for segment in self.segments:
            if found := segment.catalog.find(article_id):
                return segment.article(found[0])
        raise KeyError(article_id)

    def all_rows(self) -> Rows:
        """Rows of all passages."""
        return np.arange(len(self))

    def rows_of(self, article_ids: Iterable[str]) -> Rows:
        """Rows of the passages of these articles, in order; those of articles that are not here are none."""
        names = tuple(article_ids)
        return np.flatnonzero(self.select(Filter(articles=names))) if names else np.zeros(0, dtype=np.int64)

    def passage(self, row: int) -> tuple[Article, Passage]:
        """Passage ``row`` and its article."""
        article, start, end = self.span(row)
        return article, passage_at(article, start, end)

    def span(self, row: int) -> tuple[Article, int, int]:
        """The article of passage ``row``, and where the passage begins and ends in it."""
        number = int(np.searchsorted(self._first, row, side="right")) - 1
        return self.segments[number].span(row - int(self._first[number]))

    def language_codes(self, rows: Rows) -> NDArray[np.uint8]:
        """Of each of these passages, the place of its language in ``languages``."""
        return self._codes[rows]

    def language_code(self, name: str) -> int:
        """Place of a language in ``languages``; -1 if no passage is in it."""
        return self.languages.index(name) if name in self.languages else -1

    def by_language(self, rows: Rows, values: Mapping[str, float]) -> NDArray[np.float64]:
        """The value that each of these passages has by its language, shape (len(rows),)."""
        return np.array([values[name] for name in self.languages])[self._codes[rows]]

    def numbers(self, rows: Rows) -> NDArray[np.int64]:
        """The lasting numbers of these passages."""
        return self._numbers[rows]

    def rows(self, numbers: NDArray[np.int64]) -> Rows:
        """Rows of the passages with these lasting numbers. Raises: StoreDamaged if there is no such passage."""
        places = np.searchsorted(self._numbers, numbers, sorter=self._by_number)
        rows = self._by_number[np.minimum(places, len(self) - 1)]
        if not np.array_equal(self._numbers[rows], numbers):
            raise StoreDamaged(f"{self.folder}/lexical knows passages that are in no segment: run gusu index build")
        return np.asarray(rows, dtype=np.int64)

    def select(self, where: Filter) -> Mask:
        """Which passages are of articles that pass ``where``, shape (passages,)."""
        return np.concatenate([segment.select(where) for segment in self.segments])

    def candidates(
        self, question: str, vector: NDArray[np.float32], count: int, where: Filter | None = None
    ) -> Candidates:
        """The ``count`` nearest of each language and the ``count`` best by BM25, each with both scores."""
        return candidates(self, question, vector, count, where)

    def at_hand(self, rows: Rows) -> None:
        """Nothing to do: an article is read in no time."""

    def mean_cosine(self, question: NDArray[np.float32], language: str) -> float:
        """Mean cosine of ``question`` with the passages in a language: what any text in it scores for it."""
        return float(self._centroids[language] @ question)

    def nearest(self, question: NDArray[np.float32], k: int, language: str, passing: Mask | None = None) -> Rows:
        """Rows of the ``k`` passages in a language nearest to ``question``, nearest first; of those in ``passing``."""
        found = []
        for first, segment in zip(self._first.tolist(), self.segments, strict=False):
            if place := segment.ranges.get(language):
                begin = first + place.start
                only = None if passing is None else passing[begin : begin + len(place)]
                rows, distances = segment.dense[language].top(question, _EXACT * k, only)
                found.append((begin + rows, distances))
        rows = np.concatenate([rows for rows, _ in found])
        coarse = np.argsort(np.concatenate([distances for _, distances in found]), kind="stable")
        rows = rows[coarse[: _EXACT * k]]
        return rows[np.argsort(-self.cosines(question, rows), kind="stable")[:k]]

    def cosines(self, question: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
        """Cosines of ``question`` with these passages, in their order."""
        return np.asarray(self.vectors(rows) @ question, dtype=np.float32)

    def vectors(self, rows: Rows) -> NDArray[np.float32]:
        """Vectors of these passages, shape (len(rows), dim)."""
        vectors = np.empty((len(rows), self.manifest.dim), dtype=np.float32)
        of_segment = np.searchsorted(self._first, rows, side="right") - 1
        for number in np.unique(of_segment):
            mine = of_segment == number
            vectors[mine] = self.segments[number].vectors(rows[mine] - self._first[number])
        return vectors

    def _mean_by_language(self) -> dict[str, NDArray[np.float32]]:
        parts: dict[str, list[tuple[int, NDArray[np.float32]]]] = {}
        for segment in self.segments:
            for name, rows in segment.ranges.items():
                parts.setdefault(name, []).append((len(rows), segment.centroid(name)))
        return {
            name: np.average([mean for _, mean in found], axis=0, weights=[count for count, _ in found])
            for name, found in parts.items()
        }

    def _languages_of_rows(self) -> NDArray[np.uint8]:
        """Of each passage, the place of its language in ``languages``."""
        codes = np.zeros(len(self), dtype=np.uint8)
        for first, segment in zip(self._first.tolist(), self.segments, strict=False):
            for name, rows in segment.ranges.items():
                codes[first + rows.start : first + rows.stop] = self.languages.index(name)
        return codes

    def _check_consistency(self) -> None:
        """The indexes belong together, and a word that a passage holds finds it: one that finds nothing is loud."""
        counts = {len(self), len(self.lexical), self.manifest.passages}
        if len(counts) != 1:
            raise StoreDamaged(f"{self.folder}: its indexes hold {sorted(counts)} passages: run gusu index build")
        for row in range(min(len(self), 100)):
            article, passage = self.passage(row)
            if known := terms(article.quote(passage.start, passage.end)):
                word = known[len(known) // 2]
                if not self.lexical.scores(word, self.numbers(np.array([row])))[0] > 0:
                    raise StoreDamaged(
                        f"{self.folder}/lexical does not find {word!r}, which passage {row} holds: run gusu index build"
                    )
                return


def segment_folders(folder: Path) -> list[Path]:
    """The segments of a generation's folder, oldest first."""
    place = folder / SEGMENTS
    return sorted(place.iterdir(), key=lambda path: int(path.name)) if place.is_dir() else []


def seal(
    folder: Path,
    name: str,
    *,
    next_passage: int,
    embedder: str,
    dim: int,
    splitter: SplitSettings,
    counts: Sequence[tuple[int, int]],
    known: dict[str, FileRecord],
) -> Manifest:
    """Write the manifest of a generation whose other files are all in ``folder``.

    ``counts`` are the articles and passages of each segment, ``known`` the records of files taken over unchanged.
    """
    manifest = Manifest(
        format=FORMAT,
        generation=name,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        gusu=version("gusu"),
        embedder=embedder,
        dim=dim,
        splitter=splitter.fingerprint(),
        articles=sum(articles for articles, _ in counts),
        passages=sum(passages for _, passages in counts),
        next_passage=next_passage,
        files=records_of(folder, known),
    )
    (folder / NAME).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    return manifest
