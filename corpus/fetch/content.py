"""What an answer is: by what the server says of it, its first bytes, and its name."""

import codecs
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus.errors import SourceError
from corpus.fetch.download import Download
from corpus.formats.known import FORMATS
from corpus.kind import ZIP, is_read, kind_of

_OFFICE = "application/vnd.openxmlformats-officedocument."
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/json": ".json",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/epub+zip": ".epub",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
}
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_PICTURES = re.compile(r"(?:image|video|audio|font|model|multipart)/")
_ANYTHING = re.compile(  # what servers say of files they do not know
    r"|text/plain|(?:application|binary)/(?:octet-stream|.*download|zip|x-zip-compressed|msword|vnd\.ms-.*)"
)
_ROOT = re.compile(rb"<(?:!doctype\s+)?([a-z][a-z:]*)", re.IGNORECASE)
_FLAGS = {
    b"rss": "--feed",
    b"feed": "--feed",
    b"rdf:rdf": "--feed",
    b"urlset": "--sitemap",
    b"sitemapindex": "--sitemap",
}
_TEXTS = ("html", "text", "markdown", "csv", "json")
_SHOWN = 60  # characters of a content type, in a message
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"} | dict.fromkeys(
    ("gb2312", "gbk", "gb18030", "x-gbk"), "gb18030"
)  # by the names of the HTML standard; a server that says Latin-1 says nothing


def an_article(head: Download) -> None:
    """Let through what may be an article. Raises: SourceError for pictures, feeds, programs and the like."""
    said = _said(head)
    if said in _FEEDS:
        raise SourceError("is a feed, not an article: add it with --feed")
    if said not in _SUFFIXES and not _ANYTHING.fullmatch(said):
        raise SourceError(f"is {said[:_SHOWN]}, not an article")


def a_list(head: Download) -> None:
    """Let through what may be a feed or a sitemap: servers call them by many names. Raises: SourceError."""
    if _PICTURES.match(_said(head)):
        raise SourceError(f"is {_said(head)[:_SHOWN]}, not a list of addresses")


def suffix_of(found: Download) -> str:
    """The ending that a file of this content would have, ``.html``; ``.txt`` where nothing says more.

    Raises: SourceError for a feed or a sitemap, and for what cannot be read.
    """
    said = _said(found)
    suffix = _SUFFIXES[said] if said in _SUFFIXES else _guess(found)
    if suffix == ".xml":
        root = _root(found.data)
        if root in _FLAGS:
            raise SourceError(f"is a list of addresses, not an article: add it with {_FLAGS[root]}")
        return ".html" if root == b"html" else ".xml"
    return suffix


def with_charset(found: Download, suffix: str) -> tuple[bytes, str | None]:
    """The data, and the encoding that they came in if the server names it, is right, and they are text.

    These are given as UTF-8 with its mark: what the server says counts more than what stands in a page.
    """
    named = _CHARSET.search(found.content_type)
    encoding = _CHARSETS.get(named[1].lower()) if named else None
    is_text = any(suffix in FORMATS[name].suffixes for name in _TEXTS)
    if not is_text or encoding is None or found.data.startswith(codecs.BOM_UTF8):
        return found.data, None
    try:
        return codecs.BOM_UTF8 + found.data.decode(encoding).encode(), encoding
    except UnicodeDecodeError:
        return found.data, None


def _said(found: Download) -> str:
    return found.content_type.partition(";")[0].strip().lower()


def _guess(found: Download) -> str:
    named = PurePosixPath(found.file_name or unquote(urlsplit(found.url).path)).suffix.lower()
    kind, _ = kind_of(f"file{named}" if named and is_read(f"file{named}") else "file.txt", found.data)
    return ".zip" if kind == ZIP else FORMATS[kind].suffixes[0]


def _root(data: bytes) -> bytes:
    """The name of the first element of an XML or HTML text, ``b""`` where there is none at its head."""
    head = data[:2000].removeprefix(codecs.BOM_UTF8).lstrip()
    root = _ROOT.search(head) if head.startswith(b"<") else None
    return root[1].lower() if root else b""
