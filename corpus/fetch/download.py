"""One address to the bytes behind it: redirects followed, limits kept, each failure in plain words."""

import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import unquote, urlsplit

import httpcore

from corpus.errors import SourceError
from corpus.fetch.address import linked, port_of
from corpus.fetch.body import PACKINGS, read_body
from corpus.fetch.connect import Deadline, GuardedBackend
from corpus.fetch.guard import Guard
from corpus.fetch.limits import MEGABYTE, Limits

_REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 100  # characters of what a server says, in a message
_FILE_NAME = re.compile(r"""filename\*?\s*=\s*(?:[\w-]*'[\w-]*')?"?([^";]+)""", re.IGNORECASE)
_HEADERS = [
    ("Accept", "text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Encoding", PACKINGS),
    ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8"),
    ("Connection", "close"),
]


@dataclass(frozen=True, slots=True)
class Download:
    """What an address gave: ``url`` is the one that redirects led to, ``content_type`` as sent, else ``""``."""

    data: bytes
    content_type: str
    url: str
    file_name: str | None = None


Wanted = Callable[[Download], None]
"""Looks at a download whose data have not come yet. Raises: SourceError if they need not come."""


def download(url: str, wanted: Wanted, limits: Limits, guard: Guard, tls: ssl.SSLContext) -> Download:
    """Fetch a normal address by GET, without cookies, and with no proxy in between: it would not be guarded.

    ``tls`` says which certificates are trusted.
    Raises: SourceError for everything that can go wrong; the message begins with a verb, the address goes before it.
    """
    deadline = Deadline(limits.total_seconds)
    for _ in range(limits.redirects + 1):
        if port_of(url) not in limits.ports:
            ports = ", ".join(map(str, sorted(limits.ports)))
            raise SourceError(f"leads to port {port_of(url)} and is not fetched; open are {ports}")
        backend = GuardedBackend(guard, deadline)
        with httpcore.ConnectionPool(tls, max_connections=1, network_backend=backend) as pool:
            try:
                answer = _get(pool, url, wanted, limits)
            except httpcore.TimeoutException as error:
                raise SourceError(_late(error, deadline, limits)) from error
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                raise SourceError(_broken(error)) from error
        if isinstance(answer, Download):
            return answer
        url = answer
    raise SourceError(f"leads on and on: more than {limits.redirects} redirects")


def _get(pool: httpcore.ConnectionPool, url: str, wanted: Wanted, limits: Limits) -> Download | str:
    """What the address gives, or the address that it leads on to."""
    parts = urlsplit(url)
    target = httpcore.URL(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port,
        target=parts.path + (f"?{parts.query}" if parts.query else ""),
    )
    patience = {
        "connect": limits.connect_seconds,
        "pool": limits.connect_seconds,
        "read": limits.silent_seconds,
        "write": limits.silent_seconds,
    }
    headers = [("Host", parts.netloc), *_HEADERS, ("User-Agent", user_agent())]
    with pool.stream("GET", target, headers=headers, extensions={"timeout": patience}) as response:
        if response.status in _REDIRECTS:
            return _next(url, response)
        if response.status != HTTPStatus.OK:
            raise SourceError(_refused(response.status))
        head = Download(b"", _header(response.headers, "content-type"), url, _file_name(response.headers))
        wanted(head)
        length = _header(response.headers, "content-length")
        if length.isdecimal() and int(length) > limits.body_bytes:
            raise SourceError(f"is larger than {limits.body_bytes / MEGABYTE:g} MB")
        packing = _header(response.headers, "content-encoding")
        data = read_body(response.iter_stream(), packing, limits.body_bytes)
    if not data.strip():
        raise SourceError("is empty")
    return Download(data, head.content_type, url, head.file_name)


def user_agent() -> str:
    """Who asks, as sites expect to be told."""
    try:
        release = version("gusu")
    except PackageNotFoundError:  # run from a checkout that was never installed
        release = "0"
    return f"Mozilla/5.0 (compatible; gusu/{release}; reads single articles)"


def _next(url: str, response: httpcore.Response) -> str:
    place = _header(response.headers, "location")
    if not place:
        raise SourceError(f"answered {response.status} without saying where to")
    try:
        return linked(url, place)
    except SourceError as error:
        raise SourceError(f"leads to {place[:_SHOWN]!r}, which {error}") from error


def _header(headers: Sequence[tuple[bytes, bytes]], name: str) -> str:
    """The last value of a header, ``""`` where there is none."""
    values = [value for key, value in headers if key.decode("latin-1").lower() == name]
    return values[-1].decode("utf-8", errors="replace").strip() if values else ""


def _file_name(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    names = _FILE_NAME.findall(_header(headers, "content-disposition"))
    return unquote(names[-1]).strip() if names else None


def _refused(status: int) -> str:
    phrases = {known.value: known.phrase for known in HTTPStatus}
    return f"answered {status} ({phrases.get(status, 'not a status of HTTP')})"


def _late(error: httpcore.TimeoutException, deadline: Deadline, limits: Limits) -> str:
    if deadline.passed:
        return f"takes longer than {deadline.seconds:g} s"
    if isinstance(error, httpcore.ConnectTimeout):
        return f"cannot be reached: no answer in {limits.connect_seconds:g} s"
    return f"stops answering: nothing came for {limits.silent_seconds:g} s"


def _broken(error: Exception) -> str:
    cause = error.args[0] if error.args else None  # httpcore wraps the system's own error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has a certificate that is not trusted: {cause.verify_message}"
    if isinstance(error, httpcore.ProtocolError):
        return f"does not answer as a web server should: {str(error)[:_SHOWN]}"
    reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(error)
    return f"cannot be reached: {reason}" if isinstance(error, httpcore.ConnectError) else f"breaks off: {reason}"
