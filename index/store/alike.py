"""What a generation knows of texts that came more than once: ``alike.json``.

Of one text under several names the store holds one article, and the other names here. Texts that are nearly the same,
such as reprints, are articles of their own, and noted in pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.article import Article
from index.errors import StoreDamaged

FILE = "alike.json"


@dataclass(frozen=True, slots=True)
class Copy:
    """Another source of an article's very text: ``id`` is what it would be called if it were the only one."""

    id: str
    title: str
    path: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None

    @classmethod
    def of(cls, article: Article) -> "Copy":
        """What is kept of an article whose text is there already."""
        return cls(article.id, article.title, article.path, article.publisher, article.date, article.url)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that are nearly the same, in the order of their ids; ``similarity`` from 0.8 to 1."""

    one: str
    other: str
    similarity: float


@dataclass(frozen=True)
class Alike:
    """``copies`` by the id of the article that holds their text; ``pairs``, the most alike first."""

    copies: dict[str, tuple[Copy, ...]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()

    @property
    def any_near(self) -> bool:
        """Whether any two articles are nearly the same."""
        return bool(self.pairs)

    def near(self, article_id: str) -> tuple[tuple[str, float], ...]:
        """Articles that are nearly the same as this one and how alike they are, the most alike first."""
        return tuple(self._near.get(article_id, ()))

    def holder(self, copy_id: str) -> str | None:
        """Id of the article that holds the text of the copy of this name."""
        return next((held for held, copies in self.copies.items() if any(c.id == copy_id for c in copies)), None)

    @cached_property
    def _near(self) -> dict[str, list[tuple[str, float]]]:
        found: dict[str, list[tuple[str, float]]] = {}
        for pair in self.pairs:
            found.setdefault(pair.one, []).append((pair.other, pair.similarity))
            found.setdefault(pair.other, []).append((pair.one, pair.similarity))
        return found

    def by_path(self) -> Iterator[tuple[str, str, Copy]]:
        """Every copy: its path, the id of the article that holds its text, and itself."""
        return ((copy.path, held, copy) for held, copies in self.copies.items() for copy in copies)

    def write(self, folder: Path) -> None:
        """Write it into a generation's folder."""
        (folder / FILE).write_bytes(_ALIKE.dump_json(self))


_ALIKE = TypeAdapter(Alike)


def read_alike(folder: Path) -> Alike:
    """That of a generation's folder; empty for one written before there was any. Raises: StoreDamaged."""
    path = folder / FILE
    try:
        return _ALIKE.validate_json(path.read_bytes())
    except FileNotFoundError:
        return Alike()
    except (OSError, ValidationError) as error:
        raise StoreDamaged(f"{path} cannot be read: run gusu index build") from error
