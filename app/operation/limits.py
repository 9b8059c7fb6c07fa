"""How often one client may ask."""

import time
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.access import Access
from app.operation.queue import Busy
from app.operation.refusal import page_refusal
from app.web.language import spoken
from app.web.texts import Language

_EVENTS = ("/gradio_api/queue/join", "/gradio_api/run/", "/gradio_api/api/", "/gradio_api/call/")
_SERVICES = "/gradio_api/component_server"
_TOO_OFTEN: dict[Language, str] = {
    "zh": "问得太快了，请 {seconds} 秒后再试。",
    "en": "That was too fast. Try again in {seconds} seconds.",
}
_EVENTS_OF_A_QUESTION = 5  # what the page asks for beside an answer
_SERVICES_OF_A_QUESTION = 20  # what its script does: it draws, explains, foresees


class TooOften(Busy):
    """One client asks more often than it may."""


class Limits:
    """Counts by key, and by address where there is none: that of a machine, or for IPv6 of its network."""

    def __init__(self, limit: str, access: Access, times: int = 1) -> None:
        """``limit`` as ``Settings.limit``, ``times`` as often; '' counts nothing."""
        self._access = access
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._items = [_more(item, times) for item in parse_many(limit)] if limit else []

    def count(self, request: Request) -> None:
        """Count one more. Raises: TooOften."""
        client = self._access.name(request) or address_of(request)
        for item in self._items:
            if not self._limiter.hit(item, client):
                again = self._limiter.get_window_stats(item, client).reset_time - time.time()
                raise TooOften(f"more than {_said(item)} were asked: try again later", max(1, round(again + 0.5)))


class PageLimits:
    """Middleware: the same limit for what the page asks for, by whichever of Gradio's own ways."""

    def __init__(self, app: ASGIApp, limit: str, access: Access) -> None:
        self._app = app
        self._events = Limits(limit, access, _EVENTS_OF_A_QUESTION)
        self._services = Limits(limit, access, _SERVICES_OF_A_QUESTION)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        app = self._app
        if limits := self._of(scope):
            try:
                limits.count(request := Request(scope))
            except TooOften as error:
                told = _TOO_OFTEN[spoken(request)].format(seconds=error.retry_after)
                app = page_refusal(429, told, {"Retry-After": str(error.retry_after)})
        await app(scope, receive, send)

    def _of(self, scope: Scope) -> Limits | None:
        if scope["type"] != "http" or scope["method"] != "POST":
            return None
        if scope["path"].startswith(_SERVICES):
            return self._services
        return self._events if scope["path"].startswith(_EVENTS) else None


def address_of(request: Request) -> str:
    """The machine that a request comes from; for IPv6 its network, since one machine has as many as it likes there."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped:  # so a socket of both kinds calls a machine of IPv4
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))


def _more(item: RateLimitItem, times: int) -> RateLimitItem:
    return type(item)(item.amount * times, item.multiples)


def _said(item: RateLimitItem) -> str:
    many = f"{item.multiples} {item.GRANULARITY.name}s" if item.multiples > 1 else item.GRANULARITY.name
    return f"{item.amount} questions in {many}" if item.multiples > 1 else f"{item.amount} questions a {many}"
