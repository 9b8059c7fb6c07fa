"""A conversation as messages, read as exchanges."""

from collections.abc import Mapping, Sequence

from app.answer.dialogue.exchange import Exchange
from app.answer.dialogue.follow_up import rewrite
from app.answer.dialogue.names import Names
from corpus.errors import UsageError


def exchanges(messages: Sequence[Mapping[str, str]], names: Names) -> tuple[Exchange, ...]:
    """The exchanges of messages ``{"role": "user" | "assistant", "content": ...}``, each question understood by rule.

    Raises: UsageError naming the message that is none.
    """
    found: list[Exchange] = []
    for number, message in enumerate(messages, start=1):
        role, content = message.get("role"), message.get("content")
        if role not in ("user", "assistant") or not isinstance(content, str):
            raise UsageError(f"message {number} of the history: expected a role of user or assistant, and a content")
        if role == "user":
            found.append(Exchange(rewrite(content, found, names), ""))
        elif found:
            found[-1] = Exchange(found[-1].question, content)
    return tuple(found)
