"""A comparison as one HTML page, in the look of a run's report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from eval.compare.changes import Kind, transitions
from eval.compare.comparison import Against, Comparison
from eval.compare.verdict import difference_text, interval_text, p_text, verdict
from eval.report.about import about
from eval.report.bar import Segment, bar
from eval.report.case import Case, case
from eval.report.figures import figure, shown
from eval.report.page import render
from eval.report.passages import Passages
from eval.report.plots import Interval, difference_plot
from eval.report.words import OUTCOMES, Words, css_name, stage

KINDS = {
    Kind.WORSE: Words("变坏", "Worse"),
    Kind.BETTER: Words("变好", "Better"),
    Kind.MOVED: Words("换了结果", "Otherwise"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """A run: its letter, what it was, and the outcomes of the questions compared."""

    letter: str
    name: str
    about: Words
    bar: list[Segment]


@dataclass(frozen=True, slots=True)
class Row:
    """A question that came out differently in one of the runs; a case a run, in their order."""

    kind: Kind
    words: Words
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many questions went from an outcome to another; ``counts[i][j]`` from ``names[i]`` to ``names[j]``."""

    names: tuple[Words, ...]
    css: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def page(comparison: Comparison) -> str:
    """The page of a comparison."""
    pairs = comparison.pairs
    records = [record for run in pairs.records for record in run]
    passages = Passages(records)
    sides = [
        Side(letter, run.name, about(run), bar(own))
        for letter, run, own in zip(pairs.letters, pairs.runs, pairs.records, strict=True)
    ]
    values = compared(comparison) | {
        "title": f"{' · '.join(run.name for run in pairs.runs)} · 姑苏问答评测对比",
        "sides": sides,
        "count": len(pairs.records[0]),
        "left_out": pairs.left_out,
        "settings": comparison.settings,
        "latency": [(name, stage(name), values) for name, values in comparison.latency.items()],
        "kinds": KINDS,
        "rows": rows(comparison, passages),
        "passages": list(passages),
    }
    return render("compare/compare.html.j2", values)


def compared(comparison: Comparison) -> dict[str, Any]:
    """The figures of a comparison and what they say, as figures.html.j2 shows them."""
    pairs = comparison.pairs
    return {
        "against": [
            {
                "letter": pairs.letters[one.number],
                "name": pairs.runs[one.number].name,
                "verdict": verdict(one, pairs.letters[one.number]),
                "figures": one.figures,
                "matrix": _matrix(comparison, one),
            }
            for one in comparison.against
        ],
        "corrected": sum(len(one.figures) for one in comparison.against),
        "plot": _plot(comparison),
        "figure": figure,
        "shown": shown,
        "difference_text": difference_text,
        "interval_text": interval_text,
        "p_text": p_text,
    }


def rows(comparison: Comparison, passages: Passages) -> list[Row]:
    """The changed questions: worse in any run first, then better, then the others."""
    records = comparison.pairs.records
    kinds: dict[int, Kind] = {}
    for kind in Kind:
        for against in comparison.against:
            for change in against.of(kind):
                kinds.setdefault(change.place, kind)
    return [
        Row(kind, KINDS[kind], tuple(case(run[place], passages) for run in records)) for place, kind in kinds.items()
    ]


def _matrix(comparison: Comparison, against: Against) -> Matrix:
    counts = transitions(comparison.pairs, against.number)
    met = [outcome for outcome in OUTCOMES if any(outcome in pair for pair in counts)]
    return Matrix(
        tuple(OUTCOMES[outcome] for outcome in met),
        tuple(css_name(outcome) for outcome in met),
        tuple(tuple(counts[before, after] for after in met) for before in met),
    )


def _plot(comparison: Comparison) -> Markup:
    """Differences of all shares, turned so that right is better; empty where there are none."""
    names = [
        one.name
        for one in comparison.against[0].figures
        if figure(one.name).share and figure(one.name).better != "neither"
    ]
    rows: list[tuple[str, Sequence[Interval]]] = []
    for name in names:
        way = -1 if figure(name).better == "lower" else 1
        found = [one.difference for against in comparison.against for one in against.figures if one.name == name]
        if len(found) == len(comparison.against):
            turned = [sorted((way * one.low, way * one.high)) for one in found]
            rows.append(
                (
                    f"{name} (less)" if way < 0 else name,
                    [Interval(way * one.value, *ends) for one, ends in zip(found, turned, strict=True)],
                )
            )
    return difference_plot(rows, "differences") if rows else Markup()
