"""XML as it is found on the web: read although it is faulty, and without doing what it asks for."""

import re
from typing import Any

from corpus.formats.library import needed_for

_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_AMPERSAND = re.compile(rb"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};)(?:(amp|lt|gt|quot|apos);)?")
_NUMBERS = {None: b"&#38;", b"amp": b"&#38;", b"lt": b"&#60;", b"gt": b"&#62;", b"quot": b"&#34;", b"apos": b"&#39;"}


def parse_xml(data: bytes) -> Any:
    """The root element (lxml) of ``data``, faults passed over as a browser does; None if there is no XML in it.

    An ampersand that begins none of XML's own references is text, the fault most often met; so no entity is replaced,
    and a bomb does not go off. Nothing is loaded, and nesting is cut off.
    Raises: SourceError if lxml is not installed.
    """
    with needed_for("feeds and sitemaps"):
        from lxml import etree
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    if b"\0" not in data:  # not UTF-16; GBK and Big5 hold no such byte inside a character
        data = _CONTROL.sub(b"", data)
        data = _AMPERSAND.sub(lambda match: _NUMBERS[match[1]], data)  # names are lost behind a fault, numbers are not
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):  # empty, or of an encoding that does not fit
        return None


def name_of(element: Any) -> str:
    """An element's name in lower case, without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def words_of(element: Any) -> str:
    """The text in and below an element, each run of blanks as one."""
    return " ".join("".join(element.itertext()).split())


def link_of(element: Any) -> str:
    """The address that is the text of an element, also where its ampersands are escaped twice, or for a CDATA."""
    return words_of(element).replace("&#38;", "&").replace("&amp;", "&")
