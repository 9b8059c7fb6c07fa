"""What a change did to single questions."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from eval.compare.pairs import Pairs
from eval.report.words import GOOD, LOST
from eval.run.record import Outcome, Record


class Kind(StrEnum):
    """Which way a question's outcome went."""

    WORSE = "worse"  # it went well, and no longer does
    BETTER = "better"
    MOVED = "moved"  # it goes wrong otherwise than before, or came to be scored


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome is another one in the second run. ``place`` is its number among the pairs, from 0."""

    place: int
    kind: Kind
    before: Record
    after: Record


def changes(pairs: Pairs, run: int) -> list[Change]:
    """The questions whose outcome differs between the first run and ``run``: worse, better, moved, each in order."""
    found = []
    for place, (before, after) in enumerate(zip(pairs.records[0], pairs.records[run], strict=True)):
        if before.outcome is not after.outcome:
            found.append(Change(place, _kind(before.outcome, after.outcome), before, after))
    order = list(Kind)
    return sorted(found, key=lambda change: order.index(change.kind))


def transitions(pairs: Pairs, run: int) -> Counter[tuple[Outcome, Outcome]]:
    """How many questions went from each outcome in the first run to each in ``run``."""
    both = zip(pairs.records[0], pairs.records[run], strict=True)
    return Counter((before.outcome, after.outcome) for before, after in both)


def _kind(before: Outcome, after: Outcome) -> Kind:
    if before in LOST and after in GOOD:
        return Kind.BETTER
    if before in GOOD and after in LOST:
        return Kind.WORSE
    return Kind.MOVED
