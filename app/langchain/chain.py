"""The whole of Gusu as a LangChain Runnable: a question in, a cited answer out."""

import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor

from app.answer.chat_model import ChatModel
from app.answer.dialogue import exchanges, names_of
from app.answer.engine import Engine
from app.answer.events import Answer, Done, Event
from app.answer.pieces import pieces
from app.langchain.question import ChainInput, read
from app.present import answer_json

KEY = "gusu"
"""Where the answer's object stands in ``additional_kwargs``: that of ``gusu ask --json``."""


class GusuChain(Runnable[ChainInput, AIMessage]):
    """Stands where a chat model stands, and gives a message as one does: ``GusuChain(engine) | StrOutputParser()``.

    ``content`` is the answer with its marks, ``additional_kwargs["gusu"]`` the object of ``gusu ask --json`` with its
    citations. ``stream`` gives a piece a sentence, once it has been checked; the last one carries the object.
    ``events`` gives Gusu's own stream. A question or a history that cannot be read raises UsageError, a store that
    cannot be StoreError; both say what to do.
    """

    def __init__(self, engine: Engine, chat: ChatModel | None = None) -> None:
        """``chat`` writes the answers; without one they are the articles' own words."""
        self.name = "GusuChain"
        self._engine = engine
        self._chat = chat

    def events(self, input: ChainInput, stop: threading.Event | None = None) -> Iterator[Event]:
        """The events of an answer, see app/answer/events.py; once ``stop`` is set it ends with what there is."""
        question, said = read(input)
        history = exchanges(said, names_of(self._engine.searcher.generation())) if said else ()
        return self._engine.stream(question, history, self._chat, stop)

    def invoke(self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any) -> AIMessage:
        """The answer as one message."""
        return self._call_with_config(self._answer, input, config, run_type="chain")

    def stream(
        self,
        input: ChainInput,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[AIMessage]:
        """The answer piece by piece; ``+`` puts the pieces together."""
        yield from self.transform(iter([input]), config)

    def transform(
        self,
        input: Iterator[ChainInput],
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[AIMessage]:
        """As ``stream``, in a chain: of what comes in, the last is the question."""
        yield from self._transform_stream_with_config(input, self._chunks, config, run_type="chain")

    async def astream(
        self,
        input: ChainInput,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[AIMessage]:
        """As ``stream``; the work is done in another thread, and ended when nobody reads on."""

        async def once() -> AsyncIterator[ChainInput]:
            yield input

        async for chunk in self.atransform(once(), config):
            yield chunk

    async def atransform(
        self,
        input: AsyncIterator[ChainInput],
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[AIMessage]:
        """As ``astream``, in a chain."""
        async for chunk in self._atransform_stream_with_config(input, self._achunks, config, run_type="chain"):
            yield chunk

    def _answer(self, asked: ChainInput) -> AIMessage:
        for event in self.events(asked):
            if isinstance(event, Done):
                return AIMessage(content=event.answer.answer, additional_kwargs=_kept(event.answer))
        raise RuntimeError("an answer's stream ended without Done")

    def _chunks(self, asked: Iterator[ChainInput]) -> Iterator[AIMessage]:
        yield from self._pieces(_last(list(asked)), threading.Event())

    async def _achunks(self, asked: AsyncIterator[ChainInput]) -> AsyncIterator[AIMessage]:
        stop = threading.Event()
        found = self._pieces(_last([one async for one in asked]), stop)
        try:
            while (chunk := await run_in_executor(None, next, found, None)) is not None:
                yield chunk
        finally:
            stop.set()

    def _pieces(self, asked: ChainInput, stop: threading.Event) -> Iterator[AIMessageChunk]:
        for piece, event in pieces(self.events(asked, stop)):
            if isinstance(event, Done):
                yield AIMessageChunk(content=piece, additional_kwargs=_kept(event.answer), chunk_position="last")
            elif piece:
                yield AIMessageChunk(content=piece)


def _kept(answer: Answer) -> dict[str, Any]:
    return {KEY: answer_json(answer)}


def _last(asked: list[ChainInput]) -> ChainInput:
    """What is asked, of what came in piece by piece: texts are put together, of other things the last one is whole."""
    texts = [one for one in asked if isinstance(one, str)]
    return "".join(texts) if len(texts) == len(asked) else asked[-1]
