"""The search tab: what is typed is looked for in the sources, and what they say is shown with the way to it."""

import logging
from pathlib import Path
from typing import Any

import gradio as gr

from app.web.language import spoken
from app.web.search.choices import Offered
from app.web.search.hits import failed_html, hits_html, said_html
from app.web.search.words import WORDS
from app.web.tab import Shell, Tab
from app.web.texts import Language
from corpus.dates import iso_date
from corpus.errors import GusuError, UsageError
from index.filter import Filter, filter_of

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).parent / "search"
_SEARCHES_AT_ONCE = 4
_HITS = 20
_LANGUAGES = {"zh": "中文", "en": "English"}
_LONGEST = 500  # characters of a question


def search_tab() -> Tab:
    """The tab; it reads only."""
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("search.css", "search.js"))
    return Tab("search", WORDS, _build, style, script)


def _build(shell: Shell) -> None:
    say, offered = shell.say, Offered()
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    with gr.Column(elem_id="search-room"):
        with gr.Row(elem_id="search-line"):
            question = gr.Textbox(
                placeholder=say("search_here"),
                label=say("question"),
                show_label=False,
                container=False,
                max_lines=1,
                max_length=_LONGEST,
                elem_id="search-question",
            )
            go = gr.Button(say("search"), variant="primary", elem_id="search-go", min_width=72, scale=0)
        with gr.Accordion(say("filters"), open=False, elem_id="search-filters") as filters:
            with gr.Row():
                publishers = gr.Dropdown([], value=[], multiselect=True, label=say("publishers"), min_width=200)
                tags = gr.Dropdown([], value=[], multiselect=True, label=say("tags"), min_width=200)
            with gr.Row():
                language = gr.Dropdown([(say("any_language"), "")], value="", label=say("language"), min_width=120)
                since = gr.Textbox(
                    label=say("since"), placeholder=say("date_form"), max_lines=1, max_length=20, min_width=200
                )
                until = gr.Textbox(
                    label=say("until"), placeholder=say("date_form"), max_lines=1, max_length=20, min_width=200
                )
        found = gr.HTML("", elem_id="search-found", js_on_load=None, apply_default_css=False)

    def offer() -> list[Any]:
        """Choices as they are now: after a rebuild there may be others."""
        choices = offered.of(shell.engine().searcher.generation())
        languages = [(_LANGUAGES.get(code, code), code) for code in choices.languages]
        return [
            gr.update(choices=list(choices.publishers)),
            gr.update(choices=list(choices.tags)),
            gr.update(choices=[(say("any_language"), ""), *languages]),
        ]

    def search(
        words: str, by: list[str], about: list[str], spoken_in: str, first: str, last: str, request: gr.Request
    ) -> str:
        return _search(shell, words, (by, about, spoken_in, first or "", last or ""), request)

    filters.expand(offer, None, [publishers, tags, language], queue=False, **quiet)
    gr.on(
        [
            question.submit,
            go.click,
            *(field.change for field in (publishers, tags, language)),
            since.submit,
            until.submit,
        ],
        search,
        [question, publishers, tags, language, since, until],
        found,
        trigger_mode="always_last",
        concurrency_limit=_SEARCHES_AT_ONCE,
        concurrency_id="search",
        **quiet,
    )
    shell.page.load(_empty, None, found, queue=False, **quiet)


def _empty(request: gr.Request) -> str:
    return said_html(WORDS[spoken(request)]["empty"])


_Fields = tuple[list[str], list[str], str, str, str]
"""Publishers, tags, a language, the first and the last date, as they stand in the fields of the filter."""


def _search(shell: Shell, question: str, fields: _Fields, request: gr.Request) -> str:
    """The hits as HTML; also what is said of input that cannot be searched with."""
    speaks = spoken(request)
    if shell.access.role(request) is None:
        return ""
    if not (question or "").strip():
        return said_html(WORDS[speaks]["empty"])
    try:
        where = _narrowed(fields, speaks)
        hits = shell.engine().searcher.search(question[:_LONGEST], _HITS, where).hits
        return hits_html(question, hits, speaks)
    except GusuError as error:
        return failed_html(str(error), speaks)
    except Exception:  # a bug: the tab says that it failed, the log gets the traceback
        log.exception("a search failed")
        return failed_html(WORDS[speaks]["broken"], speaks)


def _narrowed(fields: _Fields, speaks: Language) -> Filter | None:
    """The filter of the fields. Raises: UsageError in the reader's language for dates that are none."""
    publishers, tags, language, since, until = fields
    words = WORDS[speaks]
    for date in (since, until):
        if date.strip() and iso_date(date) is None:
            raise UsageError(words["bad_date"].format(date=date.strip()))
    try:
        languages = [language] if language else []
        return filter_of((), publishers, tags, languages, since.strip() or None, until.strip() or None)
    except UsageError as error:
        raise UsageError(words["bad_range"]) from error
