"""The page: its header, the chat, and the tabs it was handed; in the language of the reader's browser or choice."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import gradio as gr

from app.answer.engine import Engine
from app.llm.open_model import ChatModels
from app.settings import Settings
from app.web.article.look import article_script, article_style
from app.web.chat.tab import chat_tab
from app.web.tab import Shell, Tab
from app.web.texts import TEXTS
from app.web.words import both, sayer, translations

if TYPE_CHECKING:
    from app.access.access import Access

_FOLDER = Path(__file__).parent
_ACCOUNT = ("enter", "leave")  # of Texts
_SYSTEM_FONTS = (
    "-apple-system",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "sans-serif",
)


def page_options(tabs: Sequence[Tab] = ()) -> dict[str, Any]:
    """What is handed to Gradio when a page with these tabs is mounted: its words, its look, its scripts."""
    every = [chat_tab(), *tabs]
    fonts = list(_SYSTEM_FONTS)
    scripts = [article_script(), *(tab.script for tab in every if tab.script)]
    head = "".join(f"<script>{script}</script>" for script in scripts)
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "css": "\n".join([_text("page.css"), article_style(), *(tab.style for tab in every if tab.style)]),
        "head": f'<meta name="color-scheme" content="light dark">{head}',
        "i18n": translations(every),
    }


def build_page(
    engine: Callable[[], Engine], models: ChatModels, settings: Settings, access: "Access", tabs: Sequence[Tab] = ()
) -> gr.Blocks:
    """The page as Gradio blocks. ``engine`` waits until questions can be asked; the page is painted before that.

    Of the chat models, the one that the settings name is asked, or one that the reader chose from those on offer.
    Tabs for editors are shown to those who may edit.
    """
    every = [chat_tab(), *tabs]
    words = translations(every)
    with gr.Blocks(title="姑苏问答 · Gusu", analytics_enabled=False, fill_width=True) as page:
        with gr.Row(elem_id="top"):
            name = both({language: texts.name for language, texts in TEXTS.items()})
            gr.HTML(f"<h1>{name}</h1>", elem_id="brand", js_on_load=None, apply_default_css=False)
            account = gr.HTML("", elem_id="account", js_on_load=None, apply_default_css=False)
            language = both({language: texts.other_language for language, texts in TEXTS.items()})
            gr.HTML(
                f'<button type="button" onclick="gusu.switchLanguage()">{language}</button>',
                elem_id="switch",
                js_on_load=None,
                apply_default_css=False,
            )
        shown: list[gr.Tab] = []
        with gr.Tabs(elem_id="tabs"):
            for tab in every:
                say = sayer(tab, words)
                with gr.Tab(say("title"), id=tab.id, elem_id=f"tab-{tab.id}", visible=not tab.editors) as drawn:
                    tab.build(Shell(engine, models, settings, access, page, drawn, say))
                if tab.editors:
                    shown.append(drawn)

        def known(request: gr.Request) -> tuple[Any, ...]:
            return _account(access, request), *[gr.update(visible=access.may_edit(request))] * len(shown)

        page.load(known, None, [account, *shown], queue=False, show_progress="hidden", api_visibility="private")
    return cast(gr.Blocks, page)


def _account(access: "Access", request: gr.Request) -> str:
    """The way to become an editor, and to leave; nothing where no login is asked for."""
    if not access.needs_login_to_edit:
        return ""
    editor = access.may_edit(request)
    enter, leave = (both({language: getattr(texts, word) for language, texts in TEXTS.items()}) for word in _ACCOUNT)
    link = f'<a href="login">{enter}</a>' if access.editing_offered and not editor else ""
    if not editor and not access.needs_login_to_read:
        return link
    return f'{link}<form method="post" action="logout"><button type="submit">{leave}</button></form>'


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
