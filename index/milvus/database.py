"""The two collections of a store in Milvus, and its state; what Milvus raises leaves as ours."""

import datetime
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from corpus.errors import ServiceError
from index.errors import StoreMissing
from index.milvus import schema
from index.milvus.conditions import both, numbers, texts
from index.milvus.place import Place, connect
from index.milvus.rows import digest
from index.split import SplitSettings

Row = dict[str, Any]

_FORMAT = 1  # a new number when rows would be read otherwise
_STATE = "state"  # key of its row among the articles
_WRITTEN_AT_ONCE = 400  # rows: 6 kB each, within what a call may carry
_READ_AT_ONCE = 1_000
_NAMED_AT_ONCE = 500  # values in one condition
MOST = 16_384  # rows that one call gives


class State(BaseModel):
    """What a store says of itself. ``mark`` is another one after each change."""

    model_config = ConfigDict(frozen=True)
    mark: str
    created: str  # ISO 8601, UTC
    gusu: str
    embedder: str  # fingerprint
    dim: int
    splitter: dict[str, int]


class Database:
    """The collections of one embedder's vectors: another embedder has its own beside them. Thread-safe."""

    def __init__(self, place: Place, embedder: str) -> None:
        """``embedder`` is a fingerprint. Nothing is connected yet; each method raises as ``connect`` does."""
        self.place = place
        self._embedder = embedder
        base = f"{place.name}_{digest(str(_FORMAT), embedder).hex()[:8]}"
        self.passages, self.articles = f"{base}_passages", f"{base}_articles"

    @cached_property
    def _client(self) -> Any:
        return connect(self.place)

    @cached_property
    def _loaded(self) -> Any:
        """A client, the collections loaded for searching: they must be there."""
        with self._told():
            for name in (self.passages, self.articles):
                self._client.load_collection(name)
        return self._client

    def exists(self) -> bool:
        """Whether anything has been built here."""
        if self.place.file and not self.place.file.exists():
            return False
        with self._told():
            return all(self._client.has_collection(name) for name in (self.passages, self.articles))

    def create(self, dim: int, splitter: SplitSettings) -> None:
        """Make what is missing; any number of processes may at once."""
        made = {self.passages: schema.passages(self._client, dim), self.articles: schema.articles(self._client)}
        for name, (fields, indexes) in made.items():
            if self._has(name):
                continue
            try:
                with self._told():
                    self._client.create_collection(
                        name, schema=fields, index_params=indexes, consistency_level="Strong"
                    )
            except ServiceError:
                if not self._has(name):  # it is no other process that was faster
                    raise
        if self.find_state() is None:
            self.mark(dim, splitter)

    def _has(self, name: str) -> bool:
        with self._told():
            return bool(self._client.has_collection(name))

    def find_state(self) -> State | None:
        """The state, if it was ever written."""
        found = self.query(self.articles, f'key == "{_STATE}"', ["entry"])
        return State.model_validate_json(found[0]["entry"]) if found else None

    def state(self) -> State:
        """The state. Raises: StoreMissing if nothing has been built here."""
        found = self.find_state() if self.exists() else None
        if found is None:
            raise StoreMissing(
                f"Milvus at {self.place.uri} holds nothing named {self.place.name} that was built with the embedder "
                f"{self._embedder}: run gusu index build"
            )
        return found

    def live(self) -> str:
        """The mark alone. Raises: StoreMissing."""
        found = self.query(self.articles, f'key == "{_STATE}"', ["entry"], consistency_level="Bounded")
        if not found:
            return self.state().mark
        return State.model_validate_json(found[0]["entry"]).mark

    def mark(self, dim: int, splitter: SplitSettings) -> str:
        """Tell readers that something has changed."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        state = State(
            mark=f"{time.time_ns() // 1000:x}",
            created=now,
            gusu=version("gusu"),
            embedder=self._embedder,
            dim=dim,
            splitter=splitter.fingerprint(),
        )
        row: Row = {"key": _STATE, "entry": state.model_dump_json(), "nothing": [0.0, 0.0]}
        row |= dict.fromkeys(("article", "path", "version", "text_key", "body"), "")
        row |= dict.fromkeys(("part", "bucket", "born", "passages"), -1)
        self.upsert(self.articles, [row])
        return state.mark

    def query(
        self, collection: str, condition: str, fields: Sequence[str], consistency_level: str = "Strong"
    ) -> list[Row]:
        """Rows that meet a condition, 16,384 at most."""
        with self._told():
            found = self._loaded.query(
                collection,
                filter=condition,
                output_fields=list(fields),
                limit=MOST,
                consistency_level=consistency_level,
            )
        return [dict(row) for row in found]

    def among(self, collection: str, field: str, values: Iterable[Any], also: str, fields: Sequence[str]) -> list[Row]:
        """Rows whose ``field`` is one of ``values``, and that meet ``also``; any number of them."""
        conditions = self._conditions(field, values, also)
        return [row for condition in conditions for row in self.each(collection, condition, fields)]

    def few(self, collection: str, field: str, values: Iterable[Any], also: str, fields: Sequence[str]) -> list[Row]:
        """As ``among``, in fewer calls, where a value has 32 rows at most."""
        conditions = self._conditions(field, values, also)
        return [row for condition in conditions for row in self.query(collection, condition, fields, "Bounded")]

    @staticmethod
    def _conditions(field: str, values: Iterable[Any], also: str) -> Iterator[str]:
        wanted = list(values)
        for at in range(0, len(wanted), _NAMED_AT_ONCE):
            part = wanted[at : at + _NAMED_AT_ONCE]
            listed = texts(part) if isinstance(part[0], str) else numbers(part)
            yield both(f"{field} in {listed}", also)

    def each(self, collection: str, condition: str, fields: Sequence[str], most: int | None = None) -> Iterator[Row]:
        """All rows that meet a condition, by their keys in order; the first ``most`` of them."""
        with self._told():
            rows = self._loaded.query_iterator(
                collection,
                batch_size=min(_READ_AT_ONCE, most or _READ_AT_ONCE),
                limit=-1 if most is None else most,
                filter=condition,
                output_fields=list(fields),
            )
            try:
                while batch := rows.next():
                    yield from (dict(row) for row in batch)
            finally:
                rows.close()

    def count(self, collection: str, condition: str = "") -> int:
        """How many rows meet a condition."""
        with self._told():
            found = self._loaded.query(collection, filter=condition, output_fields=["count(*)"])
        return int(found[0]["count(*)"])

    def nearest(
        self, field: str, wanted: NDArray[np.float32] | Mapping[int, float], k: int, condition: str
    ) -> list[tuple[int, float]]:
        """Keys and inner products of the ``k`` passages nearest by a field, nearest first."""
        data = wanted.tolist() if isinstance(wanted, np.ndarray) else dict(wanted)
        parameters = {"params": {"ef": max(k, 200)}} if field == "vector" else {}
        with self._told():
            found = self._loaded.search(
                self.passages,
                data=[data],
                anns_field=field,
                limit=min(k, MOST),
                filter=condition,
                output_fields=["id"],
                search_params={"metric_type": "IP", **parameters},
                consistency_level="Bounded",
            )
        return [(int(hit["id"]), float(hit["distance"])) for hit in found[0]]

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Write rows; what has their keys already is written over."""
        for at in range(0, len(rows), _WRITTEN_AT_ONCE):
            with self._told():
                self._client.upsert(collection, data=list(rows[at : at + _WRITTEN_AT_ONCE]))

    def delete(self, collection: str, field: str, values: Iterable[str], also: str = "") -> None:
        """Drop rows whose ``field`` is one of ``values``, and that meet ``also``."""
        for condition in self._conditions(field, values, also):
            with self._told():
                self._loaded.delete(collection, filter=condition)

    def settle(self) -> None:
        """Have milvus-lite index what was written; a server does so by itself, whenever it suits it."""
        if self.place.file:
            for name in (self.passages, self.articles):
                with self._told():
                    self._loaded.flush(name)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from grpc import RpcError
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except MilvusException as error:
            told = " ".join(str(error.message).split())
            raise ServiceError(f"Milvus at {self.place.uri} did not do as asked ({told}): look at its log") from error
        except RpcError as error:
            raise ServiceError(f"Milvus at {self.place.uri} cannot be reached ({error}): is it running?") from error
