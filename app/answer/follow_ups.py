"""Questions that go on from an answer, each of which the corpus answers.

They are made of sentences and headings near the answer, by rules (cloze/), and each is asked once: it is offered only
if the answer says the words that were taken out of the sentence, and cites what the given answer does not.
"""

import threading
import time
from collections.abc import Collection, Sequence
from weakref import WeakKeyDictionary

from app.answer.cloze import Candidate, is_cited, letters, near
from app.answer.engine import Engine
from app.answer.events import Answer, Done
from corpus.article import Span
from index.generation import Generation

_SECONDS = 1.5  # after which no further question is tried
_TRIED = 10  # questions at most
_A_KIND = 2  # questions made by one rule
_KEPT = 512  # answers of a generation whose questions are remembered

_Key = tuple[str, str, int, tuple[str, ...]]
_remembered: WeakKeyDictionary[Generation, dict[_Key, tuple[str, ...]]] = WeakKeyDictionary()
_remembering = threading.Lock()


def follow_ups(
    engine: Engine,
    answer: Answer,
    count: int = 3,
    stop: threading.Event | None = None,
    asked: Collection[str] = (),
) -> tuple[str, ...]:
    """Up to ``count`` questions in the answer's language, each answered by the engine with something new.

    ``asked`` are questions of the conversation that are not offered again. Takes about 1.5 s at most and ends early,
    with what there is, once ``stop`` is set; what is found is remembered for the same answer in the same generation.
    Empty where nothing good enough is found. Call it off the path of the answer.
    """
    stop = stop or threading.Event()
    key = (answer.standalone_question, answer.answer, count, tuple(asked))
    with _remembering:
        known = _remembered.setdefault(engine.searcher.generation(), {})
        if key in known:
            return known[key]
    until = time.monotonic() + _SECONDS
    questions = _worked_out(engine, answer, count, stop, until, asked)
    if not stop.is_set() and (questions or time.monotonic() < until):  # a busy moment is not remembered
        with _remembering:
            if len(known) >= _KEPT:
                del known[next(iter(known))]
            known[key] = questions
    return questions


def _worked_out(
    engine: Engine, answer: Answer, count: int, stop: threading.Event, until: float, asked: Collection[str]
) -> tuple[str, ...]:
    found: list[Candidate] = []
    tried = 0
    for candidate in near(engine.searcher, answer, asked):
        if len(found) == count or tried == _TRIED or stop.is_set() or time.monotonic() > until:
            break
        if _is_new(candidate, found):
            tried += 1
            if _is_answered(engine, candidate, answer, stop):
                found.append(candidate)
    return tuple(candidate.made.question for candidate in found)


def _is_new(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether a question adds to those found: of another sentence, about something else, not all made by one rule."""
    kinds = [other.made.kind for other in found]
    return kinds.count(candidate.made.kind) < _A_KIND and not any(
        other.span == candidate.span or candidate.like(other.words) for other in found
    )


def _is_answered(engine: Engine, candidate: Candidate, answer: Answer, stop: threading.Event) -> bool:
    """Whether the engine answers, at once, with what was taken out of the sentence, and cites something new."""
    events = engine.unwatched().stream(candidate.made.question, stop=stop)
    done = next((event for event in events if isinstance(event, Done)), None)
    if done is None or not done.answer.answered or done.answer.notes:
        return False
    new = [c for c in done.answer.citations if not is_cited(Span(c.article_id, c.start, c.end), answer)]
    if candidate.made.answer:
        return bool(new) and letters(candidate.made.answer) in letters(done.answer.sentences[0].text)
    span = candidate.span
    return any(c.article_id == span.article_id and c.start < span.end and span.start < c.end for c in new)
