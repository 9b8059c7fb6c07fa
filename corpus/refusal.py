"""What is said of a source that cannot be read."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that could not be read, and why."""

    path: str
    reason: str

    @property
    def place(self) -> Path:
        """The path of the articles that the source gave when it was good; an address is one as it stands."""
        return Path(self.path) if "://" in self.path else Path(self.path).resolve()
