"""The page: header, conversation, question line, sources; Chinese first, English by a switch."""

import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import gradio as gr

from app.answer.engine import Engine
from app.answer.events import EXTRACTIVE
from app.llm.open_model import ChatModels
from app.web.asking import Asking
from app.web.conversation import Turn, messages
from app.web.render import header_html, sources_html, welcome_html
from app.web.texts import TEXTS, Language, other

_FOLDER = Path(__file__).parent
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
_ASKING_AT_ONCE = 8  # answers in the making; more wait in the page's own queue


def page_options() -> dict[str, Any]:
    """What is handed to Gradio when the page is mounted: the look, and the script that ties marks to cards."""
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    fonts = list(_SYSTEM_FONTS)
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "css": (_FOLDER / "page.css").read_text(encoding="utf-8"),
        "head": f'<meta name="color-scheme" content="light dark"><script>{script}</script>',
    }


def build_page(engine: Callable[[], Engine], models: ChatModels) -> gr.Blocks:
    """The page as Gradio blocks. ``engine`` waits until questions can be asked; the page is painted before that.

    Of the chat models, the one that the settings name is asked, or one that the reader chose from those on offer.
    """
    texts = TEXTS["zh"]
    asking = Asking(engine, models)
    with gr.Blocks(title="姑苏问答 · Gusu", analytics_enabled=False, fill_width=True) as page:
        language: gr.State = gr.State("zh")
        turns: gr.State = gr.State([])
        with gr.Row(elem_id="top"):
            header = gr.HTML(header_html("zh"), elem_id="brand")
            answerer = gr.Dropdown(
                [(texts.extractive, EXTRACTIVE)],
                value=EXTRACTIVE,
                label=texts.answerer,
                show_label=False,
                container=False,
                elem_id="answerer",
                min_width=0,
                visible=False,
            )
            switch = gr.Button(texts.other_language, elem_id="switch", size="sm", min_width=80, scale=0)
        with gr.Row(elem_id="room"):
            with gr.Column(elem_id="middle", min_width=0):
                chatbot = gr.Chatbot(
                    elem_id="conversation",
                    label=texts.conversation,
                    show_label=False,
                    container=False,
                    buttons=[],
                    layout="panel",
                    height="100%",
                    render_markdown=False,
                    group_consecutive_messages=False,
                    placeholder=welcome_html("zh", 0, None),
                )
                with gr.Row(elem_id="ask"):
                    question = gr.Textbox(
                        placeholder=texts.ask_here,
                        show_label=False,
                        label=texts.send,
                        container=False,
                        max_lines=4,
                        max_length=500,
                        autofocus=True,
                        elem_id="question",
                    )
                    send = gr.Button(texts.send, variant="primary", elem_id="send", min_width=72, scale=0)
                    halt = gr.Button(texts.stop, elem_id="halt", min_width=72, scale=0, visible=False)
            sources = gr.HTML(sources_html("zh"), elem_id="sources", js_on_load=None, apply_default_css=False)

        trying = threading.Lock()  # pages that open at once do not all try the same examples

        @lru_cache(maxsize=64)
        def answered(example: str, generation: str) -> bool:
            return engine().ask(example).answered

        def is_answered(example: str, generation: str) -> bool:
            """Whether this generation answers an example; asked once for all pages."""
            with trying:
                return answered(example, generation)

        def welcome(spoken: Language) -> Any:
            generation = engine().searcher.generation()
            offered = [{"text": text} for text in TEXTS[spoken].examples if is_answered(text, generation.name)]
            placeholder = welcome_html(spoken, generation.manifest.articles, generation.newest())
            return gr.update(placeholder=placeholder, examples=offered)

        def foresee(spoken: Language) -> None:
            """Have the other language's examples ready when the reader turns to it; readers' own questions go first."""
            for text in TEXTS[other(spoken)].examples:
                asking.wait_for_readers()
                is_answered(text, engine().searcher.generation().name)

        def turn_language(spoken: Language, past: list[Turn]) -> tuple[Any, ...]:
            new = other(spoken)
            words = TEXTS[new]
            return (
                new,
                header_html(new),
                words.other_language,
                sources_html(new),
                gr.update(placeholder=words.ask_here),
                words.send,
                words.stop,
                welcome(new) | {"value": messages(past, new)},
            )

        asked_with, drawn = [question, turns, language, answerer], [chatbot, turns, question, send, halt]
        limits = {"concurrency_limit": _ASKING_AT_ONCE, "concurrency_id": "ask", "show_progress": "hidden"}
        gr.on(
            [question.submit, send.click],
            asking.reply,
            asked_with,
            drawn,
            api_visibility="private",
            **limits,
        )
        halt.click(asking.halt, None, None, queue=False, show_progress="hidden", api_visibility="private")
        chatbot.example_select(_example, None, question, show_progress="hidden", api_visibility="private").then(
            asking.reply, asked_with, drawn, api_visibility="private", **limits
        )
        switch.click(
            turn_language,
            [language, turns],
            [language, header, switch, sources, question, send, halt, chatbot],
            show_progress="hidden",
            api_visibility="private",
        )
        chatbot.clear(lambda: [], None, turns, queue=False, api_visibility="private")
        page.load(asking.offer, [language], answerer, show_progress="hidden", api_visibility="private")
        page.load(welcome, [language], chatbot, show_progress="hidden", api_visibility="private").then(
            foresee, [language], None, show_progress="hidden", api_visibility="private"
        )
    return cast(gr.Blocks, page)


def _example(event: gr.SelectData) -> str:
    return str(event.value["text"])
