"""A part of the sources, for one of several builds that run at once."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from index.milvus.rows import BUCKETS, bucket


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th, from 1, of ``of``: a run of the buckets that sources fall into, by their path or address."""

    number: int = 1
    of: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of <= BUCKETS:
            raise UsageError(
                f"shard {self.number}/{self.of} does not exist, expected 1/{self.of} to {self.of}/{self.of}"
            )

    @classmethod
    def read(cls, written: str) -> "Shard":
        """``2/8``. Raises: UsageError."""
        match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", written.strip())
        if not match:
            raise UsageError(f"--shard is {written!r}, expected the number of a part and how many there are: 2/8")
        return cls(int(match[1]), int(match[2]))

    @property
    def _run(self) -> tuple[int, int]:
        return (self.number - 1) * BUCKETS // self.of, self.number * BUCKETS // self.of

    @property
    def condition(self) -> str:
        """What rows of articles from these sources meet."""
        first, end = self._run
        return f"bucket >= {first} and bucket < {end}"

    def holds(self, in_bucket: int) -> bool:
        """Whether a bucket is one of its own."""
        first, end = self._run
        return first <= in_bucket < end

    def mine(self, files: Iterable[Path]) -> list[Path]:
        """The files that fall to it; each is named by its resolved path."""
        return [path for path in files if self.holds(bucket(str(path)))]


def source_bucket(path: str, files: Collection[Path]) -> int:
    """The bucket of the source that an article of this path came from: one of ``files``, or an address."""
    if "://" not in path:
        for place in (Path(path), *Path(path).parents):
            if place in files:
                return bucket(str(place))
    return bucket(path)
