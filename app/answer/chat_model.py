"""What is asked of a chat model, whoever made it. The real ones are in app/llm/."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a prompt."""

    role: Literal["system", "user", "assistant"]
    text: str


class ChatModel(Protocol):
    """A chat model. Safe to ask from several threads."""

    @property
    def name(self) -> str:
        """As people name it: ``openai:gpt-4o-mini``."""

    @property
    def evidence_tokens(self) -> int:
        """How much evidence it is sent at most: what it reads in a few seconds."""

    def stream(self, messages: Sequence[Message], stop: threading.Event) -> Iterator[str]:
        """The reply, piece by piece, none of them empty; ends early once ``stop`` is set.

        Raises: ServiceError, in one line for people, if it cannot be reached, refuses, breaks off or says nothing.
        """
