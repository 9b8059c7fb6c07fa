"""The judge: what a chat model thinks of an answer, and what it was asked."""

import hashlib
import threading
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from app.answer.chat_model import ChatModel, Message
from eval.judge import prompts
from eval.judge.asked import checks, is_answered, language_of, question_of, questions_messages
from eval.judge.replies import read_questions, read_verdicts
from eval.run.record import Record
from index.embed.embedder import Embedder

FIGURES = ("faithfulness", "relevance")


class Judgement(BaseModel):
    """What a judge said of an answer; a figure is None where its reply could not be read.

    ``asked`` stands for everything that it was shown (a SHA-256): another answer or another prompt has another.
    ``verdicts`` are those on the answer's sentences, None where they could not be read; ``questions`` are those it
    took the answer to answer; ``replies`` are its own words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    model: str
    asked: str
    faithfulness: float | None = None
    relevance: float | None = None
    verdicts: list[bool | None] = []
    questions: list[str] = []
    replies: list[str] = []

    def figures(self) -> dict[str, float]:
        """The figures by name; one that could not be read is absent."""
        both = {"faithfulness": self.faithfulness, "relevance": self.relevance}
        return {name: value for name, value in both.items() if value is not None}


class Judge:
    """Asks a chat model about answers. The embedder says how near two questions are."""

    def __init__(self, chat: ChatModel, embedder: Embedder) -> None:
        self.model = chat.name
        self._chat = chat
        self._embedder = embedder
        self._never = threading.Event()
        self._unrelated = cache(self._unrelated_of)

    def judge(self, record: Record) -> dict[str, float]:
        """``faithfulness`` and ``relevance`` of an answer; what could not be read is absent, as is all of a refusal.

        Raises: ServiceError if the chat model cannot be reached, refuses, breaks off or says nothing.
        """
        return self.judgement(record).figures() if is_answered(record) else {}

    def asked(self, record: Record) -> str:
        """Stands for everything that the judgement of an answer depends on but the chat model."""
        shown = hashlib.sha256(self._embedder.fingerprint.encode())
        shown.update("\0".join([question_of(record), *prompts.relevance().unrelated.of(language_of(record))]).encode())
        for message in self._messages(record):
            shown.update(f"\0{message.role}\0{message.text}".encode())
        return shown.hexdigest()

    def judgement(self, record: Record) -> Judgement:
        """The figures of an answered record, and what they rest on.

        faithfulness = |V| / |S|: of the answer's sentences S, the share V that the passages they cite support (Es et
        al. 2023, section 3, where S are statements that the model first draws from the answer; ours are the sentences
        that the product checks as well, so that the two can be compared). 0 if the answer cites nothing.

        relevance = the mean over up to three questions q' that the model writes from the answer alone, of
        (cos(q, q') - b) / (1 - b), within 0 and 1: q is the question that was asked, b the mean cosine between q and
        questions of daily life. Without b it is ragas' answer relevance; b takes out what an embedding model gives any
        two questions (0.8 with the default one), as Zhang et al. 2020 do for BERTScore. A direct mark was left out: a
        small model gives nearly every answer the same one, and an answer can ask for it; here the model never says
        a figure, so no answer can. Raises: ServiceError as ``judge`` does.
        """
        language = language_of(record)
        verdicts: list[bool | None] = []
        replies = []
        for check in checks(record, self._chat.evidence_tokens):
            replies.append(self._ask(check.messages(language)))
            count = len(check.statements)
            verdicts += read_verdicts(replies[-1], count) or [None] * count
        replies.append(self._ask(questions_messages(record)))
        questions = read_questions(replies[-1])
        return Judgement(
            id=record.id,
            model=self.model,
            asked=self.asked(record),
            faithfulness=_share(verdicts),
            relevance=self._nearness(question_of(record), questions, language) if questions else None,
            verdicts=verdicts,
            questions=questions,
            replies=replies,
        )

    def _messages(self, record: Record) -> Iterator[Message]:
        for check in checks(record, self._chat.evidence_tokens):
            yield from check.messages(language_of(record))
        yield from questions_messages(record)

    def _ask(self, messages: list[Message]) -> str:
        return "".join(self._chat.stream(messages, self._never))

    def _nearness(self, question: str, written: list[str], language: str) -> float:
        asked = self._embedder.question(question)
        base = float(np.mean(self._unrelated(language) @ asked))
        near = np.array([self._embedder.question(one) for one in written]) @ asked
        return float(np.mean(np.clip((near - base) / (1 - base), 0, 1)))

    def _unrelated_of(self, language: str) -> NDArray[np.float32]:
        return np.array([self._embedder.question(one) for one in prompts.relevance().unrelated.of(language)])


def _share(verdicts: list[bool | None]) -> float | None:
    """Of the verdicts, those that are True; None if one could not be read. 0 for none: nothing was cited."""
    if None in verdicts:
        return None
    return sum(map(bool, verdicts)) / len(verdicts) if verdicts else 0.0
