"""The passages that a run's questions met, each kept once however often it was found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eval.run.record import Record


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of an article."""

    title: str
    heading: str
    text: str


class Passages:
    """Passages by number, from 0 in order of first meeting, and the articles' titles by id."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Learn the titles of all articles that the records' hits and citations name."""
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._passages: list[Passage] = []
        self.titles: dict[str, str] = {
            place["article_id"]: place["title"]
            for record in records
            for kind in ("hits", "citations")
            for place in (record.result or {}).get(kind, [])
        }

    def number(self, hit: dict[str, Any]) -> int:
        """The number of a hit's passage; one that was not met before is kept."""
        key = (hit["article_id"], hit["start"], hit["end"])
        if key not in self._numbers:
            self._numbers[key] = len(self._passages)
            self._passages.append(Passage(hit["title"], hit["heading"], hit["text"]))
        return self._numbers[key]

    def __iter__(self) -> Iterator[Passage]:
        """The passages, number 0 first."""
        return iter(self._passages)

    def __len__(self) -> int:
        return len(self._passages)
