"""The evaluation tab, as the page takes it. gusu.py hands it in: the page's room does not know this one."""

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.web.tab import Shell, Tab
from eval.report.page import STYLE
from eval.tab.running import Evaluations
from eval.tab.runs import Runs
from eval.tab.words import LABELS

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.access.access import Access
    from app.settings import Settings

_FOLDER = Path(__file__).parent
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\n  :root (\{.*?\n  \})\n\}\n", re.DOTALL)


def eval_tab() -> Tab:
    """The tab: everybody reads runs, editors make them."""
    evaluations = Evaluations()
    script = (_FOLDER / "tab.js").read_text(encoding="utf-8")
    return Tab(
        "evaluation",
        LABELS,
        partial(_build, evaluations),
        style(),
        script,
        routes=partial(_routes, evaluations),
    )


def style() -> str:
    """The report's own style within ``.gusu-run``, by the page's dark mode and not the browser's; then the tab's."""
    dark = _DARK.search(STYLE)
    if dark is None:
        raise ValueError("report/page.css has no dark mode of the form that is looked for")
    light = STYLE.replace(dark[0], "").replace(":root", "&")
    own = (_FOLDER / "tab.css").read_text(encoding="utf-8")
    return f".gusu-run {{\n{light}\n}}\n.dark .gusu-run {dark[1]}\n{own}"


def _build(evaluations: Evaluations, shell: Shell) -> None:
    from eval.tab.layout import (
        build,
    )  # Gradio comes with it: loaded when the page is built, as the page's own parts are

    build(shell, evaluations)


def _routes(evaluations: Evaluations, settings: "Settings", access: "Access") -> "APIRouter":
    from eval.tab.routes import eval_routes

    return eval_routes(Runs(settings.runs_folder), access, evaluations.close)
