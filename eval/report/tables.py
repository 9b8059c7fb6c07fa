"""The tables of a report: every figure with its interval, of all questions and of each group of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.draft import guess_language
from eval.metrics.overlap import gold_articles
from eval.report.bar import Segment, bar
from eval.report.figures import Figure, distinct, figure, shown
from eval.report.folder import Run
from eval.report.interval import bounds, interval_text
from eval.report.words import GOOD, Words, stage
from eval.run.record import Record

UNTYPED = "untyped"
DIMENSIONS = {"type": Words("题型", "Type"), "lang": Words("语言", "Language"), "article": Words("文章", "Article")}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure's value over ``n`` questions, with its 95% interval; ``low`` is where that begins."""

    figure: Figure
    value: float
    text: str
    low: float
    interval: str
    n: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group's key, name, number of questions, of those that went well, and outcomes.

    ``cells`` has None for a figure it does not have.
    """

    key: str
    label: str
    questions: int
    good: int
    bar: list[Segment]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The groups of a dimension, the largest first; groups of one size by name."""

    dimension: str
    title: Words
    figures: tuple[Figure, ...]
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class LatencyRow:
    """A stage's percentiles, in milliseconds."""

    name: str
    words: Words
    p50: float
    p95: float


def latency_rows(metrics: Mapping[str, Any]) -> list[LatencyRow]:
    """The stages in the order they are gone through."""
    found: Mapping[str, Any] = metrics.get("latency_ms", {})
    return [LatencyRow(name, stage(name), spent["p50"], spent["p95"]) for name, spent in found.items()]


def metric_cells(metrics: Mapping[str, Any]) -> list[Cell]:
    """Every figure of the whole run, in the order of the catalogue."""
    found = (_cell(name, metrics, metrics.get("counts", {}).get(name, 0)) for name in distinct(metrics["metrics"]))
    return [cell for cell in found if cell]


def group_table(run: Run, dimension: str, titles: Mapping[str, str]) -> GroupTable | None:
    """The table of a dimension, ``titles`` being what its keys are called; None where questions have no such groups."""
    groups: Mapping[str, Any] = run.metrics.get("groups", {}).get(dimension, {})
    if not groups:
        return None
    names = distinct(dict.fromkeys(name for group in groups.values() for name in group["metrics"]))
    members = {key: [record for record in run.records if key in keys_of(record, dimension)] for key in groups}
    rows = [
        GroupRow(
            key,
            titles.get(key) or key or "—",
            group["questions"],
            sum(record.outcome in GOOD for record in members[key]),
            bar(members[key]),
            tuple(_cell(name, group, _n(members[key], name)) for name in names),
        )
        for key, group in groups.items()
    ]
    rows.sort(key=lambda row: (-row.questions, row.label))
    return GroupTable(dimension, DIMENSIONS[dimension], tuple(figure(name) for name in names), tuple(rows))


def keys_of(record: Record, dimension: str) -> Sequence[str]:
    """The groups of a dimension that a record is in: one type, one language, any number of articles."""
    match dimension:
        case "type":
            return [record.type or UNTYPED]
        case "lang":
            return [record.lang or guess_language(record.question)]
        case _:
            return sorted(gold_articles(record))


def _n(records: Sequence[Record], name: str) -> int:
    return sum(name in record.scores for record in records)


def _cell(name: str, metrics: Mapping[str, Any], n: int) -> Cell | None:
    value = metrics["metrics"].get(name)
    if value is None:
        return None
    low, high = bounds(name, value, metrics.get("intervals", {}).get(name), n)
    return Cell(figure(name), value, shown(name, value), low, interval_text(name, low, high), n)
