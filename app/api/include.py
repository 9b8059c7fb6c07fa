"""The API's routes, put into an application."""

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response

from app.access.access import Access
from app.api.answering import Answering
from app.api.ask import ask_router
from app.api.chat_completions import completions_router
from app.api.errors import answer_errors
from app.api.sources import sources_router
from app.editing import Editing
from app.operation.limits import Limits
from app.operation.refusal import refusal
from app.settings import Settings

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def include_api(app: FastAPI, answering: Answering, editing: Editing, access: Access, settings: Settings) -> None:
    """Routes and errors; all that ask are counted against one limit a client."""
    limits = Limits(settings.limit, access)
    app.include_router(ask_router(answering, limits))
    app.include_router(completions_router(answering, limits))
    app.include_router(sources_router(answering, editing, access, settings))
    app.include_router(_nothing_else())
    answer_errors(app)


def _nothing_else() -> APIRouter:
    """What is under /api and /v1 and no route: the page behind them would answer in a form of its own."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/api/{path:path}", methods=_METHODS)
    @router.api_route("/v1/{path:path}", methods=_METHODS)
    async def nothing(path: str) -> Response:
        return refusal(404, "there is no such address or method: see docs/api.md or /openapi.json", "not_found")

    return router
