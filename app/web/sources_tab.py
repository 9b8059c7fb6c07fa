"""The tab of the sources: what there is for everybody, and for editors the ways to change it while readers go on."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from app.editing import Editing
from app.web.language import spoken
from app.web.sources.listing import COLUMNS, View, listed
from app.web.sources.table import table_html
from app.web.sources.tasks import Tasks
from app.web.sources.words import WORDS
from app.web.tab import Shell, Tab
from app.web.words import both
from corpus.fetch.address import DEFAULT_LIMIT
from index.store.refusals import read_refusals

_FOLDER = Path(__file__).parent / "sources"
_AT_ONCE = 16  # pages that follow a change or wait for theirs; the changes themselves are made one by one
_DROP: dict[str, str] = {language: words["drop"] for language, words in WORDS.items()}
_LONGEST = 200  # characters of a filter
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ABOUT_CHANGES: dict[str, Any] = {**_QUIET, "concurrency_limit": _AT_ONCE, "concurrency_id": "sources"}
_ABOUT_THE_LIST: dict[str, Any] = {**_QUIET, "concurrency_limit": 4, "concurrency_id": "sources_list"}


def sources_tab(editing: Editing) -> Tab:
    """The tab; ``editing`` is shared by all that change the store."""
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("sources.css", "drop.js"))
    return Tab("sources", WORDS, partial(_build, editing), style, script)


def _build(editing: Editing, shell: Shell) -> None:
    say, access = shell.say, shell.access

    def draw(seen: View, request: gr.Request) -> str:
        return _draw(shell, editing, seen, request)

    tasks = Tasks(editing, access, shell.settings.store, lambda: shell.engine().searcher.generation())
    view = gr.State(View())
    with gr.Column(elem_id="sources-room"):
        login = gr.HTML("", elem_id="sources-login", js_on_load=None, apply_default_css=False)
        with gr.Column(elem_id="sources-editing", visible=False) as tools:
            with gr.Column(elem_id="sources-drop"):
                files = gr.UploadButton(say("upload_files"), file_count="multiple", elem_id="sources-files")
                gr.HTML(both(_DROP), elem_id="sources-drop-here", js_on_load=None, apply_default_css=False)
            limits = gr.HTML("", elem_id="sources-limits", js_on_load=None, apply_default_css=False)
            with gr.Row(elem_id="sources-address-line"):
                address = gr.Textbox(
                    label=say("address"),
                    placeholder=say("address_here"),
                    max_lines=1,
                    max_length=2000,
                    min_width=240,
                    scale=3,
                )
                kinds = [(say(kind), kind) for kind in ("page", "feed", "sitemap")]
                kind = gr.Dropdown(kinds, value="page", label=say("kind"), min_width=140, scale=1)
                limit = gr.Number(DEFAULT_LIMIT, label=say("limit"), precision=0, min_width=140, scale=1, visible=False)
                add = gr.Button(say("add"), variant="primary", min_width=80, scale=0, elem_id="sources-add")
            undo = gr.Button(say("undo"), size="sm", elem_id="sources-undo")
            work = gr.HTML("", elem_id="sources-work", js_on_load=None, apply_default_css=False)
        wanted = gr.Textbox(
            placeholder=say("filter"),
            label=say("filter"),
            show_label=False,
            container=False,
            max_lines=1,
            max_length=_LONGEST,
            elem_id="sources-filter",
        )
        script = (_FOLDER / "list.js").read_text(encoding="utf-8")
        table = gr.HTML("", elem_id="sources-list", js_on_load=script, apply_default_css=False)

    def known(request: gr.Request) -> tuple[Any, ...]:
        return _login(shell, request), gr.update(visible=access.may_edit(request)), _limits(shell, request)

    shell.page.load(known, None, [login, tools, limits], queue=False, **_QUIET)
    shell.page.load(tasks.resume, None, work, **_ABOUT_CHANGES)

    shell.tab.select(draw, view, table, trigger_mode="once", **_ABOUT_THE_LIST)  # others may have changed the sources

    def seen_by(changed: Callable[..., View]) -> Callable[..., tuple[View, str]]:
        def shown(view: View, event: gr.EventData, request: gr.Request) -> tuple[View, str]:
            seen = changed(view, event)
            return seen, draw(seen, request)

        return shown

    def narrowed(view: View, words: str, request: gr.Request) -> tuple[View, str]:
        seen = replace(view, wanted=(words or "")[:_LONGEST], page=0)
        return seen, draw(seen, request)

    table.sort_by(seen_by(_sorted), view, [view, table], **_ABOUT_THE_LIST)
    table.turn_to(seen_by(_turned), view, [view, table], **_ABOUT_THE_LIST)
    wanted.change(narrowed, [view, wanted], [view, table], trigger_mode="always_last", **_ABOUT_THE_LIST)
    kind.change(lambda chosen: gr.update(visible=chosen != "page"), kind, limit, queue=False, **_QUIET)

    then_draw: list[Any] = [
        files.upload(tasks.upload, files, work, **_ABOUT_CHANGES),
        gr.on([add.click, address.submit], tasks.add, [address, kind, limit], work, **_ABOUT_CHANGES),
        undo.click(tasks.undo, None, work, **_ABOUT_CHANGES),
        table.remove_article(tasks.remove, None, work, **_ABOUT_CHANGES),
        table.dismiss_refusal(tasks.dismiss, None, work, **_ABOUT_CHANGES),
    ]
    for change in then_draw:
        change.then(draw, view, table, **_ABOUT_THE_LIST)
    table.show_receipt(tasks.receipt, None, work, **_ABOUT_THE_LIST).then(
        None, None, None, js="() => document.querySelector('#sources-work').scrollIntoView({block: 'center'})"
    )


def _draw(shell: Shell, editing: Editing, view: View, request: gr.Request) -> str:
    """The list as it is now, for whoever looks at it."""
    if shell.access.role(request) is None:
        return ""
    generation = shell.engine().searcher.generation()
    return table_html(
        generation,
        listed(generation, view),
        view,
        read_refusals(shell.settings.store),
        spoken(request),
        editor=shell.access.may_edit(request),
        uploaded=editing.uploads.holds,
    )


def _limits(shell: Shell, request: gr.Request) -> str:
    """What can be uploaded; the script shows the warning in it instead of sending what is too large."""
    words, most = WORDS[spoken(request)], shell.settings.upload_mb
    return (
        f'<p class="quiet" data-most="{most << 20}">{escape(words["limits"].format(megabytes=most))}</p>'
        f'<p class="too-large" role="alert" hidden>{escape(words["too_large"].format(megabytes=most))}</p>'
    )


def _login(shell: Shell, request: gr.Request) -> str:
    """The way to become an editor, for whoever is none."""
    words, access = WORDS[spoken(request)], shell.access
    if access.may_edit(request):
        return ""
    if not access.editing_offered:
        return f'<p class="quiet">{escape(words["cannot"])}</p>'
    link = f'<a href="login?next=/">{escape(words["login_link"])}</a>'
    return f'<p class="quiet">{escape(words["login"])} {link}</p>'


def _sorted(view: View, event: gr.EventData) -> View:
    by = event._data.get("by") if isinstance(event._data, dict) else None
    return next((view.by(column) for column in COLUMNS if column == by), view)


def _turned(view: View, event: gr.EventData) -> View:
    page = event._data.get("page") if isinstance(event._data, dict) else None
    return replace(view, page=page) if isinstance(page, int) else view
