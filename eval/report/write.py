"""``report.html`` of a run's folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.report.about import about, settings
from eval.report.bar import bar
from eval.report.case import Case, case
from eval.report.drawn import drawn
from eval.report.figures import MAIN
from eval.report.folder import Run, read_run
from eval.report.judged import judged
from eval.report.page import render
from eval.report.passages import Passages
from eval.report.tables import DIMENSIONS, group_table, latency_rows, metric_cells
from eval.report.verdict import cards, verdict


def write_report(folder: Path) -> Path:
    """Write the report of a finished run beside its figures, whole or not at all; its path.

    Raises: UsageError if the folder is not that of a finished run.
    """
    path = folder / "report.html"
    new = path.with_name("report.html.new")
    new.write_text(report(read_run(folder)), encoding="utf-8", newline="\n")
    return new.replace(path)


def report(run: Run) -> str:
    """The report of a run: one HTML page that needs nothing but itself."""
    passages = Passages(run.records)
    cases: Sequence[Case] = [case(record, passages) for record in run.records]
    tables = (group_table(run, dimension, passages.titles) for dimension in DIMENSIONS)
    values: dict[str, Any] = measured(run) | {
        "title": f"{run.name} · 姑苏问答评测报告",
        "main": MAIN,
        "tables": [table for table in tables if table],
        "judged": judged(run.metrics),
        "cases": cases,
        "passages": list(passages),
        "settings": settings(run.about),
    }
    return render("report/report.html.j2", values)


def measured(run: Run) -> dict[str, Any]:
    """What a run was and came to, as summary.html.j2, plots.html.j2 and figures.html.j2 show it."""
    return {
        "about": about(run),
        "segments": bar(run.records),
        "cards": cards(run.metrics),
        "verdict": verdict(run),
        "plots": drawn(run),
        "metrics": metric_cells(run.metrics),
        "latency": latency_rows(run.metrics),
    }
