"""A segment's list of articles: a SQLite file, so that one of a million is found without reading the others.

articles    a row an article; ``row`` is its number in the segment
tags        an article's tags, folded
"""

import errno
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from corpus.article import Article
from index.errors import StoreDamaged
from index.filter import Filter, period
from index.fold import fold

_SCHEMA = """
CREATE TABLE articles (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, path TEXT, content_hash TEXT, language TEXT, publisher TEXT,
    date TEXT, url TEXT, tags TEXT, characters INTEGER, passages INTEGER, offset INTEGER, size INTEGER,
    folded_publisher TEXT, folded_language TEXT, first_day INTEGER, last_day INTEGER);
CREATE TABLE tags (tag TEXT, row INTEGER, PRIMARY KEY (tag, row)) WITHOUT ROWID;
"""
_INDICES = """
CREATE INDEX by_publisher ON articles (folded_publisher);
CREATE INDEX by_day ON articles (first_day, last_day);
"""
_SHOWN = "id, title, path, content_hash, language, publisher, date, url, tags, characters, passages, offset, size"


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


class Catalog:
    """An open catalog. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open ``path`` for reading. Raises: StoreDamaged if it is no such file."""
        self._path = path
        self._lock = threading.Lock()
        try:
            # Immutable: no lock and no journal is looked for, also in a folder that may only be read.
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
            ((self._count,),) = self._read("SELECT count(*) FROM articles")
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(f"{path} is not a catalog ({error})") from error
        weakref.finalize(self, self._database.close)

    def __len__(self) -> int:
        return int(self._count)

    def find(self, article_id: str) -> tuple[int, Entry] | None:
        """Row and entry of an article, if it is in this segment."""
        rows = self._read(f"SELECT row, {_SHOWN} FROM articles WHERE id = ?", (article_id,))  # noqa: S608
        return (int(rows[0][0]), _entry(rows[0][1:])) if rows else None

    def place(self, row: int) -> tuple[int, int]:
        """Offset and size, in bytes, of the line in articles.jsonl of the article in ``row``."""
        ((offset, size),) = self._read("SELECT offset, size FROM articles WHERE row = ?", (row,))
        return int(offset), int(size)

    def entries(self) -> Iterator[Entry]:
        """All entries, in the order of their rows."""
        return (_entry(row) for row in self._read(f"SELECT {_SHOWN} FROM articles ORDER BY row"))  # noqa: S608

    def known(self) -> list[tuple[str, str, str, int]]:
        """Id, content hash, path and number of passages of every article, in the order of their rows."""
        return self._read("SELECT id, content_hash, path, passages FROM articles ORDER BY row")

    def languages(self) -> NDArray[np.str_]:
        """Language of every article, by its row."""
        return np.array([language for (language,) in self._read("SELECT language FROM articles ORDER BY row")])

    def newest(self) -> str | None:
        """The latest date of an article."""
        return next((date for (date,) in self._read("SELECT max(date) FROM articles")), None)

    def select(self, where: Filter) -> NDArray[np.int64]:
        """Rows of the articles that pass ``where``."""
        needed, values = ["1"], []
        for column, wanted in (
            ("id", list(where.articles)),
            ("folded_publisher", where.spellings("publishers")),
            ("folded_language", where.spellings("languages")),
        ):
            if wanted:
                needed.append(f"{column} IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(wanted))
        if where.tags:
            needed.append("row IN (SELECT row FROM tags WHERE tag IN (SELECT value FROM json_each(?)))")
            values.append(json.dumps(where.spellings("tags")))
        first, last = where.bounds()
        if first is not None:
            needed.append("last_day >= ?")
            values.append(str(first))
        if last is not None:
            needed.append("first_day <= ?")
            values.append(str(last))
        found = self._read(f"SELECT row FROM articles WHERE {' AND '.join(needed)}", values)  # noqa: S608
        return np.fromiter((row for (row,) in found), dtype=np.int64, count=len(found))

    def _read(self, query: str, values: Iterable[Any] = ()) -> list[Any]:
        with self._lock:
            return self._database.execute(query, tuple(values)).fetchall()


@contextmanager
def _as_os_error() -> Iterator[None]:
    """A full disk is one error, whoever meets it."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error)) from error


class CatalogWriter:
    """Writes a catalog row by row. Every method raises OSError if that fails."""

    @_as_os_error()
    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        self._row = 0

    @_as_os_error()
    def add(self, article: Article, content_hash: str, passages: int, offset: int, size: int) -> int:
        """Write an article's row; gives its number."""
        row = self._row
        self._row += 1
        first, last = period(article.date) if article.date else (None, None)
        self._database.execute(
            f"INSERT INTO articles VALUES ({', '.join('?' * 18)})",  # noqa: S608
            (
                row,
                article.id,
                article.title,
                article.path,
                content_hash,
                article.language,
                article.publisher,
                article.date,
                article.url,
                json.dumps(article.tags, ensure_ascii=False),
                len(article.text),
                passages,
                offset,
                size,
                fold(article.publisher).strip() if article.publisher else None,
                fold(article.language),
                first,
                last,
            ),
        )
        tags = {fold(tag).strip() for tag in article.tags}
        self._database.executemany("INSERT INTO tags VALUES (?, ?)", ((tag, row) for tag in sorted(tags)))
        return row

    def discard(self) -> None:
        """Let go of the file, as it is."""
        self._database.close()

    @_as_os_error()
    def close(self) -> None:
        """Finish the file."""
        self._database.executescript(_INDICES)
        self._database.commit()
        self._database.close()


def _entry(row: Any) -> Entry:
    fields = dict(zip(_SHOWN.split(", "), row, strict=True))
    return Entry(**(fields | {"tags": json.loads(fields["tags"])}))
