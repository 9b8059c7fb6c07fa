"""The list of the sources as HTML. Whatever comes from an article, a file or an address is escaped."""

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from pathlib import PurePath

from app.web.article.opener import open_article
from app.web.sources.listing import COLUMNS, PAGE, Column, Listed, View
from app.web.sources.reasons import reason_in
from app.web.sources.words import WORDS
from app.web.texts import Language
from corpus.refusal import Refusal
from index.generation import Generation
from index.identity import still_there
from index.store.catalog import Entry

Uploaded = Callable[[str], bool]
"""Whether what an article was loaded from is an upload."""


def table_html(
    generation: Generation,
    found: Listed,
    view: View,
    refused: Sequence[Refusal],
    language: Language,
    *,
    editor: bool,
    uploaded: Uploaded,
) -> str:
    """What there is, and what was refused. Only an ``editor`` gets buttons that change it, and sees where files lie."""
    words = WORDS[language]
    manifest = generation.manifest
    built = datetime.fromisoformat(manifest.created).astimezone().strftime("%Y-%m-%d %H:%M")
    about = words["count"].format(
        articles=manifest.articles, passages=manifest.passages, generation=generation.name, created=built
    )
    rows = "".join(_row(entry, words, editor, uploaded) for entry in found.entries)
    columns = [*COLUMNS, "state", *(["actions"] if editor else [])]
    head = "".join(_heading(column, view, words) for column in columns)
    table = (
        f'<table class="sources-table" role="table" aria-label="{escape(words["sources"])}"><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
        if found.entries
        else f'<p class="quiet" role="status">{escape(words["none_shown"])}</p>'
    )
    return (
        f'<p class="quiet">{escape(about)}</p>{_refused(refused, words, language, editor)}{table}'
        f"{_pages(found, words)}{_confirm(words) if editor else ''}"
    )


def _heading(column: str, view: View, words: dict[str, str]) -> str:
    name = words["article" if column == "title" else column]
    if column not in COLUMNS:
        return f'<th role="columnheader" scope="col">{escape(name)}</th>'
    sorted_so = ("descending" if view.falling else "ascending") if column == view.column else "none"
    label = escape(words["sort_by"].format(column=name))
    return (
        f'<th role="columnheader" scope="col" aria-sort="{sorted_so}">'
        f'<button type="button" data-sort="{column}" title="{label}">{escape(name)}</button></th>'
    )


def _row(entry: Entry, words: dict[str, str], editor: bool, uploaded: Uploaded) -> str:
    if uploaded(entry.path):
        state = words["upload_kept"]
    else:
        state = words["indexed" if still_there(entry.path) else "gone"]
    cells: list[tuple[Column | str, str]] = [
        ("title", open_article(entry.id, entry.title)),
        ("publisher", escape(entry.publisher or "")),
        ("date", escape(entry.date or "")),
        ("passages", str(entry.passages)),
        ("state", escape(state)),
    ]
    if editor:
        title, name = escape(entry.title), escape(entry.id)
        about = f'aria-label="{escape(words["receipt"])} {title}"', f'aria-label="{escape(words["remove"])} {title}"'
        cells.append(
            (
                "actions",
                f'<button type="button" data-receipt="{name}" {about[0]}>{escape(words["receipt"])}</button>'
                f'<button type="button" data-remove="{name}" data-title="{title}" {about[1]}>'
                f"{escape(words['remove'])}</button>",
            )
        )
    drawn = "".join(
        f'<td role="cell" class="{column}" data-label="{escape(words.get(column, ""))}">{html}</td>'
        for column, html in cells
    )
    return f'<tr role="row">{drawn}</tr>'


def _refused(refused: Sequence[Refusal], words: dict[str, str], language: Language, editor: bool) -> str:
    if not refused:
        return ""
    items = ""
    for refusal in refused:
        name = refusal.path if editor else PurePath(refusal.path).name
        button = (
            f'<button type="button" data-dismiss="{escape(refusal.path)}">{escape(words["dismiss"])}</button>'
            if editor
            else ""
        )
        reason = reason_in(language, refusal.reason)
        items += f"<li><b>{escape(name)}</b> <span>{escape(reason)}</span>{button}</li>"
    count = escape(words["refused_count"].format(count=len(refused)))
    return f'<details class="refused" open><summary>{count}</summary><ul>{items}</ul></details>'


def _pages(found: Listed, words: dict[str, str]) -> str:
    if found.count <= PAGE:
        return ""
    last = found.first + len(found.entries)
    said = words["shown"].format(first=found.first + 1, last=last, count=found.count)
    page = found.first // PAGE
    earlier, later = ("" if found.first else " disabled"), ("" if last < found.count else " disabled")
    return (
        f'<nav class="sources-pages"><button type="button" data-page="{page - 1}"{earlier}>{escape(words["earlier"])}'
        f'</button><span class="quiet">{escape(said)}</span>'
        f'<button type="button" data-page="{page + 1}"{later}>{escape(words["later"])}</button></nav>'
    )


def _confirm(words: dict[str, str]) -> str:
    """Asked before an article is removed; the script fills in its title."""
    return (
        f'<dialog class="sources-confirm" aria-labelledby="sources-confirm-title">'
        f'<h3 id="sources-confirm-title">{escape(words["confirm"])}</h3>'
        f'<p data-said="{escape(words["confirm_what"])}"></p><div>'
        f'<button type="button" class="keep">{escape(words["keep"])}</button>'
        f'<button type="button" class="do-remove">{escape(words["remove"])}</button></div></dialog>'
    )
