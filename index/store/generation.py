"""One generation of a store: articles, passages and the two indexes over them, written once and only read after.

generations/000012/
  manifest.json    see manifest.py
  catalog.json     id, title, date … of every article, and where its line in articles.jsonl begins
  articles.jsonl   the articles whole, a line each, sorted by id
  passages.npy     a row a passage: article (its row in the catalog), start, end
  dense.faiss      row i is passage i
  lexical/         document i is passage i
"""

import datetime
import threading
import weakref
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.article import Article
from index.dense import DenseIndex
from index.errors import StoreDamaged
from index.fold import simplify, terms
from index.lexical import LexicalIndex
from index.split import Passage, SplitSettings
from index.store.manifest import FORMAT, NAME, Manifest, records_of

_PASSAGE = np.dtype([("article", "<u4"), ("start", "<u4"), ("end", "<u4")])
_ARTICLE = TypeAdapter(Article)
_ARTICLES_IN_MEMORY = 256


class Entry(BaseModel):
    """What the catalog says of an article, so that a list of all needs no article read."""

    model_config = ConfigDict(frozen=True)
    id: str
    title: str
    path: str
    content_hash: str
    language: str
    publisher: str | None
    date: str | None
    url: str | None
    tags: tuple[str, ...]
    characters: int
    passages: int
    offset: int  # bytes, of its line in articles.jsonl
    size: int  # bytes


_CATALOG = TypeAdapter(list[Entry])


def embedded_text(article: Article, passage: Passage) -> str:
    """What is embedded and indexed of a passage: its words under the title and heading that say what they are about.

    In Simplified characters, as questions are: a Traditional question finds a Simplified text, and the other way.
    """
    words = article.quote(passage.start, passage.end)
    return simplify("\n".join(part for part in (article.title, passage.heading, words) if part))


class Generation:
    """A generation that is open for reading. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open and check ``folder``. Raises: StoreDamaged, StoreMismatch."""
        self.folder = folder
        self.manifest = Manifest.read(folder)
        try:
            self.manifest.check(folder)
            self.catalog: list[Entry] = _CATALOG.validate_json((folder / "catalog.json").read_bytes())
            self._passages: NDArray[np.void] = np.load(folder / "passages.npy", allow_pickle=False)
            self.dense = DenseIndex.load(folder / "dense.faiss")
            self.lexical = LexicalIndex.load(folder / "lexical")
            self._articles = (folder / "articles.jsonl").open("rb")  # stays readable when a build drops the folder
        except OSError as error:
            raise StoreDamaged(f"{folder} cannot be read ({error}): run gusu index build") from error
        weakref.finalize(self, self._articles.close)
        self._reading = threading.Lock()
        self._rows = {entry.id: row for row, entry in enumerate(self.catalog)}
        of_article = np.array([entry.language for entry in self.catalog])
        self.languages: NDArray[np.str_] = of_article[self._passages["article"]]  # of each passage
        self.groups = {
            str(name): self.dense.group(np.flatnonzero(self.languages == name)) for name in np.unique(self.languages)
        }
        self._article = lru_cache(maxsize=_ARTICLES_IN_MEMORY)(self._read_article)
        self._check_consistency()

    @property
    def name(self) -> str:
        """``000012``."""
        return self.manifest.generation

    def __len__(self) -> int:
        return len(self._passages)

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._rows

    def article(self, article_id: str) -> Article:
        """Raises: KeyError if there is no such article."""
        return self._article(self._rows[article_id])

    def passage(self, row: int) -> tuple[Article, Passage]:
        """Passage ``row`` and its article."""
        number, start, end = (int(value) for value in self._passages[row])
        article = self._article(number)
        heading = next(
            (heading for heading, blocks in article.sections() if blocks[0].start <= start < blocks[-1].end), ""
        )
        return article, Passage(article.id, start, end, heading)

    def _read_article(self, row: int) -> Article:
        entry = self.catalog[row]
        with self._reading:
            self._articles.seek(entry.offset)
            line = self._articles.read(entry.size)
        return _ARTICLE.validate_json(line)

    def _check_consistency(self) -> None:
        """Rows belong together, and a word that a passage holds is found in it: an index that finds nothing is loud."""
        counts = {len(self), len(self.dense), len(self.lexical), self.manifest.passages}
        if len(counts) != 1:
            raise StoreDamaged(f"{self.folder}: its indexes hold {sorted(counts)} passages: run gusu index build")
        for row in range(len(self)):
            article, passage = self.passage(row)
            if known := terms(article.quote(passage.start, passage.end)):
                word = known[len(known) // 2]
                if not self.lexical.scores(word)[row] > 0:
                    raise StoreDamaged(
                        f"{self.folder}/lexical does not find {word!r}, which passage {row} holds: run gusu index build"
                    )
                return


def write_generation(
    folder: Path,
    name: str,
    articles: Sequence[Article],
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    embedder: str,
    splitter: SplitSettings,
) -> Manifest:
    """Write all files of a generation into the empty ``folder``, the manifest last.

    ``articles`` are sorted by id, ``passages`` in their order; row i of ``vectors``, shape (passages, dim), is of
    passages[i].
    """
    counts: dict[str, int] = {}
    for passage in passages:
        counts[passage.article_id] = counts.get(passage.article_id, 0) + 1
    catalog = _write_articles(folder, articles, counts)
    numbers = {entry.id: row for row, entry in enumerate(catalog)}
    rows = [(numbers[p.article_id], p.start, p.end) for p in passages]
    np.save(folder / "passages.npy", np.array(rows, dtype=_PASSAGE), allow_pickle=False)
    DenseIndex.of(vectors).save(folder / "dense.faiss")
    by_id = {article.id: article for article in articles}
    LexicalIndex.of(embedded_text(by_id[p.article_id], p) for p in passages).save(folder / "lexical")
    manifest = Manifest(
        format=FORMAT,
        generation=name,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        gusu=version("gusu"),
        embedder=embedder,
        dim=int(vectors.shape[1]),
        splitter=splitter.fingerprint(),
        articles=len(articles),
        passages=len(passages),
        files=records_of(folder),
    )
    (folder / NAME).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    return manifest


def _write_articles(folder: Path, articles: Sequence[Article], counts: dict[str, int]) -> list[Entry]:
    catalog = []
    offset = 0
    with (folder / "articles.jsonl").open("wb") as file:
        for article in articles:
            line = _ARTICLE.dump_json(article) + b"\n"
            file.write(line)
            catalog.append(
                Entry(
                    id=article.id,
                    title=article.title,
                    path=article.path,
                    content_hash=article.content_hash(),
                    language=article.language,
                    publisher=article.publisher,
                    date=article.date,
                    url=article.url,
                    tags=article.tags,
                    characters=len(article.text),
                    passages=counts.get(article.id, 0),
                    offset=offset,
                    size=len(line),
                )
            )
            offset += len(line)
    (folder / "catalog.json").write_bytes(_CATALOG.dump_json(catalog, indent=1))
    return catalog
