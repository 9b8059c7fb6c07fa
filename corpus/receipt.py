"""What became of a source when it was read: the part of an article that is for its editor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of a source that no passage holds: how many characters of a kind, and the first of them."""

    kind: str  # "header", "footer", "page number", "boilerplate", "notes" …
    characters: int
    example: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a source was read: ``format`` by its name in corpus/formats, ``encoding`` where it was text."""

    format: str = ""
    encoding: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
