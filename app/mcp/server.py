"""The tools ``search`` and ``ask``."""

import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from importlib.metadata import version
from typing import ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from app.answer.chat_model import ChatModel
from app.answer.dialogue import exchanges, names_of
from app.answer.engine import Engine
from app.answer.events import Answer, Done, Event
from app.mcp.contract import (
    Answered,
    Articles,
    Count,
    Found,
    History,
    Languages,
    Publishers,
    Question,
    Since,
    Tags,
    Until,
    answered,
    found,
)
from corpus.errors import GusuError
from index.filter import filter_of

_INSTRUCTIONS = (
    "Articles about Suzhou's AI and industrial strategy, in Chinese and English. Use ask for a question that wants an "
    "answer: each of its sentences comes with the exact words it rests on, and it says so where the articles lack the "
    "answer. Use search for passages to read yourself. Cite by title, publisher and date."
)
_READS_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)
"""Once it is set, the answer that a call asked for ends with what there is."""

P = ParamSpec("P")
R = TypeVar("R")


def build_server(engine: Callable[[], Engine], chat: ChatModel | None = None) -> MCPServer:
    """A server with both tools. ``engine`` waits until questions can be asked; ``chat`` writes the answers.

    What goes wrong and says what to do about it (GusuError) is an error of the tool, which the agent reads.
    """
    server: MCPServer = MCPServer(
        "gusu",
        title="姑苏问答 · Gusu",
        description="Questions about Suzhou's AI strategy, each sentence of an answer with its source.",
        instructions=_INSTRUCTIONS,
        version=version("gusu"),
        log_level="WARNING",
        subscriptions=False,
    )

    @server.tool(title="Search the articles", annotations=_READS_ONLY)
    def search(
        question: Question,
        k: Count = 10,
        articles: Articles = None,
        publishers: Publishers = None,
        tags: Tags = None,
        languages: Languages = None,
        since: Since = None,
        until: Until = None,
    ) -> Found:
        """Find the passages of the articles nearest to a question, in Chinese or English, word for word.

        The conditions narrow the search; of several values of one, any will do.
        """
        where = _told(filter_of)(articles, publishers, tags, languages, since, until)
        return found(_told(_told(engine)().searcher.search)(question, k, where))

    @server.tool(title="Ask the articles", annotations=_READS_ONLY)
    def ask(question: Question, history: History = None) -> Answered:
        """Answer a question from the articles, each sentence with its citations; or say that they do not hold it."""
        asked = _told(engine)()
        said = [message.model_dump() for message in history or ()]
        before = _told(exchanges)(said, names_of(asked.searcher.generation())) if said else ()
        return answered(_told(_whole)(asked.stream(question, before, chat, STOP.get())))

    return server


def _whole(events: Iterator[Event]) -> Answer:
    for event in events:
        if isinstance(event, Done):
            return event.answer
    raise RuntimeError("an answer's stream ended without Done")


def _told(work: Callable[P, R]) -> Callable[P, R]:
    """The same, with our own errors as those of a tool."""

    def done(*given: P.args, **named: P.kwargs) -> R:
        try:
            return work(*given, **named)
        except GusuError as error:
            raise ToolError(str(error)) from error

    return done
