"""The tab's components, and which event changes which."""

from typing import Any

import gradio as gr

from app.web.tab import Shell
from eval.dataset import READERS
from eval.tab.events import Events
from eval.tab.running import Evaluations

_SECONDS = 1.0  # between two looks at how an evaluation goes
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AT_ONCE: dict[str, Any] = _QUIET | {"queue": False}
_OWN_QUEUE: dict[str, Any] = _QUIET | {"concurrency_id": "evaluation", "concurrency_limit": 1}
"""Drawing plots and comparing take seconds: one at a time, and never in the queue of readers' questions."""


def build(shell: Shell, evaluations: Evaluations) -> None:
    """Lay the tab out. Whoever may not edit sees no way to run anything, and the server refuses it all the same."""
    say, events = shell.say, Events(shell, evaluations)
    plain: dict[str, Any] = {"js_on_load": None, "apply_default_css": False}
    uploaded: gr.State = gr.State(None)
    timer = gr.Timer(_SECONDS, active=False)
    with gr.Column(elem_id="evaluation"):
        with gr.Column(elem_id="eval-setup", visible=False) as setup:
            with gr.Row():
                questions = gr.Dropdown([], label=say("set"), elem_id="eval-set", min_width=200)
                upload = gr.UploadButton(
                    say("upload"), file_types=list(READERS), elem_id="eval-upload", min_width=120, scale=0
                )
            with gr.Row():
                answerer = gr.Dropdown([], label=say("answerer"), elem_id="eval-answerer", min_width=160)
                how_many = gr.Radio(
                    [(say("all"), "all"), (say("first_ones"), "first")],
                    value="all",
                    label=say("how_many"),
                    elem_id="eval-how-many",
                    min_width=160,
                )
                first = gr.Number(
                    20, label=say("first"), precision=0, minimum=1, elem_id="eval-first", min_width=96, visible=False
                )
            start = gr.Button(say("start"), variant="primary", elem_id="eval-start", scale=0)
        note = gr.HTML("", elem_id="eval-note", **plain)
        going = gr.HTML("", elem_id="eval-going", **plain)
        stop = gr.Button(say("stop"), elem_id="eval-stop", visible=False, scale=0)
        with gr.Row(elem_id="eval-choice"):
            run = gr.Dropdown([], label=say("run"), elem_id="eval-run", min_width=240, scale=2)
            beside = gr.Dropdown([], label=say("beside"), elem_id="eval-beside", min_width=200, visible=False)
            go_on = gr.Button(say("go_on"), elem_id="eval-go-on", visible=False, scale=0, min_width=96)
        # The run to be shown, and how far it is: where that is another, it is drawn. A State tells of no change that an
        # event outside the queue made.
        fresh = gr.Textbox("", visible="hidden", elem_id="eval-fresh")
        compared = gr.HTML("", elem_id="eval-compared", **plain)
        shown = gr.HTML("", elem_id="eval-shown", **plain)

    progress, selected = [going, stop, timer], [beside, go_on, compared, shown]
    shell.tab.select(
        events.opened, [run, uploaded], [setup, questions, answerer, note, *progress, run, fresh], **_AT_ONCE
    )
    upload.upload(events.took, [upload], [uploaded, questions, note], **_QUIET)
    how_many.change(lambda chosen: gr.update(visible=chosen == "first"), [how_many], [first], **_AT_ONCE)
    start.click(
        events.start, [questions, uploaded, answerer, how_many, first], [note, *progress], trigger_mode="once", **_QUIET
    )
    go_on.click(events.go_on, [run], [note, *progress, go_on], trigger_mode="once", **_QUIET)
    stop.click(events.stop, None, progress, **_AT_ONCE)
    timer.tick(events.looked, [run], [*progress, run, fresh], **_AT_ONCE)
    gr.on([run.input, fresh.change], events.show, [run], selected, **_OWN_QUEUE)
    beside.input(events.compare, [run, beside], [compared], **_OWN_QUEUE)
