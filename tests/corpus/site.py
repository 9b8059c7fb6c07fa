"""A web site on this machine, over real HTTP, whose pages a test makes: also broken, endless and hostile ones."""

import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from corpus.fetch.fetcher import Fetcher
from corpus.fetch.guard import IP, Guard, is_public
from corpus.fetch.limits import MEGABYTE, Limits

HTML = "<!doctype html><title>苏州</title><p>苏州的一句话。</p>".encode()
_LEFT_SECONDS = 30  # after which a handler that says nothing ends by itself


@dataclass(frozen=True)
class Page:
    """An answer. A callable body is given a function that writes and decides itself what is said when."""

    body: bytes | Callable[["Writer"], None] = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """``pages`` by path and query; ``asked`` are the paths that were, ``heads`` their headers, in order."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.pages[path] = Page(status=status, headers={"Location": to}, content_type=None)


class Writer:
    """Writes to the client, byte by byte if it likes."""

    def __init__(self, handler: "_Handler") -> None:
        self._handler = handler

    def say(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def drip(self, data: bytes, seconds: float) -> None:
        """Again and again ``data``, ``seconds`` apart, until the test is over."""
        while not self._handler.site.let_go.wait(seconds):
            self.say(data)

    def wait(self) -> None:
        self._handler.site.let_go.wait(_LEFT_SECONDS)


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        self.site.heads.append({name.lower(): value for name, value in self.headers.items()})
        page = self.site.pages.get(self.path, Page(b"gone", status=404))
        writer = Writer(self)
        if page.status:
            self.send_response(page.status)
            if page.content_type is not None:
                self.send_header("Content-Type", page.content_type)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if isinstance(page.body, bytes) and "Content-Length" not in page.headers:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
        if isinstance(page.body, bytes):
            writer.say(page.body)
        else:
            page.body(writer)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hangs up on a hostile page is what the tests are about


@contextmanager
def site(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site on a free port of ``host``."""
    made = Site()
    server = _Server((host, 0), type("Handler", (_Handler,), {"site": made}))
    made.port = server.server_address[1]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Names:
    """A name server for tests: gives each name's answers in order, the last one again and again."""

    def __init__(self, **answers: Sequence[str]) -> None:
        self._answers = {name.replace("_", "."): list(found) for name, found in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        found = self._answers.get(host, [host])
        return [found.pop(0) if len(found) > 1 else found[0]]


def site_alone(ip: IP) -> bool:
    """The Internet of these tests: what is public, and the one address their site is on."""
    return ip == ip_address("127.0.0.1") or is_public(ip)


def fetcher(
    made: Site,
    names: Names | None = None,
    tls: ssl.SSLContext | None = None,
    megabytes: float = 1,
    total_seconds: float = 20,
    silent_seconds: float = 10,
) -> Fetcher:
    limits = Limits(
        body_bytes=int(megabytes * MEGABYTE),
        total_seconds=total_seconds,
        connect_seconds=5,
        silent_seconds=silent_seconds,
        ports=frozenset({made.port}),
        pause_seconds=0,
    )
    return Fetcher(limits, Guard(site_alone, names or Names(news_example=["127.0.0.1"])), tls)


def url(made: Site, path: str = "/") -> str:
    return f"http://news.example:{made.port}{path}"
