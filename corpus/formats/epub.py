"""EPUB books: the chapters in the order of the book, as web pages."""

import posixpath
import zipfile
from typing import Any
from urllib.parse import unquote

from corpus.dates import iso_date
from corpus.decode import decoded
from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.formats.html import parsed
from corpus.formats.library import needed_for
from corpus.formats.markup import Markup
from corpus.formats.office import opened
from corpus.formats.properties import author_of, title_of
from corpus.lines import tidy

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = ("application/xhtml+xml", "text/html")


def read_epub(data: bytes) -> Draft:
    """The article of a book: its chapters one after the other; the table of contents is left out.

    Raises: SourceError if it is damaged, a zip bomb, or protected against copying.
    """
    draft = Draft(format="epub")
    with opened(data) as file, zipfile.ZipFile(file) as archive:
        if _is_protected(archive):
            raise SourceError("is protected against copying (DRM): it cannot be read")
        place = _package(archive)
        package = _xml(archive.read(place))
        _read_properties(draft, package)
        items = {item.get("id"): item for item in package.iter("{*}item")}
        for reference in package.iter("{*}itemref"):
            item = items.get(reference.get("idref"))
            if item is not None and item.get("media-type") in _PAGES:
                _read_chapter(draft, archive, posixpath.dirname(place), item)
    return draft


def _read_chapter(draft: Draft, archive: zipfile.ZipFile, folder: str, item: Any) -> None:
    name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
    try:
        tree = parsed(decoded(archive.read(name), "utf-8").text, draft)
    except KeyError:
        draft.warn(f"its chapter {name} is missing")
        return
    except SourceError as error:
        draft.warn(f"its chapter {name} {error}")
        return
    if "nav" in (item.get("properties") or "").split():
        draft.leave_out("table of contents", tidy(tree.text_content()))
    else:
        Markup(draft, chrome=True).read(tree)


def _read_properties(draft: Draft, package: Any) -> None:
    said = {
        tag: [tidy(e.text or "") for e in package.iter(f"{_DC}{tag}")]
        for tag in ("title", "creator", "publisher", "date")
    }
    first = {tag: next(filter(None, values), None) for tag, values in said.items()}
    draft.title = title_of(first["title"])
    draft.author = author_of("、".join(filter(None, said["creator"])))
    draft.publisher = first["publisher"]
    draft.date = iso_date(first["date"] or "")


def _package(archive: zipfile.ZipFile) -> str:
    """Path of the file that says what the book consists of."""
    if _CONTAINER in archive.namelist():
        for root in _xml(archive.read(_CONTAINER)).iter("{*}rootfile"):
            if place := root.get("full-path"):
                return str(place)
    raise SourceError("is damaged: it does not say where its chapters are")


def _is_protected(archive: zipfile.ZipFile) -> bool:
    """Whether more than fonts is encrypted."""
    if _ENCRYPTION not in archive.namelist():
        return False
    methods = [element.get("Algorithm") for element in _xml(archive.read(_ENCRYPTION)).iter("{*}EncryptionMethod")]
    return any(method not in _OF_FONTS for method in methods)


def _xml(data: bytes) -> Any:
    """The elements of an XML file; entities that it defines are not put in, and nothing is fetched."""
    with needed_for("EPUB files"):
        from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
