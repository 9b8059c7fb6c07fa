"""Opening the live generation, also while somebody rebuilds."""

from pathlib import Path

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
