"""Questions of the API: each waits for its turn, is answered in a thread, and ends with whoever asked."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TypeVar

from app.answer.chat_model import ChatModel
from app.answer.dialogue import exchanges, names_of
from app.answer.engine import Engine
from app.answer.events import EXTRACTIVE, Answer, Done, Event
from app.api.contract import DEFAULT_ANSWERER
from app.llm.open_model import ChatModels
from app.operation.queue import Busy, Queue
from app.settings import Settings
from corpus.errors import ServiceError, UsageError

_TO_START_SECONDS = 5  # what a client is told while the models are loaded
_TO_STOP_SECONDS = 5.0  # for a chat model to break off with what it has

Result = TypeVar("Result")
_Found = Event | BaseException | None


class TooSlow(ServiceError):
    """An answer took longer than the settings allow."""


class NoChatModel(ServiceError):
    """A chat model that is on offer cannot be had."""


class NoSuchModel(UsageError):
    """A request names a model that is not on offer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``history`` are messages ``{"role", "content"}``, ``answerer`` who is to answer."""

    question: str
    history: Sequence[dict[str, str]]
    answerer: str


class Answering:
    """Asks the engine, once there is one, for as many at once as the settings say."""

    def __init__(self, ready: "Future[Engine]", models: ChatModels, settings: Settings) -> None:
        self._ready = ready
        self._models = models
        self._seconds = settings.question_seconds
        self.queue = Queue(settings.queue_running, settings.queue_waiting, settings.queue_seconds)
        self._threads = ThreadPoolExecutor(settings.queue_running, "answer")

    def engine(self) -> Engine:
        """The engine. Raises: Busy while its models are being loaded."""
        if not self._ready.done():
            raise Busy("the models are being loaded: try again in a moment", _TO_START_SECONDS)
        return self._ready.result()

    def answerers(self) -> list[str]:
        """The names that may be asked for."""
        return list(dict.fromkeys([DEFAULT_ANSWERER, EXTRACTIVE, *self._models.choices()]))

    async def answer(self, asked: Asked) -> Answer:
        """The whole answer. Raises as ``events``."""
        async for event in self.events(asked):
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("an answer's stream ended without Done")

    async def events(self, asked: Asked) -> AsyncGenerator[Event, None]:
        """The events of an answer; when nobody reads on, it is ended.

        Raises: Busy, TooSlow, NoSuchModel, NoChatModel; UsageError and ServiceError as the engine.
        """
        self.engine()
        loop = asyncio.get_running_loop()
        until = loop.time() + self._seconds
        await self._check(asked.answerer)
        place = await self.queue.turn()
        found: asyncio.Queue[_Found] = asyncio.Queue()
        stop, left = threading.Event(), threading.Event()

        def tell(what: _Found) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens
                loop.call_soon_threadsafe(found.put_nowait, what)

        def work() -> None:
            try:
                with closing(self._stream(asked, stop)) as events:
                    for event in events:
                        tell(event)
                        if left.is_set():
                            break
                tell(None)
            except BaseException as error:  # handed on to whoever asked
                tell(error)
            finally:
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(place.let_go)

        self._threads.submit(contextvars.copy_context().run, work)
        try:
            while (event := await self._before(until, found, stop)) is not None:
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            left.set()
            stop.set()

    async def do(self, work: Callable[[Engine], Result]) -> Result:
        """What some other work gives, which takes its turn among the questions. Raises: Busy, TooSlow; as the work."""
        engine = self.engine()
        loop = asyncio.get_running_loop()
        until = loop.time() + self._seconds
        place = await self.queue.turn()
        doing = loop.run_in_executor(self._threads, work, engine)

        def over(done: "asyncio.Future[Result]") -> None:
            place.let_go()
            if not done.cancelled():
                done.exception()  # looked at: nobody may be left to be told

        doing.add_done_callback(over)
        await asyncio.wait({doing}, timeout=until - loop.time())
        if not doing.done():  # a thread cannot be cancelled: it keeps its turn until it is done
            raise self._too_slow()
        return doing.result()

    def close(self) -> None:
        """Take no more questions."""
        self.queue.close()

    def _stream(self, asked: Asked, stop: threading.Event) -> Generator[Event, None, None]:
        engine = self.engine()
        chat = self._chosen(asked.answerer)
        history = exchanges(asked.history, names_of(engine.searcher.generation())) if asked.history else ()
        yield from engine.stream(asked.question, history, chat, stop)

    def _chosen(self, answerer: str) -> ChatModel | None:
        name = self._models.named if answerer == DEFAULT_ANSWERER else answerer
        if name is None or name == EXTRACTIVE:
            return None
        try:
            return self._models.open(name)
        except ServiceError as error:
            raise NoChatModel(str(error)) from error

    async def _check(self, answerer: str) -> None:
        """Raises: NoSuchModel. In a thread, for a server on this machine may be asked which models it has."""
        if answerer in (DEFAULT_ANSWERER, EXTRACTIVE):
            return
        names = await asyncio.to_thread(self.answerers)
        if answerer not in names:
            raise NoSuchModel(f"model {answerer!r} is not on offer: one of {', '.join(names)}")

    async def _before(self, until: float, found: "asyncio.Queue[_Found]", stop: threading.Event) -> _Found:
        """The next one; when the time is up the answer is stopped, and may end with what there is."""
        left = until - asyncio.get_running_loop().time()
        if not stop.is_set():
            try:
                async with asyncio.timeout(left):
                    return await found.get()
            except TimeoutError:
                stop.set()
        try:
            async with asyncio.timeout(max(left, 0) + _TO_STOP_SECONDS):
                return await found.get()
        except TimeoutError:
            raise self._too_slow() from None

    def _too_slow(self) -> TooSlow:
        return TooSlow(f"the answer took longer than {self._seconds:.0f} s: ask for less, or try again later")
