"""A state of a store in Milvus, as a search and an answer read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.errors import StoreError
from index.filter import Filter
from index.generation import Candidates, Rows
from index.milvus.alike import MilvusAlike
from index.milvus.conditions import both, of, text
from index.milvus.database import Database, State
from index.milvus.lexical import MilvusLexical
from index.milvus.recent import Recent
from index.milvus.sample import Sample
from index.milvus.versions import Versions
from index.split import Passage
from index.store.catalog import Entry
from index.store.manifest import Manifest
from index.store.segment import passage_at

_FIELDS = ("id", "article", "version", "start", "stop", "language")
_PASSAGES_AT_HAND = 50_000
MOST_ENTRIES = 100_000
"""Articles that are listed: of more, as many drawn at random."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage is."""

    article: str
    version: str
    start: int
    end: int
    language: str


class MilvusGeneration:
    """Rows are the keys of passages. An article's version is settled by the first look at it, and stays for as long as
    this object is used: what is written meanwhile is met by the next one.
    """

    def __init__(self, database: Database, state: State, sample: Sample, versions: Versions) -> None:
        self._database = database
        self._versions = versions
        self._places: Recent[int, _Place] = Recent(_PASSAGES_AT_HAND)
        self.sample = sample
        self.lexical = MilvusLexical(database, sample)
        self.alike = MilvusAlike(versions)
        self.languages = sorted(sample.means)
        self.manifest = Manifest(
            format=0,
            generation=state.mark,
            created=state.created,
            gusu=state.gusu,
            embedder=state.embedder,
            dim=state.dim,
            splitter=state.splitter,
            articles=database.count(database.articles, "part == 0"),
            passages=database.count(database.passages),
            next_passage=0,
            files={},
        )

    @property
    def name(self) -> str:
        """The state's mark."""
        return self.manifest.generation

    @property
    def number(self) -> int:
        """When the mark was made, in microseconds since 1970."""
        return int(self.name, 16)

    def __len__(self) -> int:
        return self.manifest.passages

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and self._versions.of(article_id) is not None

    def entries(self) -> Iterator[Entry]:
        """What is known of every article, sorted by id; of more than 100,000, of so many drawn at random."""
        return iter(self._entries)

    @cached_property
    def _entries(self) -> list[Entry]:
        rows = self._database.each(self._database.articles, "part == 0", ["article", "born", "entry"], MOST_ENTRIES)
        latest: dict[str, tuple[int, str]] = {}
        for row in rows:
            latest[row["article"]] = max(latest.get(row["article"], (0, "")), (row["born"], row["entry"]))
        return [Entry.model_validate_json(latest[name][1]) for name in sorted(latest)]

    def newest(self) -> str | None:
        """The latest date of an article that is listed."""
        return max((entry.date for entry in self._entries if entry.date), default=None)

    def article(self, article_id: str) -> Article:
        """Raises: KeyError if there is no such article."""
        version = self._versions.of(article_id)
        if version is None:
            raise KeyError(article_id)
        return self._versions.article(version)

    def rows(self, numbers: NDArray[np.int64]) -> Rows:
        """The lasting numbers of passages are their rows."""
        return numbers

    def all_rows(self) -> Rows:
        """Rows of all passages; those of versions that are not the settled ones are left out."""
        rows = list(self._database.each(self._database.passages, "", _FIELDS))
        self._versions.settle({row["article"] for row in rows})
        settled = [row for row in rows if self._versions.of(row["article"]) == row["version"]]
        self._keep(settled)
        return np.array([row["id"] for row in settled], dtype=np.int64)

    def rows_of(self, article_ids: Iterable[str]) -> Rows:
        """Rows of the passages of these articles, in order; those of articles that are not here are none."""
        found = []
        for name in article_ids:
            if version := self._versions.of(name):
                condition = both(f"article == {text(name)}", f"version == {text(version)}")
                rows = list(self._database.each(self._database.passages, condition, _FIELDS))
                self._keep(rows)
                found += [row["id"] for row in sorted(rows, key=lambda row: row["start"])]
        return np.array(found, dtype=np.int64)

    def passage(self, row: int) -> tuple[Article, Passage]:
        """A passage and its article."""
        article, start, end = self.span(row)
        return article, passage_at(article, start, end)

    def span(self, row: int) -> tuple[Article, int, int]:
        """The article of a passage, and where the passage begins and ends in it."""
        place = self._place(row)
        return self._versions.article(place.version), place.start, place.end

    def candidates(
        self, question: str, vector: NDArray[np.float32], count: int, where: Filter | None = None
    ) -> Candidates:
        """The ``count`` nearest of each language and the ``count`` best by BM25, each with both scores.

        A passage of a version that is not the settled one is none: it came, or is going, in a build that runs.
        """
        passing, keys = of(where), set[int]()
        for language in self.languages:
            mine = both(f"language == {text(language)}", passing)
            keys |= {key for key, _ in self._database.nearest("vector", vector, count, mine)}
        lexical = dict(zip(*(found.tolist() for found in self.lexical.top(question, count, where)), strict=True))
        rows = self._database.few(
            self._database.passages, "id", sorted(keys | lexical.keys()), "", (*_FIELDS, "vector")
        )
        self._versions.settle({row["article"] for row in rows})
        rows = [row for row in rows if self._versions.of(row["article"]) == row["version"]]
        self._keep(rows)
        rows.sort(key=lambda row: int(row["id"]))
        lexical |= self.lexical.scores(question, (row["id"] for row in rows if row["id"] not in lexical))
        vectors = np.array([row["vector"] for row in rows], dtype=np.float32).reshape(len(rows), len(vector))
        return Candidates(
            rows=np.array([row["id"] for row in rows], dtype=np.int64),
            dense=np.asarray(vectors @ vector, dtype=np.float32),
            lexical=np.array([lexical.get(row["id"], 0.0) for row in rows], dtype=np.float32),
        )

    def at_hand(self, rows: Rows) -> None:
        """Get the articles of these passages at once."""
        self._versions.fetch({self._place(row).version for row in rows.tolist()})

    def language_codes(self, rows: Rows) -> NDArray[np.uint8]:
        """Of each of these passages, the place of its language in ``languages``."""
        places = {name: number for number, name in enumerate(self.languages)}
        # A language that the sample met no passage of counts as the first.
        return np.array([places.get(self._place(row).language, 0) for row in rows.tolist()], dtype=np.uint8)

    def language_code(self, name: str) -> int:
        """Place of a language in ``languages``; -1 if no passage is in it."""
        return self.languages.index(name) if name in self.languages else -1

    def by_language(self, rows: Rows, values: Mapping[str, float]) -> NDArray[np.float64]:
        """The value that each of these passages has by its language, shape (len(rows),)."""
        if not len(rows):
            return np.zeros(0)
        return np.array([values[name] for name in self.languages])[self.language_codes(rows)]

    def mean_cosine(self, question: NDArray[np.float32], language: str) -> float:
        """Mean cosine of ``question`` with the passages in a language."""
        return float(self.sample.means[language] @ question)

    def _keep(self, rows: Iterable[Mapping[str, object]]) -> None:
        for row in rows:
            values = [row[name] for name in _FIELDS[1:]]
            self._places.put(int(str(row["id"])), _Place(*values))  # type: ignore[arg-type]

    def _place(self, row: int) -> _Place:
        if (place := self._places.get(row)) is None:
            self._keep(self._database.few(self._database.passages, "id", [row], "", _FIELDS))
            if (place := self._places.get(row)) is None:
                raise StoreError(f"passage {row} is no more: it was removed while it was read. Ask again")
        return place
