"""Every error as one shape, with the status that says who can act."""

import json
import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.api.answering import NoSuchModel, TooSlow
from app.api.stream import sse
from app.operation.limits import TooOften
from app.operation.queue import Busy
from app.operation.refusal import refusal
from app.operation.requests import ID_HEADER
from corpus.errors import GusuError, SourceError, StoreError, UsageError
from index.errors import StoreBusy

log = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[GusuError], int, str], ...] = (  # the first that fits
    (TooOften, 429, "rate_limit_exceeded"),
    (Busy, 503, "busy"),
    (TooSlow, 504, "too_slow"),
    (NoSuchModel, 404, "model_not_found"),
    (UsageError, 400, "invalid_value"),
    (SourceError, 422, "unreadable_source"),
    (StoreBusy, 409, "store_busy"),
    (StoreError, 503, "store_unavailable"),
    (GusuError, 502, "model_unavailable"),
)
_CODES = {401: "invalid_api_key", 403: "not_allowed", 404: "not_found", 405: "wrong_method", 413: "too_large"}
_CLIENT_GONE = 499  # nobody reads it; the log does


def error_response(error: GusuError) -> Response:
    """What a request is told that ended with an error of ours."""
    status, code = next((status, code) for kind, status, code in _STATUS if isinstance(error, kind))
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else {}
    param = "model" if isinstance(error, NoSuchModel) else None
    return refusal(status, str(error), code, param, headers)


def error_event(error: GusuError, name: str | None = "error") -> bytes:
    """The same, in a stream that has begun."""
    return sse(json.loads(bytes(error_response(error).body)), name)


def answer_errors(app: FastAPI) -> None:
    """Have the application answer its errors so."""

    @app.exception_handler(GusuError)
    def known(request: Request, error: GusuError) -> Response:
        return error_response(error)

    @app.exception_handler(RequestValidationError)
    def wrong(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = [str(part) for part in first["loc"] if part not in ("body", "query", "path")]
        field = None if first["type"] == "json_invalid" else ".".join(place) or None
        status = 400 if request.url.path.startswith("/v1/") else 422  # as OpenAI does
        told = f"{field}: {first['msg']}" if field else f"the body is not what is expected: {first['msg']}"
        return refusal(status, told, "invalid_value", field)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        code = _CODES.get(error.status_code, "refused")
        return refusal(error.status_code, str(error.detail), code, headers=error.headers)

    @app.exception_handler(ClientDisconnect)
    def gone(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=_CLIENT_GONE)

    @app.exception_handler(Exception)
    def bug(request: Request, error: Exception) -> Response:
        request_id = getattr(request.state, "request_id", "")
        log.error("request %s ended in an internal error", request_id)
        told = f"internal error; its traceback is in the server's log, request {request_id}"
        return refusal(500, told, "internal_error", headers={ID_HEADER: request_id})
