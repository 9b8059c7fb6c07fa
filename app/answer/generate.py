"""Answers by a chat model: it is shown numbered evidence, and each sentence it writes is checked as it comes."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.answer.chat_model import ChatModel, Message
from app.answer.markers import MarkerReader, Written
from app.answer.prompts import prompt
from app.answer.shown import Shown
from app.answer.support import Carried, Carrier
from index.fold import fold

_DECLINES = (
    "资料中没有",
    "资料没有",
    "资料里没有",
    "资料未",
    "资料中未",
    "资料并未",
    "没有提到",
    "未提及",
    "未提到",
    "没有提供",
    "未提供",
    "无法回答",
    "无法确定",
    "不足以回答",
    "not mention",
    "not state",
    "not provide",
    "no information",
    "cannot answer",
    "can't answer",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as the model writes them."""

    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A complete sentence, and what carries it; ``carried`` is None where nothing shown does."""

    written: Written
    carried: Carried | None

    @property
    def declines(self) -> bool:
        """Whether it says that the sources do not tell."""
        said = fold(self.written.text)
        return self.carried is None and any(words in said for words in _DECLINES)


def messages(question: str, language: str, shown: Sequence[Shown]) -> list[Message]:
    """The prompt: instructions that never change, then the evidence, the question last."""
    parts = prompt("answer")
    passages = "\n\n".join(one.in_prompt() for one in shown)
    user = parts["user"][language].format(passages=passages, question=question)
    return [Message("system", parts["system"][language].strip()), Message("user", user)]


def generate(
    chat: ChatModel, prompted: Sequence[Message], shown: Sequence[Shown], carrier: Carrier, stop: threading.Event
) -> Iterator[Piece | Judged]:
    """What the model writes, and each of its sentences once it is complete and checked. Raises: ServiceError."""
    reader = MarkerReader()
    for piece in chat.stream(prompted, stop):
        yield Piece(piece)
        for written in reader.feed(piece):
            yield Judged(written, carrier.carried(written, shown))
    if not stop.is_set():  # a sentence that was cut off says who knows what
        for written in reader.end():
            yield Judged(written, carrier.carried(written, shown))
