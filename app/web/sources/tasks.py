"""What the buttons of the tab do. Each looks first whether the one who pressed it may edit; none fails aloud."""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app.access.access import Access
from app.editing import Change, Editing, Upload
from app.web.language import spoken
from app.web.sources.told import (
    added_html,
    failed_html,
    progress_html,
    receipt_html,
    removed_html,
    said_html,
    undone_html,
)
from app.web.sources.words import WORDS
from app.web.texts import Language
from corpus.errors import GusuError, UsageError
from corpus.fetch.address import Address, Feed, Sitemap, is_address
from index.generation import Generation

log = logging.getLogger(__name__)

Told = Iterator[str]
"""HTML of what is being done, then of what came of it."""


class Tasks:
    """Changes of the sources, told as they go on. Every method may be called by anybody, as Gradio's events may."""

    def __init__(self, editing: Editing, access: Access, store: Path, generation: Callable[[], Generation]) -> None:
        self._editing = editing
        self._access = access
        self._store = store
        self._generation = generation

    def upload(self, files: Sequence[str] | None, request: gr.Request) -> Told:
        """Add files that Gradio has taken in."""
        language = spoken(request)

        def begin() -> Change[Any]:
            paths = [Path(file) for file in files or ()]
            try:
                return self._editing.upload([Upload(path.name, path) for path in paths])
            except GusuError:
                for path in paths:
                    path.unlink(missing_ok=True)
                raise

        yield from self._done(
            begin, lambda done: added_html(done, self._editing.uploads, self._store, language), request
        )

    def add(self, address: str, kind: str, limit: float | None, request: gr.Request) -> Told:
        """Add what an address leads to: ``kind`` is ``page``, ``feed`` or ``sitemap``."""
        language = spoken(request)

        def begin() -> Change[Any]:
            return self._editing.add([_source(address or "", kind, limit, language)])

        yield from self._done(
            begin, lambda done: added_html(done, self._editing.uploads, self._store, language), request
        )

    def remove(self, event: gr.EventData, request: gr.Request) -> Told:
        """Take an article out."""
        language, name = spoken(request), _given(event, "id")
        paths: list[str] = []

        def begin() -> Change[Any]:
            generation = self._generation()
            if name not in generation:
                raise UsageError(WORDS[language]["no_receipt"])
            if generation.manifest.articles == 1:
                raise UsageError(WORDS[language]["would_be_empty"])
            paths.append(generation.article(name).path)
            return self._editing.remove([name])

        yield from self._done(begin, lambda done: removed_html(done, paths, language), request)

    def undo(self, request: gr.Request) -> Told:
        """Go back to the generation before."""
        language = spoken(request)
        yield from self._done(self._editing.rollback, lambda done: undone_html(done, language), request)

    def dismiss(self, event: gr.EventData, request: gr.Request) -> Told:
        """Show a refusal no more."""
        path, said = _given(event, "source"), WORDS[spoken(request)]["dismissed"]
        yield from self._done(lambda: self._editing.dismiss([path]), lambda _: said_html(said), request)

    def receipt(self, event: gr.EventData, request: gr.Request) -> str:
        """How an article was read."""
        language = spoken(request)
        if not self._access.may_edit(request):
            return said_html(WORDS[language]["not_allowed"], failed=True)
        try:
            return receipt_html(self._generation(), _given(event, "id"), language)
        except KeyError:
            return said_html(WORDS[language]["no_receipt"])

    def resume(self, request: gr.Request) -> Told:
        """What is being done now: a page that was loaded anew goes on telling it."""
        if not self._access.may_edit(request):
            yield ""
            return
        for change in self._editing.line()[:1]:
            for step in change.steps():
                if step.stage != "done":
                    yield progress_html(change, step, spoken(request))
        yield ""

    def _done(self, begin: Callable[[], Change[Any]], tell: Callable[[Any], str], request: gr.Request) -> Told:
        language = spoken(request)
        if not self._access.may_edit(request):
            yield said_html(WORDS[language]["not_allowed"], failed=True)
            return
        try:
            change = begin()
            for step in change.steps():
                if step.stage != "done":
                    yield progress_html(change, step, language)
            yield tell(change.result())
        except GusuError as error:
            yield failed_html(error, language)
        except Exception as error:  # a bug: the editor is told, the log gets the traceback
            log.exception("a change of the sources failed")
            yield failed_html(error, language)


def _source(address: str, kind: str, limit: float | None, language: Language) -> Address | Feed | Sitemap:
    """What was typed. Raises: UsageError in the reader's language."""
    words = WORDS[language]
    text = address.strip()
    if not text:
        raise UsageError(words["no_address"])
    if not is_address(text):
        raise UsageError(words["bad_address"])
    if kind not in ("feed", "sitemap"):
        return Address(text)
    if limit is None or limit != int(limit) or not 1 <= limit <= 10_000:
        raise UsageError(words["no_limit"])
    return Feed(text, int(limit)) if kind == "feed" else Sitemap(text, int(limit))


def _given(event: gr.EventData, name: str) -> str:
    """A value that the page's script sends along; whoever calls the event by hand may send anything."""
    data = event._data if isinstance(event._data, dict) else {}
    return str(data.get(name, ""))
