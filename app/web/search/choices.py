"""What a search can be narrowed to: the publishers and tags of the articles there are."""

import threading
from collections import Counter
from dataclasses import dataclass

from index.generation import Generation

_MOST = 500  # values that are offered, the most frequent ones


@dataclass(frozen=True, slots=True)
class Choices:
    """Publishers, tags and languages, those of most articles first."""

    publishers: tuple[str, ...]
    tags: tuple[str, ...]
    languages: tuple[str, ...]


class Offered:
    """Keeps the choices of the generation that was last asked for: they are counted once for all pages. Thread-safe."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._known: tuple[str, Choices] | None = None

    def of(self, generation: Generation) -> Choices:
        """The choices among this generation's articles."""
        with self._counting:
            if self._known is None or self._known[0] != generation.name:
                self._known = generation.name, _count(generation)
            return self._known[1]


def _count(generation: Generation) -> Choices:
    publishers: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    for entry in generation.entries():
        if entry.publisher:
            publishers[entry.publisher] += 1
        tags.update(entry.tags)
    return Choices(_most(publishers), _most(tags), tuple(generation.languages))


def _most(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(value for value, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST])
