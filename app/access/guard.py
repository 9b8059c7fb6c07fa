"""What stands before every request: which host was meant, who sent it, from which page, and what the answer may do."""

from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.access import Access
from app.access.exposure import LOOPBACK_NAMES, is_exposed
from app.operation.refusal import page_refusal, refusal
from app.settings import PREFIX, Settings
from app.web.language import spoken
from app.web.texts import Language

OPEN_PATHS = frozenset({"/healthz", "/readyz", "/login", "/logout", "/favicon.ico"})
_PROBED = frozenset({"/healthz", "/readyz"})  # by machines that know an address and no name
_PAGE_EVENTS = "/gradio_api/"
_PAGE_UPLOADS = ("/gradio_api/upload", "/gradio_api/process_recording")
_SOURCES = "/api/sources"
_LOGGED_OUT: dict[Language, str] = {
    "zh": "登录已结束，请刷新页面后重新登录。",
    "en": "You are logged out. Load the page again to log in.",
}
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_HEADERS = {
    "content-security-policy": (
        "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),  # nothing is loaded from other hosts, whatever an article says; Gradio needs its inline scripts and eval
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
}


class Guard:
    """Middleware. On this machine only its own names are answered to, so that no web page elsewhere can rebind a name
    to it; a page of another origin can change nothing; whoever is not let in is sent to the login.
    """

    def __init__(self, app: ASGIApp, access: Access, settings: Settings) -> None:
        self._app = app
        self._access = access
        self._exposed = is_exposed(settings)
        self._any_host = self._exposed and not settings.hosts
        self._hosts = {*LOOPBACK_NAMES, *settings.hosts, settings.host.lower(), f"[{settings.host.lower()}]"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":  # nothing of ours speaks over WebSockets
            return await send({"type": "websocket.close", "code": 1008})
        request = Request(scope)
        refused = self._wrong_host(request) or self._foreign(request) or self._stranger(request)
        refused = refused or self._no_editor(request)
        await (refused or self._app)(scope, receive, _with_headers(send))

    def _wrong_host(self, request: Request) -> Response | None:
        if request.scope["path"] in _PROBED:
            return None
        if not self._exposed and any(name in request.headers for name in _PROXIED):
            told = f"it came through a proxy: name the host that readers use in {PREFIX}HOSTS, and set a login"
            return refusal(421, told, "proxied")
        host = request.headers.get("host", "")
        if self._any_host or _name(host) in self._hosts:
            return None
        told = f"this server is not known as {host[:80]!r}: name it in {PREFIX}HOSTS if it should be"
        return refusal(421, told, "wrong_host")

    def _foreign(self, request: Request) -> Response | None:
        """Browsers say where a request that may change something comes from; programs do not, or have a key."""
        origin = request.headers.get("origin")
        if request.method in _HARMLESS or origin is None:
            return None
        if self._access.name(request):  # no page sends a key by itself: who has it may ask from anywhere
            return None
        netloc = urlsplit(origin).netloc.lower()
        host = request.headers.get("host", "").lower()
        if netloc and (netloc == host or (self._exposed and _name(netloc) in self._hosts)):
            return None
        return refusal(403, "the request comes from a page of another site", "foreign_origin")

    def _stranger(self, request: Request) -> Response | None:
        path = request.scope["path"]
        if path in OPEN_PATHS or self._access.role(request) is not None:
            return None
        if path.startswith(_PAGE_EVENTS):
            return page_refusal(401, _LOGGED_OUT[spoken(request)])
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/login?next={quote(path + query, safe='')}", 303)
        told = "no valid key: send one as Authorization: Bearer KEY, or log in at /login"
        return refusal(401, told, "invalid_api_key", headers={"WWW-Authenticate": "Bearer"})

    def _no_editor(self, request: Request) -> Response | None:
        """Files are written to the disk before a route or an event of the page is asked: only an editor's are read."""
        path = request.scope["path"]
        is_change = path.startswith(_SOURCES) and request.method not in _HARMLESS
        is_upload = path.rstrip("/").endswith(_PAGE_UPLOADS)
        if not (is_change or is_upload) or self._access.may_edit(request):
            return None
        if is_change:
            return refusal(403, self._access.editors_only, "not_allowed")
        return refusal(403, "only editors may upload files: log in at /login", "editors_only")


def _name(netloc: str) -> str:
    """The name of ``name:port``, in lower case."""
    name, colon, port = netloc.lower().rpartition(":")
    return name if colon and port.isdecimal() else netloc.lower()


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
