"""Asking from the page: by which answerer, how an answer comes in, and how it is stopped."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from app.answer.chat_model import ChatModel
from app.answer.engine import Engine
from app.answer.events import EXTRACTIVE
from app.llm.open_model import ChatModels
from app.web.conversation import Turn, stream
from app.web.texts import TEXTS, Language
from corpus.errors import GusuError

_LOOKED_SECONDS = 0.2  # how often it is looked whether readers are waiting


class Asking:
    """What the page's events call. ``engine`` waits until questions can be asked."""

    def __init__(self, engine: Callable[[], Engine], models: ChatModels) -> None:
        self._engine = engine
        self._models = models
        self._stops: dict[str, threading.Event] = {}  # of the answers in the making, by the page they are made for

    def reply(
        self, asked: str, past: list[Turn], spoken: Language, by: str, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Conversation, turns, question line, and the buttons to ask and to stop, after each event of an answer."""
        if not asked.strip():
            yield (gr.skip(),) * 5
            return
        key, stop = str(request.session_hash), threading.Event()
        self._stops[key] = stop
        chat, failed = self._chosen(by)
        busy = gr.update(visible=chat is None), gr.update(visible=chat is not None)
        try:
            for shown, after in stream(self._engine(), asked.strip(), past, spoken, chat, stop):
                yield shown, after, "", *busy
            if failed:
                gr.Warning(failed)
            yield gr.skip(), gr.skip(), gr.skip(), gr.update(visible=True), gr.update(visible=False)
        finally:
            self._stops.pop(key, None)

    def halt(self, request: gr.Request) -> None:
        """Stop the answer that this page is waiting for."""
        if stop := self._stops.get(str(request.session_hash)):
            stop.set()

    def wait_for_readers(self) -> None:
        """Wait as long as an answer is in the making: for work that nobody waits for."""
        while self._stops:
            time.sleep(_LOOKED_SECONDS)

    def offer(self, spoken: Language) -> Any:
        """The answerers to choose from; nothing is shown where there is no choice."""
        choices = [(TEXTS[spoken].extractive, EXTRACTIVE), *((name, name) for name in self._models.choices())]
        return gr.update(choices=choices, value=self._models.named or EXTRACTIVE, visible=len(choices) > 1)

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
