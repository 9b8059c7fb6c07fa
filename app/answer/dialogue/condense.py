"""A follow-up made to stand alone by a chat model."""

import re
import threading
from collections.abc import Sequence

from app.answer.chat_model import ChatModel, Message
from app.answer.dialogue.exchange import Exchange
from app.answer.prompts import prompt
from corpus.draft import guess_language
from corpus.errors import ServiceError
from index.fold import fold, terms

_TURNS = 3  # of the conversation, that the model is shown
_ANSWER_CHARS = 200  # of each answer
_MOST_CHARS = 200
_NEW_TERMS = 0.4  # of the terms of what it writes, that nobody has said


def condense(chat: ChatModel, question: str, history: Sequence[Exchange], stop: threading.Event) -> str | None:
    """The question as the model understands it; None if it cannot be asked or brings in what nobody has said."""
    language = guess_language(question)
    parts = prompt("condense")
    turns = [
        parts["turn"][language].format(question=one.question, answer=one.answer[:_ANSWER_CHARS])
        for one in history[-_TURNS:]
    ]
    user = parts["user"][language].format(history="\n".join(turns), question=question)
    try:
        written = "".join(
            chat.stream([Message("system", parts["system"][language].strip()), Message("user", user)], stop)
        )
    except ServiceError:
        return None  # the answer itself will tell of it
    line = next((line.strip().strip("“”\"'") for line in written.splitlines() if line.strip()), "")
    line = re.sub(r"^(?:问题|改写后的?问题?|question)[：:]\s*", "", line, flags=re.IGNORECASE)
    said = set(terms(" ".join([question, *(text for one in history for text in (one.question, one.answer))])))
    new = [term for term in terms(line) if term not in said]
    invented = any(re.search(r"\d|[a-z]{3}", term) for term in new) and guess_language(line) == "zh"
    if not line or len(line) > _MOST_CHARS or invented or guess_language(line) != language:
        return None
    if re.findall(r"\d+", fold(line)) and not set(re.findall(r"\d+", line)) <= set(re.findall(r"\d+", " ".join(said))):
        return None
    return line if len(new) <= _NEW_TERMS * max(1, len(terms(line))) else None
