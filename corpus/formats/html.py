"""Web pages as they are saved: the main text, without what a site puts around it."""

import re
from copy import deepcopy
from dataclasses import replace
from typing import Any

from corpus.article import BlockKind
from corpus.boilerplate import set_aside
from corpus.decode import decoded
from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.formats.library import needed_for
from corpus.formats.markup import Markup, spread_rows
from corpus.formats.page_head import PageHead

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page names its encoding
_LEAST = 40  # characters of a main text; with fewer, the whole page is looked at
_LEAST_FOR_RULES = "60"  # characters that trafilatura's own rules must find; a Chinese notice is short
_MOST_COMPARED = 100_000  # characters of a text in which parts of blocks are looked for
_EMPTY = "holds no text of its own: if a script writes it in the browser, save the page from there, or print it to PDF"


def read_html(data: bytes) -> Draft:
    """The article of a web page, in the encoding that it names or in the one found.

    The main text is what trafilatura finds; where that is next to nothing, all that a reader sees, with a warning.
    Raises: SourceError if there is no text in it.
    """
    declared = _CHARSET.search(data[:_HEAD])
    found = decoded(data, declared[1].decode("ascii") if declared else None)
    draft = Draft(format="html", encoding=found.encoding)
    if found.damaged:
        draft.warn(f"{found.damaged} characters are damaged")
    tree = parsed(found.text, draft)
    whole = Draft()
    Markup(whole).read(tree)
    if (main := _main(tree)) is not None:
        Markup(draft, chrome=True).read(main)
    if draft.characters < min(_LEAST, whole.characters):
        draft = replace(whole, format="html", encoding=found.encoding, warnings=list(draft.warnings))
        draft.warn("its main text is not told from the rest of the page: all of it was read")
    if not draft.characters:
        raise SourceError(_EMPTY)
    _note_rest(draft, whole)
    set_aside(draft)
    PageHead.of(tree, found.text, [whole.text[b.start : b.end] for b in whole.blocks]).put_into(draft)
    _mark_title(draft)
    return draft


def parsed(text: str, draft: Draft) -> Any:
    """The elements of a page; warns in ``draft`` of those that are not read. Raises: SourceError if there are none."""
    with needed_for("Web pages"):
        from lxml import etree
        from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise SourceError(_EMPTY) from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        draft.warn("its elements lie more than 256 deep in one another: what is deeper is not read")
    return tree


def _main(tree: Any) -> Any:
    """The main text as trafilatura's elements, None where it finds none."""
    with needed_for("Web pages"):
        from trafilatura import bare_extraction
        from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", _LEAST_FOR_RULES)
    tree = deepcopy(tree)
    spread_rows(tree)  # a cell that spans rows would be lost to all but the first
    found = bare_extraction(tree, include_comments=False, include_formatting=True, config=config)
    body = getattr(found, "body", None)
    for heading in body.iter("head") if body is not None else ():
        if heading.get("rend") is None:
            heading.set("rend", "h2")
    return body


def _note_rest(draft: Draft, whole: Draft) -> None:
    """Say in the receipt what of the page is no part of its main text."""
    kept = {_bare(draft.text[block.start : block.end]) for block in draft.blocks}
    within = _bare(draft.text) if draft.characters <= _MOST_COMPARED else ""
    for block in whole.blocks:
        words = whole.text[block.start : block.end]
        if _bare(words) not in kept and _bare(words) not in within:
            draft.leave_out("rest of the page", words)


def _bare(words: str) -> str:
    return "".join(words.split())


def _mark_title(draft: Draft) -> None:
    """Make the block that says the title, if one of the first does, what it is; nothing above it is stated."""
    for number, block in enumerate(draft.blocks[:6]):
        words = draft.text[block.start : block.end]
        if draft.title and _bare(words) == _bare(draft.title):
            draft.blocks[number] = replace(block, kind=BlockKind.TITLE, level=0)
            return
