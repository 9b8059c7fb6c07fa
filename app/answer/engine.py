"""The whole flow of a question: understand, search, evidence, answer, check."""

import copy
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from app.answer.chat_model import ChatModel
from app.answer.composed import Composed
from app.answer.dialogue import Exchange, names_of, understand
from app.answer.events import EXTRACTIVE, Answer, Done, Dropped, Event, Retrieved, Token
from app.answer.evidence import EvidenceReader
from app.answer.extract import Extract, Extractor
from app.answer.generate import Judged, generate, messages
from app.answer.question import read_question
from app.answer.reader.reader import PassageReader
from app.answer.readers import Readers
from app.answer.shown import Shown, show
from app.answer.support import Carrier, cite
from app.answer.verify import Verifier
from app.answer.wording import failed, instead
from corpus.errors import ServiceError
from index.search import Retrieval, Searcher

Watch = Callable[[str, Iterator[Event], threading.Event], Iterator[Event]]
"""Looks on as the answer to a question comes, which may be stopped, and hands its events on."""

_SURE = 0.8  # of the evidence: a chat model that finds nothing in it is not believed


class Engine:
    """Answers questions from one store; safe to ask from several threads at once.

    ``strict`` leaves out what a chat model writes and nothing carries. ``watch``, where it is set, looks on as readers'
    questions are answered, but not as those of ``aside`` are.
    """

    def __init__(self, searcher: Searcher, reader: PassageReader, hits: int = 10, strict: bool = True) -> None:
        self.searcher = searcher
        self._reader = reader
        self._hits = hits
        self._strict = strict
        self._evidence = EvidenceReader(reader, searcher.embedder)
        self._extractor = Extractor(searcher, self._evidence)
        self._verifier = Verifier(searcher.embedder)
        self._readers = Readers()
        self._aside = False
        self.watch: Watch | None = None

    def aside(self) -> "Engine":
        """The same engine for work that nobody waits for: each of its questions lets those of readers go first."""
        other = copy.copy(self)
        other._aside = True
        return other

    def unwatched(self) -> "Engine":
        """The same engine for questions that no reader asked: ``watch`` does not see them."""
        other = copy.copy(self)
        other.watch = None
        return other

    @property
    def verifier(self) -> Verifier:
        """What sentences are checked with."""
        return self._verifier

    def prepare(self) -> None:
        """Load now what the first question would do without: for a process that stays."""
        self.searcher.embedder.prepare()
        self._reader.prepare()

    def read_ahead(self, stop: threading.Event) -> bool:
        """Read the passages of a small store before a question comes for them: answers are the same, and come sooner.

        Readers' questions go first. False if it was stopped, or another generation went live.
        """
        generation = self.searcher.generation()
        for _ in self._evidence.read_ahead(generation):
            self._readers.wait(stop)
            if stop.is_set() or self.searcher.generation().name != generation.name:
                return False
        return True

    def ask(self, question: str, history: Sequence[Exchange] = (), chat: ChatModel | None = None) -> Answer:
        """The answer itself. Raises as ``stream``."""
        for event in self.stream(question, history, chat):
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("an answer's stream ended without Done")

    def stream(
        self,
        question: str,
        history: Sequence[Exchange] = (),
        chat: ChatModel | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """The events of an answer, which ``chat`` writes, or else is extracted; once ``stop`` is set, it ends with what
        there is.

        A chat model that fails is told of in the answer's notes, and the sources' own words stand in for it.
        Raises: UsageError for an empty question.
        """
        stop = stop or threading.Event()
        if self._aside:
            self._readers.wait(stop)
            yield from self._events(question, history, chat, stop)
        else:
            events = self._events(question, history, chat, stop)
            with self._readers.one():
                yield from self.watch(question, events, stop) if self.watch else events

    def _events(
        self, question: str, history: Sequence[Exchange], chat: ChatModel | None, stop: threading.Event
    ) -> Iterator[Event]:
        started = time.perf_counter()
        standalone = self._understood(question, history, chat, stop) if history else question
        understood = time.perf_counter()
        retrieval = self.searcher.search(standalone, self._hits)
        if chat is None:
            yield Retrieved(retrieval, standalone)
        searched = time.perf_counter()
        extract = self._extractor.extract(retrieval)
        timings = {
            "understand": _ms(understood - started),
            **retrieval.timings_ms,
            "evidence": _ms(time.perf_counter() - searched),
        }
        composed = Composed(retrieval.generation, read_question(question).language)
        if chat is None:
            yield from self._extracted(extract, composed)
        else:
            shown = self.shown(extract, chat.evidence_tokens)
            evidence = tuple(cite(one.n, one.article, one.span) for one in shown)
            yield Retrieved(retrieval, standalone, evidence)
            if shown:
                yield from self._written(chat, standalone, extract, shown, composed, stop, timings, started)
        timings["total"] = _ms(time.perf_counter() - started)
        notes = composed.notes(extract)
        by_chat = chat is not None and composed.sentences and not composed.extracted
        yield Done(
            Answer(
                question=question,
                standalone_question=standalone,
                answered=bool(composed.sentences),
                answer=composed.whole(extract, notes, stop.is_set()),
                sentences=tuple(composed.sentences),
                citations=tuple(composed.citations),
                hits=extract.hits,
                answerer=chat.name if chat is not None and by_chat else EXTRACTIVE,
                timings_ms=timings,
                notes=notes,
                dropped=tuple(composed.dropped),
                failure=composed.failure,
            )
        )

    def weigh(self, question: str) -> tuple[Retrieval, Extract]:
        """What a question that stands alone finds, and what of it would be said: for those who ask why.

        Raises: UsageError for an empty question.
        """
        retrieval = self.searcher.search(question, self._hits)
        return retrieval, self._extractor.extract(retrieval)

    def tokens(self, text: str) -> int:
        """How many tokens of the encoder a text has."""
        return self._reader.tokens(text)

    def shown(self, extract: Extract, most_tokens: int) -> list[Shown]:
        """What a chat model that reads so many tokens would be shown."""
        first = [statement.candidate for statement in extract.statements]
        return show(extract.read, first, self._reader.tokens, most_tokens) if first else []

    def _understood(
        self, question: str, history: Sequence[Exchange], chat: ChatModel | None, stop: threading.Event
    ) -> str:
        return understand(question, history, names_of(self.searcher.generation()), chat, stop)

    def _extracted(self, extract: Extract, composed: Composed) -> Iterator[Event]:
        """The sources' own words, those that are cited already left out."""
        for statement in extract.statements:
            candidate = statement.candidate
            if composed.cites(candidate.span):
                continue
            citation = cite(1, candidate.article, candidate.span)
            support = self._verifier.check(candidate.text, (citation,), composed.generation).support
            composed.extracted = True
            yield Token(candidate.text)
            yield composed.say(candidate.text, (candidate.span,), support, statement.item)

    def _written(
        self,
        chat: ChatModel,
        question: str,
        extract: Extract,
        shown: Sequence[Shown],
        composed: Composed,
        stop: threading.Event,
        timings: dict[str, float],
        started: float,
    ) -> Iterator[Event]:
        """What a chat model writes, checked; the sources' own words where it fails or nothing of it is carried."""
        carrier = Carrier(self._verifier, composed.generation)
        declined = False
        try:
            for made in generate(chat, messages(question, composed.language, shown), shown, carrier, stop):
                timings.setdefault("first_token", _ms(time.perf_counter() - started))
                if not isinstance(made, Judged):
                    yield Token(made.text)
                elif composed.has_said(made.written.text):
                    yield Dropped(made.written.text)
                elif made.carried is not None:
                    yield composed.say(made.written.text, made.carried.spans, made.carried.support, made.written.item)
                elif made.declines or self._strict:
                    declined = declined or made.declines
                    if not made.declines:
                        composed.dropped.append(made.written.text)
                    yield Dropped(made.written.text)
                else:
                    cited = [one.span for one in shown if one.n in made.written.cited]
                    yield composed.say(made.written.text, cited, "unsupported", made.written.item)
        except ServiceError as error:
            composed.failure = str(error)
            composed.own.append(failed(composed.failure, composed.language))
            yield from self._extracted(extract, composed)
            return
        if not composed.sentences and not stop.is_set() and not (declined and extract.evidence.sufficiency < _SURE):
            composed.own.append(instead(composed.language))
            yield from self._extracted(extract, composed)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
