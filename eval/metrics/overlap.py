"""Spans and words that are gold: what stands where the evidence stands, or says a key fact."""

from typing import Protocol

from eval.run.record import Record


class _Stretch(Protocol):
    @property
    def article_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def overlap(one: _Stretch, other: _Stretch) -> bool:
    """Whether two runs of characters share one: of the same article, half-open, so that touching is not sharing."""
    return one.article_id == other.article_id and max(one.start, other.start) < min(one.end, other.end)


def is_evidence(stretch: _Stretch, record: Record) -> bool:
    """Whether a run of characters shares one with an item of the question's evidence."""
    return any(overlap(stretch, place) for places in record.gold for place in places)


def gold_articles(record: Record) -> frozenset[str]:
    """The articles that evidence names, and those that hold the words of evidence which names none."""
    named = {item.article_id for item in record.evidence if item.article_id is not None}
    return frozenset(named | {place.article_id for places in record.gold for place in places})
