"""Asking the questions of a set, several at once if wanted; an error of one does not stop the others."""

import threading
import time
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

from app.answer.chat_model import ChatModel
from app.answer.dialogue import Exchange, exchanges, names_of, understand
from app.answer.engine import Engine
from app.answer.events import Answer, Done, Retrieved
from app.present import answer_json, retrieval_json
from corpus.errors import ServiceError, StoreError
from eval.dataset import Question
from eval.metrics.score import scored
from eval.run.contexts import contexts
from eval.run.gold import Gold
from eval.run.record import Record
from index.generation import Generation
from index.search import Retrieval


class Rebuilt(StoreError):
    """The store was rebuilt during a run; ``different`` says so as ``RunSettings.differences`` would."""

    def __init__(self, began: str, live: str) -> None:
        super().__init__(
            f"the store was rebuilt during the run: it began on generation {began}, and {live} is live now. "
            "Start the run anew with --fresh"
        )
        self.different = (f"store.generation {began} there, {live} now",)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's record; ``unreached`` if it ended in an error because the chat model could not be reached."""

    record: Record
    unreached: bool = False


class Asker:
    """Asks questions of one engine on one generation of its store, of ``chat`` if there is one. Thread-safe.

    With ``retrieval_only`` the first ``hits`` passages are found, and nothing is answered. Once ``stop`` is set, no
    question is asked any more.
    """

    def __init__(
        self,
        engine: Engine,
        generation: Generation,
        gold: Gold,
        chat: ChatModel | None,
        hits: int,
        retrieval_only: bool,
        stop: threading.Event,
    ) -> None:
        self._engine = engine
        self._generation = generation
        self._gold = gold
        self._chat = chat
        self._hits = hits
        self._retrieval_only = retrieval_only
        self._stop = stop

    def ask_all(self, questions: Sequence[Question], workers: int) -> Generator[Asked, None, None]:
        """The questions as they are done, ``workers`` of them at once.

        Whoever leaves the iteration early ends it: questions under way are broken off, and give nothing.
        Raises: StoreError if the store is rebuilt meanwhile, or can no longer be read.
        """
        pool = ThreadPoolExecutor(workers, thread_name_prefix="gusu-eval")
        left = iter(questions)  # handed over one by one: a process that ends does not wait for all of them
        try:
            under_way: set[Future[Asked | None]] = {
                pool.submit(self._ask, question) for question in islice(left, workers)
            }
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                under_way |= {pool.submit(self._ask, question) for question in islice(left, len(done))}
                for future in done:
                    if (asked := future.result()) is not None:
                        yield asked
        except BaseException:  # GeneratorExit too: the iteration was left
            self._stop.set()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _ask(self, question: Question) -> Asked | None:
        """None for a question that was broken off."""
        if self._stop.is_set():
            return None
        started = time.perf_counter()
        record = Record(**dict(question), gold=self._gold[question.id])
        unreached = False
        try:
            found = self._found(question)
        except StoreError:
            raise
        except Exception as error:  # whatever it was, it is told of with this question, and the others are asked
            unreached = isinstance(error, ServiceError)
            found = {"error": _one_line(error)}
        if self._stop.is_set():
            return None
        found["seconds"] = round(time.perf_counter() - started, 4)
        return Asked(scored(record.model_copy(update=found)), unreached)

    def _found(self, question: Question) -> dict[str, object]:
        """The fields of the record that tell what was found."""
        history = exchanges(question.history, names_of(self._generation)) if question.history else ()
        if self._retrieval_only:
            return {"result": retrieval_json(self._retrieval(question.question, history))}
        answer = self._answer(question.question, history)
        if answer.failure:  # the sources' own words stand in, but they are not what was to be measured
            raise ServiceError(answer.failure)
        return {
            "result": answer_json(answer),
            "dropped": list(answer.dropped),
            "contexts": contexts(answer.citations, answer.hits, self._generation),
        }

    def _retrieval(self, question: str, history: Sequence[Exchange]) -> Retrieval:
        standalone = understand(question, history, names_of(self._generation)) if history else question
        retrieval = self._engine.searcher.search(standalone, self._hits)
        self._check(retrieval)
        return retrieval

    def _answer(self, question: str, history: Sequence[Exchange]) -> Answer:
        for event in self._engine.stream(question, history, self._chat, self._stop):
            if isinstance(event, Retrieved):
                self._check(event.retrieval)
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("an answer's stream ended without Done")

    def _check(self, retrieval: Retrieval) -> None:
        ours, theirs = self._generation.name, retrieval.generation.name
        if ours != theirs:
            raise Rebuilt(ours, theirs)


def _one_line(error: Exception) -> str:
    """What an error says, on one line; of one that is not made for people its kind, too."""
    said = " ".join(str(error).split())
    return said if isinstance(error, ServiceError) else f"{type(error).__name__}: {said}"
