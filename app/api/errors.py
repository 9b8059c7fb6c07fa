"""Every error as one shape, with the status that says who can act."""

import json
import logging
from collections.abc import AsyncGenerator

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from structlog.contextvars import get_contextvars

from app.api.answering import NoChatModel, NoSuchModel, TooSlow
from app.api.stream import sse
from app.editing import Stopped
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
    (Stopped, 503, "busy"),
    (TooSlow, 504, "too_slow"),
    (NoSuchModel, 404, "model_not_found"),
    (UsageError, 400, "invalid_value"),
    (SourceError, 422, "unreadable_source"),
    (StoreBusy, 409, "store_busy"),
    (StoreError, 503, "store_unavailable"),
    (NoChatModel, 502, "model_unavailable"),
    (GusuError, 502, "service_unavailable"),  # Milvus, or the server of the embedder
)
_CODES = {401: "invalid_api_key", 403: "not_allowed", 404: "not_found", 405: "wrong_method", 413: "too_large"}
_AGAIN_SECONDS = 10  # where nothing says when it is worth trying again
_CLIENT_GONE = 499  # nobody reads it; the log does


def error_response(error: GusuError) -> Response:
    """What a request is told that ended with an error of ours."""
    status, code = next((status, code) for kind, status, code in _STATUS if isinstance(error, kind))
    again = error.retry_after if isinstance(error, Busy) else _AGAIN_SECONDS if status == 503 else None
    headers = {"Retry-After": str(again)} if again else {}
    param = "model" if isinstance(error, NoSuchModel) else None
    return refusal(status, str(error), code, param, headers)


async def with_its_error(lines: AsyncGenerator[bytes, None], name: str | None = "error") -> AsyncGenerator[bytes, None]:
    """The lines of a stream that has begun; an error, whichever, is told by the last one, an event of this name."""
    try:
        async for line in lines:
            yield line
    except GusuError as error:
        yield _event(error_response(error), name)
    except Exception:  # a bug: a client that waits for more is told, the log gets the traceback
        request_id = str(get_contextvars().get("request_id", ""))
        log.exception("the stream of request %s ended in an internal error", request_id)
        yield _event(_internal(request_id), name)
    finally:
        await lines.aclose()


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
        return _internal(request_id)


def _internal(request_id: str) -> Response:
    told = f"internal error; its traceback is in the server's log, request {request_id}"
    return refusal(500, told, "internal_error", headers={ID_HEADER: request_id})


def _event(response: Response, name: str | None) -> bytes:
    return sse(json.loads(bytes(response.body)), name)
