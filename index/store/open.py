"""Opening the live generation, also while somebody rebuilds."""

from pathlib import Path

from index import generation as seam
from index.errors import StoreDamaged, StoreMismatch
from index.store.generation import Generation
from index.store.layout import Layout


def open_live(root: Path, before: Generation | None = None) -> Generation:
    """The live generation of the store at ``root``; it shares with ``before`` the segments that both have.

    Raises: StoreMissing, StoreDamaged, StoreMismatch.
    """
    layout = Layout(root)
    name = layout.live()
    while True:
        try:
            return Generation(layout.generations / name, before)
        except (StoreDamaged, StoreMismatch):
            newer = layout.live()
            if newer == name:
                raise
            name = newer  # two builds went by in between, and the second dropped what was being opened


class FolderShelf:
    """The generations in a store's folder."""

    quick = True  # only segments that are new are opened, and one in hand holds what was removed

    def __init__(self, root: Path) -> None:
        self._layout = Layout(root)

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._layout.root)

    def live(self) -> str:
        """Name of the live generation. Raises: StoreMissing."""
        return self._layout.live()

    def open(self, before: seam.Generation | None = None) -> Generation:
        """The live generation; it shares with ``before`` the segments that both have. Raises: as ``open_live``."""
        return open_live(self._layout.root, before if isinstance(before, Generation) else None)
