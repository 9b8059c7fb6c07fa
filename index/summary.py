"""What a change of the store did, in all and source by source."""

from dataclasses import dataclass
from typing import Literal

from corpus.receipt import LeftOut
from corpus.refusal import Refusal
from index.proof import Proof
from index.store.alike import Pair

State = Literal["added", "updated", "moved", "unchanged", "copy", "refused"]
"""``copy``: the text is there already, as the article named; ``moved``: it came from another path before."""


@dataclass(frozen=True, slots=True)
class SourceReceipt:
    """What became of one source.

    ``article_id`` is the article it is indexed as, None if it was refused; ``characters`` are those of its text,
    ``left_out`` what stands in the source and in no passage; ``passages`` their number, ``duplicates`` the articles
    that are nearly the same; ``reason`` says why it was refused.
    """

    path: str
    article_id: str | None
    state: State
    format: str = ""
    encoding: str | None = None
    characters: int = 0
    left_out: tuple[LeftOut, ...] = ()
    passages: int = 0
    duplicates: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did; all but ``embedded`` and ``passages`` count articles. ``seconds`` is wall time.

    ``receipts`` are of the sources that were read now, ``duplicates`` the pairs that one of their articles is in;
    ``proved`` is what was looked at after a removal.
    """

    generation: str
    articles: int
    passages: int
    added: int
    updated: int
    removed: int
    unchanged: int
    embedded: int
    refused: tuple[Refusal, ...]
    seconds: float
    receipts: tuple[SourceReceipt, ...] = ()
    duplicates: tuple[Pair, ...] = ()
    proved: Proof | None = None
