"""What an address is, how it is written alike, and the id that an article has from it."""

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from corpus.errors import SourceError, UsageError

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*)://")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000  # characters of an address; servers and browsers stop near there
_ID_CHARS = 80
DEFAULT_LIMIT = 50
_HIGHEST_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Address:
    """A page or a file on the web; ``title`` and ``date`` are what a feed says of it, where it says nothing itself."""

    text: str
    title: str | None = None
    date: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Feed:
    """The address of an RSS or Atom feed, of which the ``limit`` newest entries are wanted.

    Raises: UsageError for a limit that is none.
    """

    text: str
    limit: int = DEFAULT_LIMIT

    def __post_init__(self) -> None:
        _check(self.limit)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The address of a sitemap or of an index of them, of which the ``limit`` newest pages are wanted.

    Raises: UsageError for a limit that is none.
    """

    text: str
    limit: int = DEFAULT_LIMIT

    def __post_init__(self) -> None:
        _check(self.limit)

    def __str__(self) -> str:
        return self.text


def is_address(text: str) -> bool:
    """Whether ``text`` is meant as an address and not as a path: ``scheme://`` at its head, whatever the scheme."""
    return _SCHEME.match(text) is not None


def normal(text: str) -> str:
    """``text`` in the one way of writing it that programs use: same address, same string.

    The host is in lower case and ASCII (IDNA), the port left out where it is the scheme's own, the rest
    percent-encoded, the fragment dropped. Raises: SourceError for anything but http and https, for a name or password
    in the address, for a host or a port that cannot be one.
    """
    text = text.strip()
    scheme = _SCHEME.match(text)
    if not scheme or scheme[1].lower() not in _PORTS:
        raise SourceError("is not an address that can be fetched: it must begin with http:// or https://")
    if _CONTROL.search(text) or len(text) > _LONGEST:
        raise SourceError(f"is not an address: it holds a line break or is longer than {_LONGEST} characters")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise SourceError(f"is not an address: {error}") from error
    if "@" in parts.netloc:
        raise SourceError("holds a name or a password: give the address without them")
    host = _host(parts.hostname or "")
    if port == 0:
        raise SourceError("is not an address: port 0 is none")
    if port is not None and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, _encoded(parts.path) or "/", _encoded(parts.query), ""))


def linked(base: str, link: str) -> str:
    """The normal address that ``link`` leads to on the page ``base``. Raises: as normal."""
    try:
        target = urljoin(base, link)
    except ValueError as error:
        raise SourceError(f"is not an address: {error}") from error
    return normal(target)


def port_of(url: str) -> int:
    """The port that a normal address names, or its scheme's own."""
    parts = urlsplit(url)
    return parts.port or _PORTS[parts.scheme]


def address_id(url: str) -> str:
    """An article's id from its normal address: host and path to be read, and eight digits so that no two share one.

    ``https://www.example.cn/news/202601/a.html`` → ``example.cn-news-202601-a-…``. ``http`` and ``https``, with and
    without ``www.``, are the same article.
    """
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    digest = hashlib.sha256(f"{host}{parts.path}?{parts.query}".encode()).hexdigest()[:8]
    path = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", unquote(parts.path, errors="ignore"))
    query = unquote(parts.query, errors="ignore")
    words = re.sub(r"[^\w.-]+", "-", f"{_readable(host)}-{path}-{query}".casefold())
    return f"{re.sub('-+', '-', words)[:_ID_CHARS].strip('-.')}-{digest}"


def _check(limit: int) -> None:
    if not 1 <= limit <= _HIGHEST_LIMIT:
        raise UsageError(f"limit is {limit}, expected 1 to {_HIGHEST_LIMIT}")


def _host(host: str) -> str:
    import idna

    try:
        if ":" in host:
            return f"[{ipaddress.IPv6Address(host.replace('%', ' ')).compressed}]"  # no zone: it means this machine's
    except ValueError as error:
        raise SourceError(f"is not an address: {host!r} is no IPv6 address") from error
    try:
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise SourceError(f"is not an address: {host!r} is no host's name ({error})") from error
    ascii_host = ascii_host.lower().removesuffix(".")
    if not _HOST.fullmatch(ascii_host):
        raise SourceError(f"is not an address: {host!r} is no host's name")
    return ascii_host


def _readable(host: str) -> str:
    import idna

    try:
        return idna.decode(host)
    except idna.IDNAError:  # it has a port, an underscore, or is an IP address
        return host


def _encoded(part: str) -> str:
    """Percent-encoded where it must be; what is encoded already stays, in capitals."""
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(part, safe="%/:@!$&'()*+,;=~?-._"))
