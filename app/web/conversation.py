"""A reader's conversation: its turns, and how a turn comes to be, as chat messages after each event."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, assert_never

import gradio as gr

from app.answer.chat_model import ChatModel
from app.answer.dialogue import Exchange
from app.answer.engine import Engine
from app.answer.events import Answer, Done, Dropped, Retrieved, Sentence, Token
from app.web.render import Progress, answer_html, failure_html, progress_html
from app.web.texts import Language
from corpus.errors import GusuError

log = logging.getLogger(__name__)

_REDRAWN_SECONDS = 0.15  # how often, at most, a draft that grows is drawn again


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or with the reason why there is none."""

    question: str
    answer: Answer | None
    failure: str = ""


def messages(turns: Sequence[Turn], language: Language) -> list[dict[str, Any]]:
    """The turns as the messages of a ``gr.Chatbot``."""
    said: list[dict[str, Any]] = []
    for turn in turns:
        html = answer_html(turn.answer, language) if turn.answer else failure_html(turn.failure, language)
        said += _exchange(turn.question, html)
    return said


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
    turns: Sequence[Turn],
    language: Language,
    chat: ChatModel | None = None,
    stop: threading.Event | None = None,
) -> Iterator[tuple[list[Any], list[Turn]]]:
    """Messages and turns after each event of the answer to ``question``; the last pair holds the finished turn."""
    before = messages(turns, language)
    progress = Progress(question)
    drawn = 0.0
    yield [*before, *_exchange(question, progress_html(progress, language))], list(turns)
    try:
        for event in engine.stream(question, history(turns), chat, stop):
            match event:
                case Retrieved(_, standalone, evidence):
                    progress = replace(progress, standalone=standalone, found=True, evidence=evidence)
                case Token(text):
                    progress = replace(progress, draft=progress.draft + text)
                    if not progress.evidence or time.monotonic() - drawn < _REDRAWN_SECONDS:
                        continue  # an extracted sentence comes whole
                case Sentence(sentence):
                    progress = replace(progress, sentences=(*progress.sentences, sentence), draft="")
                case Dropped():
                    progress = replace(progress, draft="")
                case Done(answer):
                    done = [*turns, Turn(question, answer)]
                    yield messages(done, language), done
                    return
                case _:
                    assert_never(event)
            drawn = time.monotonic()
            yield [*before, *_exchange(question, progress_html(progress, language))], list(turns)
    except GusuError as error:
        failed = [*turns, Turn(question, None, str(error))]
    except Exception:  # a bug: the reader keeps the conversation, the log gets the traceback
        log.exception("a question could not be answered")
        failed = [*turns, Turn(question, None, "internal error")]
    yield messages(failed, language), failed


def _exchange(question: str, html: str) -> list[dict[str, Any]]:
    asked = f'<p class="asked">{escape(question)}</p>'  # as text, Gradio would render a reader's HTML
    return [{"role": "user", "content": gr.HTML(asked)}, {"role": "assistant", "content": gr.HTML(html)}]
