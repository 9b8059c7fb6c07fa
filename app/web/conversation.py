"""A reader's conversation: its turns, and how a turn comes to be."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from app.answer.chat_model import ChatModel
from app.answer.dialogue import Exchange
from app.answer.engine import Engine
from app.answer.events import Answer, Done, Dropped, Retrieved, Sentence, Token
from app.web.render import Progress
from corpus.errors import GusuError

log = logging.getLogger(__name__)

_REDRAWN_SECONDS = 0.1  # how often, at most, an answer in the making is shown


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, made in ``generation``, or with the reason why there is none."""

    question: str
    answer: Answer | None
    failure: str = ""
    generation: str = ""


def history(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """The turns as the engine takes them: what was asked and what was said."""
    found = []
    for turn in turns:
        if turn.answer is not None:
            said = "".join(sentence.text for sentence in turn.answer.sentences)
            found.append(Exchange(turn.answer.standalone_question, said))
    return tuple(found)


def stream(
    engine: Engine,
    question: str,
    past: Sequence[Exchange],
    understood: str = "",
    chat: ChatModel | None = None,
    stop: threading.Event | None = None,
) -> Iterator[Progress | Turn]:
    """How far the answer to ``question`` has come, now and then; at the end the turn.

    ``understood`` is how the reader wants the question to be read, and is asked as it stands.
    """
    progress = Progress(question, understood)
    shown = time.monotonic()
    generation = ""
    try:
        for event in engine.stream(understood or question, () if understood else past, chat, stop):
            match event:
                case Retrieved(retrieval, standalone, evidence):
                    generation = retrieval.generation.name
                    progress = replace(progress, standalone=standalone, found=True, evidence=evidence)
                case Token(text):
                    progress = replace(progress, draft=progress.draft + text if progress.evidence else "")
                case Sentence(sentence):
                    progress = replace(progress, sentences=(*progress.sentences, sentence), draft="")
                case Dropped():
                    progress = replace(progress, draft="")
                case Done(answer):
                    yield Turn(question, replace(answer, question=question), generation=generation)
                    return
                case _:
                    assert_never(event)
            if time.monotonic() - shown >= _REDRAWN_SECONDS:  # an extracted answer is mostly there before
                yield progress
                shown = time.monotonic()
    except GusuError as error:
        yield Turn(question, None, str(error))
    except Exception:  # a bug: the reader keeps the conversation, the log gets the traceback
        log.exception("a question could not be answered")
        yield Turn(question, None, "internal error")
