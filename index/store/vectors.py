"""Vectors kept between builds, by embedder and passage: only what changed is embedded again."""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

_ROWS_A_QUERY = 500  # below SQLite's limit of variables


def passage_key(embedded_text: str) -> str:
    """Name of a passage's vector: sha256 of the very text that is embedded."""
    return hashlib.sha256(embedded_text.encode()).hexdigest()


class VectorCache:
    """A SQLite table (embedder fingerprint, passage key) → float32 vector. A context manager.

    It can always be made anew, so a file that is no database is dropped and rebuilt instead of reported.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        try:
            self._database = _open(path)
        except sqlite3.OperationalError:
            raise  # in use or out of reach, which a new file would not mend
        except sqlite3.DatabaseError:
            path.unlink()
            self._database = _open(path)

    def __enter__(self) -> "VectorCache":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def get(self, keys: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are here, by key."""
        wanted, found = list(dict.fromkeys(keys)), {}
        for at in range(0, len(wanted), _ROWS_A_QUERY):
            part = wanted[at : at + _ROWS_A_QUERY]
            marks = ",".join("?" * len(part))
            query = f"SELECT key, vector FROM vectors WHERE embedder = ? AND key IN ({marks})"  # noqa: S608
            for key, vector in self._database.execute(query, (self._fingerprint, *part)):
                found[key] = np.frombuffer(vector, dtype="<f4")
        return found

    def put(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep these vectors, at once and for good: a build killed later finds them."""
        rows = [(self._fingerprint, key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drop every vector but these, those of other embedders too: text that was removed leaves nothing behind."""
        with self._database:
            self._database.execute("CREATE TEMP TABLE kept (key TEXT PRIMARY KEY)")
            self._database.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in keys))
            self._database.execute(
                "DELETE FROM vectors WHERE embedder != ? OR key NOT IN (SELECT key FROM kept)", (self._fingerprint,)
            )
            self._database.execute("DROP TABLE kept")


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA secure_delete = ON")
        with database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS vectors (embedder TEXT, key TEXT, vector BLOB, PRIMARY KEY (embedder, key))"
                " WITHOUT ROWID"
            )
        return database
    except sqlite3.DatabaseError:
        database.close()
        raise
