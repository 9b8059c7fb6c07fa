"""The events of an answer as JSON, for server-sent events."""

from dataclasses import asdict
from typing import Any, assert_never

from app.answer.events import Done, Dropped, Event, Retrieved, Sentence, Token
from app.present import answer_json, retrieval_json


def event_json(event: Event) -> tuple[str, dict[str, Any]]:
    """Name and data of an event; that of ``done`` is the object of ``gusu ask --json``."""
    match event:
        case Retrieved(retrieval, standalone, evidence):
            shown = [asdict(citation) for citation in evidence]
            return "retrieved", {**retrieval_json(retrieval), "standalone_question": standalone, "evidence": shown}
        case Token(text):
            return "token", {"text": text}
        case Sentence(sentence, citations):
            said = {"text": sentence.text, "citations": sentence.citations, "support": sentence.support}
            return "sentence", {"sentence": said, "citations": [asdict(citation) for citation in citations]}
        case Dropped(text):
            return "dropped", {"text": text}
        case Done(answer):
            return "done", answer_json(answer)
        case _:
            assert_never(event)
