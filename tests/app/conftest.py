"""Engines over small corpora of a test's own making, and a chat model that says what it is told."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from app.answer.chat_model import Message
from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from corpus.errors import ServiceError
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings

Corpus = Callable[..., Engine]


@pytest.fixture
def corpus(tmp_path: Path, embedder: LazyEmbedder, reader: PassageReader) -> Corpus:
    """Makes an engine over articles: by name, a date and the text."""

    def build(**articles: tuple[str, str]) -> Engine:
        folder = tmp_path / "articles"
        folder.mkdir()
        for name, (date, text) in articles.items():
            head = f"---\ntitle: {text.splitlines()[0]}\npublisher: {name}报\ndate: {date}\n---\n\n"
            (folder / f"{name}.md").write_text(head + "\n".join(text.splitlines()[1:]), encoding="utf-8")
        Builder(tmp_path / "store", embedder, SplitSettings()).build([folder])
        return Engine(Searcher(tmp_path / "store", embedder), reader)

    return build


class ScriptedModel:
    """A chat model with prepared replies: gives them in order, keeps the prompts it was sent.

    A reply is a text, an error, or both: what comes before the error.
    """

    name = "scripted"
    evidence_tokens = 700

    def __init__(self, *replies: str | ServiceError | tuple[str, ServiceError]) -> None:
        self.replies = list(replies)
        self.asked: list[Sequence[Message]] = []

    def stream(self, messages: Sequence[Message], stop: threading.Event) -> Iterator[str]:
        self.asked.append(messages)
        reply = self.replies.pop(0)
        text, error = reply if isinstance(reply, tuple) else (reply, None) if isinstance(reply, str) else ("", reply)
        for at in range(0, len(text), 5):
            if stop.is_set():
                return
            yield text[at : at + 5]
        if error:
            raise error
