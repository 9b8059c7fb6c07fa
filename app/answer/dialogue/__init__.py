"""A follow-up question becomes one that stands alone: by rules over what the conversation names, or by a chat model."""

import threading
from collections.abc import Sequence

from app.answer.chat_model import ChatModel
from app.answer.dialogue.condense import condense
from app.answer.dialogue.exchange import Exchange
from app.answer.dialogue.follow_up import leans_on_history, rewrite
from app.answer.dialogue.history import exchanges
from app.answer.dialogue.names import Names, names_of

__all__ = ["Exchange", "Names", "exchanges", "names_of", "understand"]


def understand(
    question: str,
    history: Sequence[Exchange],
    names: Names,
    chat: ChatModel | None = None,
    stop: threading.Event | None = None,
) -> str:
    """The question as it can be understood without the conversation; itself, where it stands alone already.

    ``history`` has the latest exchange last. A chat model is asked only where the question leans on the conversation,
    and what it makes of it counts only if it brings in nothing new.
    """
    if not history or not leans_on_history(question, names):
        return question
    by_rule = rewrite(question, history, names)
    if chat is None:
        return by_rule
    return condense(chat, question, history, stop or threading.Event()) or by_rule
