"""The live state of a store in Milvus."""

import time

from index import generation as seam
from index.milvus.database import Database
from index.milvus.generation import MilvusGeneration
from index.milvus.sample import read_sample
from index.milvus.versions import Articles, Versions

_LASTS_SECONDS = 600  # a sample of many passages: a few more or less do not change what it says


class MilvusShelf:
    """Opens generations; see ``index.generation.Shelf``."""

    quick = False  # a sample is read; passages that were removed are found by no generation meanwhile

    def __init__(self, database: Database) -> None:
        self._database = database
        self._articles = Articles(database)

    @property
    def place(self) -> str:
        """The address or the file."""
        return self._database.place.uri

    def live(self) -> str:
        """The state's mark. Raises: StoreMissing, ServiceError."""
        return self._database.live()

    def open(self, before: seam.Generation | None = None) -> MilvusGeneration:
        """The live state. Raises: StoreMissing, ServiceError."""
        state = self._database.state()
        sample = before.sample if isinstance(before, MilvusGeneration) else None
        if sample is None or sample.is_all or time.monotonic() - sample.read > _LASTS_SECONDS:
            sample = read_sample(self._database)
        return MilvusGeneration(self._database, state, sample, Versions(self._database, self._articles))
