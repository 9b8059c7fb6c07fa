"""Vectors kept between builds, by embedder and passage: only what changed is embedded again."""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_ROWS_A_QUERY = 500  # below SQLite's limit of variables
_ALL = ""  # in the place of a key: of all passages but those that a build asked for


def passage_key(embedded_text: str) -> str:
    """Name of a passage's vector: sha256 of the very text that is embedded."""
    return hashlib.sha256(embedded_text.encode()).hexdigest()


_VECTOR = "<f2"  # half the bytes; moves a cosine by less than 0.000001


class VectorCache:
    """A SQLite table (embedder fingerprint, passage key) → float16 vector; ``close`` lets go of the file.

    Every vector is marked with the last build that asked for it, so that those of removed text can be told.
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
        ((last,),) = self._database.execute("SELECT coalesce(max(build), 0) FROM passages")
        self._build = last + 1

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def get(self, keys: Iterable[str]) -> dict[str, NDArray[np.floating]]:
        """The vectors that are here, by key."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, NDArray[np.floating]] = {}
        for at in range(0, len(wanted), _ROWS_A_QUERY):
            part = wanted[at : at + _ROWS_A_QUERY]
            chosen = f"embedder = ? AND key IN ({','.join('?' * len(part))})"
            for key, vector in self._database.execute(
                f"SELECT key, vector FROM passages WHERE {chosen}",  # noqa: S608
                (self._fingerprint, *part),
            ):
                found[key] = np.frombuffer(vector, dtype=_VECTOR)
            with self._database:
                self._database.execute(
                    f"UPDATE passages SET build = ? WHERE {chosen}",  # noqa: S608
                    (self._build, self._fingerprint, *part),
                )
        return found

    def put(self, vectors: Mapping[str, NDArray[np.floating]]) -> None:
        """Keep these vectors, at once and for good: a build killed later finds them."""
        rows = [(self._fingerprint, key, self._build, v.astype(_VECTOR).tobytes()) for key, v in vectors.items()]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?)", rows)

    def drop(self, keys: Iterable[str]) -> None:
        """Drop these vectors but those this build asked for: text that was removed leaves nothing behind."""
        rows = [(self._fingerprint, key, self._build) for key in keys]
        with self._database:
            self._database.executemany("DELETE FROM passages WHERE embedder = ? AND key = ? AND build < ?", rows)

    def part_with(self, keys: Iterable[str], generation: str) -> None:
        """Note, before ``generation`` is live, that these vectors go with it: for ``settle``, now or after a crash."""
        rows = [(generation, self._build, self._fingerprint, key) for key in keys]
        with self._database:
            self._database.executemany("INSERT INTO leaving VALUES (?, ?, ?, ?)", rows)

    def part_with_others(self, generation: str) -> None:
        """As ``part_with``, of every vector that this build did not ask for, those of other embedders too."""
        self.part_with([_ALL], generation)

    def settle(self, live: str) -> None:
        """Drop what was noted to go with the generation that is ``live`` now, but for what a build asked for since.

        What was noted for another is void: it never came to be live, or is not any more.
        """
        ((noted,),) = self._database.execute("SELECT count(*) FROM leaving")
        if not noted:
            return
        with self._database:
            for build, embedder in self._database.execute(
                "SELECT DISTINCT build, embedder FROM leaving WHERE generation = ?", (live,)
            ).fetchall():
                self._database.execute(
                    "DELETE FROM passages WHERE embedder = ? AND build < ?"
                    " AND key IN (SELECT key FROM leaving WHERE generation = ?)",
                    (embedder, build, live),
                )
            for build, embedder in self._database.execute(
                "SELECT build, embedder FROM leaving WHERE generation = ? AND key = ?", (live, _ALL)
            ).fetchall():
                self._database.execute("DELETE FROM passages WHERE embedder != ? OR build < ?", (embedder, build))
            self._database.execute("DELETE FROM leaving")


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA secure_delete = ON")
        with database:
            database.execute("DROP TABLE IF EXISTS vectors")  # an earlier version's
            database.execute(
                "CREATE TABLE IF NOT EXISTS passages"
                " (embedder TEXT, key TEXT, build INTEGER, vector BLOB, PRIMARY KEY (embedder, key))"
            )
            database.execute("CREATE INDEX IF NOT EXISTS by_build ON passages (build)")
            database.execute(
                "CREATE TABLE IF NOT EXISTS leaving (generation TEXT, build INTEGER, embedder TEXT, key TEXT)"
            )
        return database
    except sqlite3.DatabaseError:
        database.close()
        raise
