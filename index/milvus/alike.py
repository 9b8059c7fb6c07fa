"""Articles of the very same text, looked for when one of them is read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.milvus.recent import Recent
from index.store.alike import Copy

if TYPE_CHECKING:
    from index.milvus.versions import Versions

_REMEMBERED = 10_000  # articles


class MilvusAlike:
    """Each source of a text is an article of its own here, near to the others by 1; that texts are nearly the same is
    not known.
    """

    any_near = True  # possibly

    def __init__(self, versions: "Versions") -> None:
        self._versions = versions
        self._near: Recent[str, tuple[tuple[str, float], ...]] = Recent(_REMEMBERED)

    @property
    def copies(self) -> Mapping[str, tuple[Copy, ...]]:
        """None: see above."""
        return {}

    def near(self, article_id: str) -> tuple[tuple[str, float], ...]:
        """Articles of the same text, each with its likeness, 1."""
        if (found := self._near.get(article_id)) is None:
            found = tuple((name, 1.0) for name in self._versions.same_text(article_id))
            self._near.put(article_id, found)
        return found

    def holder(self, copy_id: str) -> str | None:
        """None: a copy is an article."""
        return None
