"""Writes new versions of articles, some at a time: what was embedded before is not embedded again."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.refusal import Refusal
from index.embed.embedder import Embedder
from index.milvus.database import Database
from index.milvus.rows import article_rows, digest, fits, passage_rows
from index.milvus.shard import source_bucket
from index.split import Passage, SplitSettings, passages
from index.store.segment import embedded_text

_AT_ONCE = 256  # passages that are embedded and written together


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that is to be written."""

    article: Article
    content_hash: str
    version: str
    pieces: list[Passage]
    texts: list[str]


class Intake:
    """Takes articles; ``files`` are all that the build reads, in any of its shards, by their resolved paths."""

    def __init__(
        self,
        database: Callable[[], Database],
        embedder: Embedder,
        splitter: SplitSettings,
        files: Collection[Path],
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._splitter = splitter
        self._files = files
        self._waiting: list[_Waiting] = []
        self.embedded = 0
        self.passages: dict[str, int] = {}
        """Number of passages of each article written, by its id."""
        self.refused: list[Refusal] = []

    def add(self, article: Article, content_hash: str, version: str) -> None:
        """Take an article, which is refused if Milvus does not take it, or a file that is still there has its id."""
        if reason := fits(article):
            self.refused.append(Refusal(article.path, reason))
            return
        pieces = passages(article, self._splitter)
        self._waiting.append(
            _Waiting(article, content_hash, version, pieces, [embedded_text(article, piece) for piece in pieces])
        )
        if sum(len(one.texts) for one in self._waiting) >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what was taken: passages first, so that where an article is, its passages are."""
        if not self._waiting:
            return
        database = self._database()
        waiting, self._waiting = self._free(database), []
        names = [one.article.id for one in waiting]
        known = self._known(database, names)
        missing = list({key: text for one in waiting for text in one.texts if (key := _key(text)) not in known}.items())
        if missing:
            vectors = self._embedder.passages([text for _, text in missing])
            known |= {key: vector for (key, _), vector in zip(missing, vectors, strict=True)}
            self.embedded += len(missing)
        for one in waiting:
            rows = np.array([known[_key(text)] for text in one.texts], dtype=np.float32)
            database.upsert(
                database.passages,
                passage_rows(one.article, one.version, one.pieces, one.texts, rows, self._splitter),
            )
            in_bucket = source_bucket(one.article.path, self._files)
            database.upsert(
                database.articles,
                article_rows(one.article, one.content_hash, one.version, len(one.pieces), in_bucket),
            )
            self.passages[one.article.id] = len(one.pieces)

    def _free(self, database: Database) -> list[_Waiting]:
        """Those whose ids are no other source's; the others are refused."""
        ids = [one.article.id for one in self._waiting]
        held: dict[str, set[str]] = {}
        for row in database.among(database.articles, "article", ids, "part == 0", ["key", "article", "path"]):
            held.setdefault(row["article"], set()).add(row["path"])
        free = []
        for one in self._waiting:
            others = held.get(one.article.id, set()) - {one.article.path}
            if there := next((path for path in sorted(others) if Path(path) in self._files), None):
                reason = f"its id {one.article.id!r} is that of {there} too: change one `id:`"
                self.refused.append(Refusal(one.article.path, reason))
            else:
                free.append(one)
        return free

    def _known(self, database: Database, names: list[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors of passages that earlier versions of these articles hold, by their texts' keys."""
        rows = database.among(database.passages, "article", names, "", ["id", "text_key", "vector"])
        return {row["text_key"]: np.asarray(row["vector"], dtype=np.float32) for row in rows}


def _key(text: str) -> str:
    return digest(text).hex()[:32]
