"""What stands before every route of the API: who asks, and how often."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import Depends, HTTPException, Request
from fastapi.params import Depends as Dependency
from fastapi.security import HTTPBearer

from app.access.access import Access
from app.api.objects import ErrorObject
from app.operation.limits import Limits

_TOLD = {
    400: "A value does not fit.",
    401: "No valid key.",
    413: "The body is too large.",
    429: "This client asks too often; see Retry-After.",
    503: "Too many questions at once, or not ready yet; see Retry-After.",
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorObject, "description": told} for status, told in _TOLD.items()
}
_KEY = HTTPBearer(auto_error=False, description="A key; none is needed where the server asks for none.")


def asking(limits: Limits) -> Sequence[Dependency]:
    """Whoever is let in may ask, so often. Async, so that a request that is refused costs no thread."""

    async def count(request: Request) -> None:
        limits.count(request)

    return [Depends(_KEY), Depends(count)]


def reading() -> Sequence[Dependency]:
    """Whoever is let in may read."""
    return [Depends(_KEY)]


def editing_only(access: Access) -> Sequence[Dependency]:
    """Only editors."""
    check: Callable[[Request], Any] = _editor_check(access)
    return [Depends(_KEY), Depends(check)]


def _editor_check(access: Access) -> Callable[[Request], Any]:
    async def check(request: Request) -> None:
        if not access.may_edit(request):
            raise HTTPException(403, access.editors_only)

    return check
