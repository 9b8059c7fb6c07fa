"""Asking from the page: by which answerer, how an answer comes in, and how it is stopped."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr

from app.answer.chat_model import ChatModel
from app.answer.engine import Engine
from app.answer.events import EXTRACTIVE
from app.llm.open_model import ChatModels
from app.web.chat.stored import kept, read_call
from app.web.conversation import Turn, stream
from app.web.language import spoken
from app.web.render import progress_html, turn_html
from app.web.texts import TEXTS
from corpus.errors import GusuError, UsageError

_LOOKED_SECONDS = 0.2  # how often it is looked whether readers are waiting
_REMEMBERED = 256  # turns that were stopped before their answer was begun


class Asking:
    """What the page's events call. ``engine`` waits until questions can be asked. Safe in several threads at once."""

    def __init__(self, engine: Callable[[], Engine], models: ChatModels) -> None:
        self._engine = engine
        self._models = models
        self._lock = threading.Lock()
        self._stops: dict[str, threading.Event] = {}  # of the answers in the making, by their turn
        self._stopped: deque[str] = deque(maxlen=_REMEMBERED)
        self._spare: set[threading.Event] = set()  # stops what is done while nobody waits

    def reply(self, by: str, event: gr.EventData, request: gr.Request) -> Iterator[dict[str, Any]]:
        """What the page draws of a turn, again and again: ``html``, and at last the turn as it is kept."""
        language = spoken(request)
        try:
            call = read_call(event._data)
        except UsageError as error:
            data = event._data if isinstance(event._data, dict) else {}
            turn = Turn(str(data.get("question", ""))[:80], None, str(error))
            yield {"turn": str(data.get("turn", "")), "html": turn_html(turn, language), "kept": kept(turn)}
            return
        stop = self._begin(call.turn)
        chat, failed = self._chosen(by)
        try:
            for made in stream(self._engine(), call.question.strip(), call.past, call.understood.strip(), chat, stop):
                if isinstance(made, Turn):
                    yield {"turn": call.turn, "html": turn_html(made, language), "kept": kept(made)}
                else:
                    yield {"turn": call.turn, "html": progress_html(made, language), "kept": None}
            if failed:
                gr.Warning(failed)
        finally:
            with self._lock:
                self._stops.pop(call.turn, None)

    def halt(self, turn: str) -> None:
        """Stop the answer that is made for a turn, or will be."""
        with self._lock:
            if turn in self._stops:
                self._stops[turn].set()
            else:
                self._stopped.append(turn)

    def wait_for_readers(self) -> None:
        """Wait as long as an answer is in the making: for work that nobody waits for."""
        while self._stops:
            time.sleep(_LOOKED_SECONDS)

    @contextmanager
    def spare_time(self) -> Iterator[threading.Event]:
        """An event that is set as soon as a reader asks: for work that gives way to readers' questions."""
        stop = threading.Event()
        with self._lock:
            self._spare.add(stop)
        try:
            yield stop
        finally:
            with self._lock:
                self._spare.discard(stop)

    def offer(self, request: gr.Request) -> Any:
        """The answerers to choose from; nothing is shown where there is no choice."""
        choices = [(TEXTS[spoken(request)].extractive, EXTRACTIVE), *((name, name) for name in self._models.choices())]
        return gr.update(choices=choices, value=self._models.named or EXTRACTIVE, visible=len(choices) > 1)

    def _begin(self, turn: str) -> threading.Event:
        stop = threading.Event()
        with self._lock:
            if turn in self._stopped:
                stop.set()
            self._stops[turn] = stop
            for spare in self._spare:
                spare.set()
        return stop

    def _chosen(self, by: str) -> tuple[ChatModel | None, str]:
        """The chat model that was chosen, None for the sources' own words; and why it cannot be had, if it cannot."""
        if by == EXTRACTIVE:
            return None, ""
        if by not in self._models.choices():
            return None, f"{by} is not on offer here"
        try:
            return self._models.open(by), ""
        except GusuError as error:
            return None, str(error)
