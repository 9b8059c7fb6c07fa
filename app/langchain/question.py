"""What a chain is asked, in each of the forms that LangChain's own parts hand on."""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue

from corpus.errors import UsageError

ChainInput = str | PromptValue | Sequence[Any] | Mapping[str, Any]
"""A question; ``{"question": …, "history": messages}``; or messages, the last of which is the question."""

_FORMS = 'a question, {"question": …, "history": [messages]}, or messages that end with the question'


def read(asked: ChainInput) -> tuple[str, list[dict[str, str]]]:
    """The question, and what was said before as ``{"role", "content"}``, without messages of the system or of tools.

    Raises: UsageError if it is none of the forms.
    """
    if isinstance(asked, str):
        return asked, []
    if isinstance(asked, Mapping):
        question = asked.get("question")
        if not isinstance(question, str) or asked.keys() - {"question", "history"}:
            raise UsageError(f"the chain was asked {sorted(map(str, asked))}, expected {_FORMS}")
        return question, _spoken(_messages(asked.get("history") or ()))
    messages = _messages(asked.to_messages() if isinstance(asked, PromptValue) else asked)
    if not messages or not isinstance(messages[-1], HumanMessage):
        raise UsageError(f"the messages end with no question of a human, expected {_FORMS}")
    return str(messages[-1].text), _spoken(messages[:-1])


def _messages(given: Any) -> list[BaseMessage]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise UsageError(f"{type(given).__name__} is no list of messages, expected {_FORMS}")
    try:
        return list(convert_to_messages(given))
    except (ValueError, NotImplementedError) as error:  # the latter is LangChain's word for what is no message
        raise UsageError(f"a message cannot be read ({error}), expected {_FORMS}") from error


def _spoken(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    roles = [(HumanMessage, "user"), (AIMessage, "assistant")]
    return [
        {"role": role, "content": str(message.text)}
        for message in messages
        for kind, role in roles
        if isinstance(message, kind)
    ]
