"""A reader's conversation: its turns, and how a turn comes to be, as chat messages after each event."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from app.answer.engine import Engine
from app.answer.events import Answer, AnswerSentence, Done, Retrieved, Sentence, Token
from app.web.render import answer_html, failure_html, progress_html
from app.web.texts import Language
from corpus.errors import GusuError

log = logging.getLogger(__name__)


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


def stream(
    engine: Engine, question: str, turns: Sequence[Turn], language: Language
) -> Iterator[tuple[list[Any], list[Turn]]]:
    """Messages and turns after each event of the answer to ``question``; the last pair holds the finished turn."""
    before = messages(turns, language)
    sentences: list[AnswerSentence] = []
    found = False
    yield [*before, *_exchange(question, progress_html([], language, found))], list(turns)
    try:
        for event in engine.stream(question):
            match event:
                case Retrieved():
                    found = True
                case Sentence(sentence):
                    sentences.append(sentence)
                case Token():
                    continue  # an extracted sentence comes whole
                case Done(answer):
                    done = [*turns, Turn(question, answer)]
                    yield messages(done, language), done
                    return
            yield [*before, *_exchange(question, progress_html(sentences, language, found))], list(turns)
    except GusuError as error:
        failed = [*turns, Turn(question, None, str(error))]
    except Exception:  # a bug: the reader keeps the conversation, the log gets the traceback
        log.exception("a question could not be answered")
        failed = [*turns, Turn(question, None, "internal error")]
    yield messages(failed, language), failed


def _exchange(question: str, html: str) -> list[dict[str, Any]]:
    asked = f'<p class="asked">{escape(question)}</p>'  # as text, Gradio would render a reader's HTML
    return [{"role": "user", "content": gr.HTML(asked)}, {"role": "assistant", "content": gr.HTML(html)}]
