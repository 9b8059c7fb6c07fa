"""Problems of a question set, for people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from eval.check.problem import Problem

_WARNINGS_SHOWN = 10  # of a kind


def print_problems(console: Console, name: str, questions: int, problems: Sequence[Problem]) -> None:
    """A table of each kind, problems in full and of warnings the first ten, then one line that counts."""
    for kind, some in groupby(problems, key=lambda problem: problem.kind):
        found = list(some)
        shown = found[:_WARNINGS_SHOWN] if found[0].is_warning else found
        console.print(Text(f"{kind} ({'warning, ' if found[0].is_warning else ''}{len(found)})", style="bold"))
        table = Table.grid("", "", "", padding=(0, 2))
        for problem in shown:
            table.add_row(Text(str(problem.place)), Text(problem.id), Text(problem.message))
        console.print(Padding(table, (0, 0, 0, 2)))
        if len(shown) < len(found):
            console.print(f"  … and {len(found) - len(shown)} more: --json has all of them")
    counts = Counter(problem.is_warning for problem in problems)
    console.print(f"{name}: {questions} questions, {counts[False]} problems, {counts[True]} warnings", soft_wrap=True)


def problems_json(questions: int, problems: Sequence[Problem]) -> dict[str, Any]:
    """``{"questions": n, "problems": […], "warnings": […]}``; of a workbook, the message names the sheet."""
    return {
        "questions": questions,
        "problems": list(_listed(problem for problem in problems if not problem.is_warning)),
        "warnings": list(_listed(problem for problem in problems if problem.is_warning)),
    }


def _listed(problems: Iterator[Problem]) -> Iterator[dict[str, Any]]:
    for problem in problems:
        sheet = f"sheet ‘{problem.place.sheet}’: " if problem.place.sheet else ""
        line, kind = problem.place.number, str(problem.kind)
        yield {"id": problem.id, "line": line, "kind": kind, "message": sheet + problem.message}
