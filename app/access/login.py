"""The way in for people: GET and POST /login, POST /logout."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from limits import parse, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.access.access import COOKIE, LOGIN_SECONDS, Access
from app.access.login_page import login_html
from app.operation.limits import address_of
from app.web.language import spoken

_TRIES = parse_many("5/minute;30/hour")  # of one address; a password that is guessed at takes years
_TRIES_OF_ALL = parse("120/minute")
_UNCACHED = {"Cache-Control": "no-store"}


def login_router(access: Access) -> APIRouter:
    """The routes. A login is a signed cookie that scripts cannot read and other sites' forms do not carry."""
    router = APIRouter(include_in_schema=False)
    tries = MovingWindowRateLimiter(MemoryStorage())

    @router.get("/login")
    def ask(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:
        if not access.has_login:
            return RedirectResponse(_local(next), 303)
        return HTMLResponse(login_html(spoken(request), _local(next)), headers=_UNCACHED)

    @router.post("/login")
    def login(
        request: Request,
        password: Annotated[str, Form(max_length=1000)] = "",
        next: Annotated[str, Form(max_length=2000)] = "/",
    ) -> Response:
        client = address_of(request)
        allowed = all(tries.hit(limit, "of", client) for limit in _TRIES)
        if not allowed or not tries.hit(_TRIES_OF_ALL):  # one client's refused tries shut nobody else out
            page = login_html(spoken(request), _local(next), "slow")
            return HTMLResponse(page, 429, headers={"Retry-After": "60", **_UNCACHED})
        cookie = access.login(password)
        if cookie is None:
            return HTMLResponse(login_html(spoken(request), _local(next), "wrong"), 401, headers=_UNCACHED)
        inside = RedirectResponse(_local(next), 303)
        secure = request.url.scheme == "https"
        inside.set_cookie(COOKIE, cookie, LOGIN_SECONDS, httponly=True, secure=secure, samesite="lax")
        return inside

    @router.post("/logout")
    def logout() -> Response:
        outside = RedirectResponse("/", 303)
        outside.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return outside

    return router


def _local(path: str) -> str:
    """A path of this server, whatever somebody wrote into a link."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if is_local and not path.startswith("/login") else "/"
