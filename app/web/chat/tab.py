"""The chat as the page's first tab: past conversations, the conversation, the question line, sources."""

from pathlib import Path

import gradio as gr

from app.answer.events import EXTRACTIVE
from app.feedback.store import FeedbackStore
from app.web.chat.asking import Asking
from app.web.chat.services import services
from app.web.chat.stored import QUESTION_CHARS
from app.web.chat.words import bar_html, conversation_html, history_html, sources_html, words_script
from app.web.tab import Shell, Tab
from app.web.texts import TEXTS

_FOLDER = Path(__file__).parent
_STYLES = ("chat.css", "answer.css", "sources.css", "history.css")
_SCRIPTS = ("keep.js", "turns.js", "sources.js", "history.js", "conversation.js", "deeds.js")  # in this order
_LABELS = {"title": "chat", "answerer": "answerer", "ask_here": "ask_here", "send": "send", "stop": "stop"}  # of Texts
_ASKING_AT_ONCE = 8  # answers in the making; more wait in the page's own queue
_MOUNT = "gusu.chat.mount(element, trigger, watch, props, server); /* it triggers 'ask' */"


def chat_tab() -> Tab:
    """The tab that every page has, first."""
    labels = {
        language: {key: str(getattr(texts, name)) for key, name in _LABELS.items()} for language, texts in TEXTS.items()
    }
    why = (_FOLDER.parent / "why.css").read_text(encoding="utf-8")
    style = "\n".join([*map(_text, _STYLES), why])
    script = "\n".join([words_script(), *map(_text, _SCRIPTS)])
    return Tab("chat", labels, _build, style=style, script=script)


def _build(shell: Shell) -> None:
    say = shell.say
    asking = Asking(shell.engine, shell.models)
    offered = services(shell.engine, asking, FeedbackStore(shell.settings.feedback_file))
    with gr.Row(elem_id="room"):
        _html(history_html(), "history")
        with gr.Column(elem_id="middle", min_width=0):
            _html(bar_html(), "bar")
            conversation = gr.HTML(
                None,
                html_template=conversation_html(),
                js_on_load=_MOUNT,
                apply_default_css=False,
                elem_id="conversation",
                server_functions=list(offered),
            )
            with gr.Row(elem_id="ask"):
                question = gr.Textbox(
                    placeholder=say("ask_here"),
                    show_label=False,
                    label=say("ask_here"),
                    container=False,
                    max_lines=4,
                    max_length=QUESTION_CHARS,
                    autofocus=True,
                    elem_id="question",
                )
                send = gr.Button(say("send"), variant="primary", elem_id="send", min_width=72, scale=0)
                halt = gr.Button(say("stop"), elem_id="halt", min_width=72, scale=0)
            answerer = gr.Dropdown(
                [(TEXTS["zh"].extractive, EXTRACTIVE)],
                value=EXTRACTIVE,
                label=say("answerer"),
                show_label=False,
                container=False,
                elem_id="answerer",
                min_width=0,
                visible=False,
            )
        _html(sources_html(), "sources")

    # The script takes a question from wherever it is asked, and triggers "ask" with it.
    taken = "(question) => gusu.chat.submitted(question)"
    gr.on([question.submit, send.click], None, question, question, js=taken, api_visibility="private")
    halt.click(None, None, None, js="() => gusu.chat.stop()", api_visibility="private")
    asked = conversation.ask(
        asking.reply,
        answerer,
        conversation,
        concurrency_limit=_ASKING_AT_ONCE,
        concurrency_id="ask",
        trigger_mode="multiple",  # the script asks one question at a time, and gives up one that is lost
        show_progress="hidden",
        api_visibility="private",
    )
    asked.failure(None, None, None, js="() => gusu.chat.lost()", api_visibility="private")
    shell.page.load(asking.offer, None, answerer, queue=False, show_progress="hidden", api_visibility="private")


def _html(content: str, elem_id: str) -> None:
    gr.HTML(content, elem_id=elem_id, js_on_load=None, apply_default_css=False)


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
