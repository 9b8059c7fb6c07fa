"""What the tab links to: a run's whole report, and what happened to a single question."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from app.access.access import Access
from app.web.language import spoken
from corpus.errors import UsageError
from eval.report.page import SCRIPT
from eval.report.words import Words
from eval.report.write import write_report
from eval.tab.runs import Runs
from eval.tab.shown import case_html, message_html
from eval.tab.words import NOT_LET_IN

_BASE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
_DIGEST = base64.b64encode(hashlib.sha256(SCRIPT.encode("utf-8")).digest()).decode("ascii")
_REPORT_POLICY = (
    f"default-src 'none'; script-src 'sha256-{_DIGEST}'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox"
)
"""The report's own script and no other, in an origin of its own: it can neither read the page's cookies nor ask."""
_PART_POLICY = "default-src 'none'; sandbox"


def eval_routes(runs: Runs, access: Access, close: Callable[[], None] = lambda: None) -> APIRouter:
    """``GET /evaluation/runs/{name}/report.html`` and ``…/question?id=``, for whoever may read.

    ``close`` is called when the server ends.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(close)

    router = APIRouter(lifespan=lifespan)

    @router.get("/evaluation/runs/{name}/report.html", response_class=HTMLResponse, include_in_schema=False)
    def report(request: Request, name: str) -> HTMLResponse:
        return _guarded(request, access, _REPORT_POLICY, lambda: _report(runs.path(name)))

    @router.get("/evaluation/runs/{name}/question", response_class=HTMLResponse, include_in_schema=False)
    def question(request: Request, name: str, id: str = "", beside: str = "") -> HTMLResponse:
        names = [beside, name] if beside else [name]
        return _guarded(
            request, access, _PART_POLICY, lambda: case_html([runs.read(one) for one in names], id, spoken(request))
        )

    return router


def _report(folder: Path) -> str:
    """The report in a run's folder; one that another version wrote, whose script would be refused, is written anew.

    Raises: UsageError if the run is not finished.
    """
    path = folder / "report.html"
    if not path.exists() or SCRIPT not in path.read_text(encoding="utf-8"):
        write_report(folder)
    return path.read_text(encoding="utf-8")


def _guarded(request: Request, access: Access, policy: str, made: Callable[[], str]) -> HTMLResponse:
    headers = _BASE | {"Content-Security-Policy": policy}
    if access.role(request) is None:
        return HTMLResponse(message_html(NOT_LET_IN, spoken(request), wrong=True), 401, headers)
    try:
        return HTMLResponse(made(), headers=headers)
    except UsageError as error:
        told = message_html(Words(str(error), str(error)), spoken(request), wrong=True)
        return HTMLResponse(told, 404, headers)
