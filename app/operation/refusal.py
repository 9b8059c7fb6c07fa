"""What a request is told that is not served: one shape for the whole API, OpenAI's."""

from collections.abc import Mapping

from starlette.responses import JSONResponse

_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}


def refusal(
    status: int, message: str, code: str, param: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """``{"error": {"message", "type", "param", "code"}}``; ``param`` is the field that does not fit."""
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    error = {"message": message, "type": kind, "param": param, "code": code}
    return JSONResponse({"error": error}, status, headers=dict(headers or {}))


def page_refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """What the page's own script is told; Gradio shows ``message`` to the reader."""
    return JSONResponse({"detail": message}, status, headers=dict(headers or {}))
