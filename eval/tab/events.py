"""What the events of the tab's components do: what a reader may see of it, in their language."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from app.answer.events import EXTRACTIVE
from app.web.language import spoken
from app.web.tab import Shell
from app.web.texts import Language
from corpus.errors import UsageError
from eval.dataset import read_questions
from eval.report.words import Words
from eval.tab import words
from eval.tab.choices import answerers, label, set_choices, shown_first
from eval.tab.desk import Desk, NotDone, Wanted
from eval.tab.running import Evaluations
from eval.tab.sets import offered
from eval.tab.shown import message_html, progress_html, unreadable_html

_UPLOADED = "uploaded"


class Events:
    """What the components' events call. Each that changes anything asks whether the one who sent it may."""

    def __init__(self, shell: Shell, evaluations: Evaluations) -> None:
        self._shell = shell
        self._desk = Desk(shell, evaluations)

    def opened(self, run: str | None, uploaded: str | None, request: gr.Request) -> tuple[Any, ...]:
        """The choices as they are now, how an evaluation goes, and the run to show: the newest at first."""
        language = spoken(request)
        if self._shell.access.role(request) is None:
            return (gr.skip(),) * 9
        may_edit = self._shell.access.may_edit(request)
        sets = offered(self._shell.settings.question_sets) if may_edit else []
        note = unreadable_html(sets, language) if may_edit else message_html(words.EDITORS_ONLY, language)
        choices = set_choices(sets, language)
        if uploaded:
            choices.append((_name_of(uploaded, language), _UPLOADED))
        offer = gr.update(choices=choices, value=gr.skip() if uploaded else (choices[0][1] if choices else None))
        by, usual = answerers(self._shell.models, language)
        return (
            gr.update(visible=may_edit),
            offer,
            gr.update(choices=by, value=usual, visible=len(by) > 1),
            note,
            *self._progress(request),
            *self._runs(run, language),
        )

    def took(self, upload: str, request: gr.Request) -> tuple[Any, ...]:
        """An uploaded set among the others, chosen; or why it is none."""
        language = spoken(request)
        if not self._shell.access.may_edit(request):
            return None, gr.skip(), message_html(words.NOT_ALLOWED, language, wrong=True)
        try:
            count = len(read_questions(Path(upload)).questions)
        except UsageError as error:
            told = str(error).replace(str(upload), Path(upload).name)
            return None, gr.skip(), message_html(Words(told, told), language, wrong=True)
        choices = set_choices(offered(self._shell.settings.question_sets), language)
        choices.append((f"{_name_of(upload, language)} · {count}", _UPLOADED))
        return upload, gr.update(choices=choices, value=_UPLOADED), ""

    def start(
        self,
        key: str | None,
        uploaded: str | None,
        answerer: str | None,
        how_many: str,
        first: float | None,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        """Begin a run, and say if it could not be begun."""
        if not self._shell.access.may_edit(request):
            return self._told(request, words.NOT_ALLOWED)
        if not key:
            return self._told(request, words.NO_SET)
        if how_many == "first" and (not first or first < 1):
            return self._told(request, words.BAD_FIRST)
        upload = Path(uploaded) if uploaded and key == _UPLOADED else None
        limit = int(first) if how_many == "first" and first else None
        wanted = Wanted(key, upload, answerer or EXTRACTIVE, limit)
        return self._do(request, lambda: self._desk.start(wanted))

    def go_on(self, run: str | None, request: gr.Request) -> tuple[Any, ...]:
        """Go on with a run that is not finished."""
        return (*self._do(request, lambda: self._desk.go_on(run or "")), gr.update(visible=False))

    def stop(self, request: gr.Request) -> tuple[Any, ...]:
        """Stop the evaluation that is under way."""
        if self._shell.access.may_edit(request):
            self._desk.stop()
        return self._progress(request)

    def looked(self, run: str | None, request: gr.Request) -> tuple[Any, ...]:
        """How the evaluation goes; once it has ended, its run is chosen."""
        progress = self._desk.progress
        if progress is None or progress.under_way:
            return (*self._progress(request), gr.skip(), gr.skip())
        return (*self._progress(request), *self._runs(progress.name, spoken(request)))

    def show(self, run: str | None, request: gr.Request) -> tuple[Any, ...]:
        """What a run came to, and which others it can be compared with."""
        if self._shell.access.role(request) is None:
            return (gr.skip(),) * 4
        language, kept, progress = spoken(request), self._desk.kept(run), self._desk.progress
        others = [(label(other, None, language), other.name) for other in self._desk.others(run)]
        nothing = (words.spoken_word(words.NONE, language), "")
        busy = progress is not None and progress.under_way
        may_go_on = kept is not None and not kept.finished and not busy and self._shell.access.may_edit(request)
        return (
            gr.update(choices=[nothing, *others], value="", visible=bool(others)),
            gr.update(visible=may_go_on),
            "",
            self._desk.shown(run, language),
        )

    def compare(self, run: str | None, beside: str | None, request: gr.Request) -> str:
        """A run beside another one."""
        if self._shell.access.role(request) is None:
            return ""
        return self._desk.compared(run, beside, spoken(request))

    def _do(self, request: gr.Request, what: Callable[[], None]) -> tuple[Any, ...]:
        if not self._shell.access.may_edit(request):
            return self._told(request, words.NOT_ALLOWED)
        try:
            what()
        except NotDone as error:
            return self._told(request, error.words)
        return ("", *self._progress(request))

    def _told(self, request: gr.Request, said: Words) -> tuple[Any, ...]:
        return (message_html(said, spoken(request), wrong=True), *self._progress(request))

    def _progress(self, request: gr.Request) -> tuple[Any, ...]:
        """How the evaluation goes, the button to stop it, and whether to look again."""
        progress = self._desk.progress
        under_way = progress is not None and progress.under_way
        may_stop = under_way and self._shell.access.may_edit(request)
        return progress_html(progress, spoken(request)), gr.update(visible=may_stop), gr.Timer(active=under_way)

    def _runs(self, run: str | None, language: Language) -> tuple[Any, Any]:
        """The runs to choose from, ``run`` or else the newest chosen, and what tells one state of it from another."""
        every, progress = self._desk.runs.all(), self._desk.progress
        chosen = shown_first(every, run)
        choices = [(label(kept, progress, language), kept.name) for kept in every]
        name = chosen.name if chosen else None
        state = f"{name}:{chosen.finished}:{chosen.about.finished}:{chosen.done}" if chosen else "none"
        return gr.update(choices=choices, value=name), state


def _name_of(upload: str, language: Language) -> str:
    return Path(upload).name + words.spoken_word(words.UPLOADED, language)
