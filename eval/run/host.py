"""The process that a run happens in, as far as a run needs to know it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from app.answer.chat_model import ChatModel
from app.answer.engine import Engine
from app.build_engine import build_chat, build_engine
from app.settings import Settings
from eval.run.record import Record


class Stopped(Exception):
    """A run was ended before it was complete; what was done is in its folder, and the same plan goes on there."""


@dataclass(frozen=True, slots=True)
class Host:
    """What a run is lent and told, and how it is ended; by default, the run has a process to itself.

    ``engine`` and ``chat`` give what answers: a server lends its own. ``told`` gets each record as it is made, those of
    before first. Once ``stop`` is set, questions under way are broken off.
    """

    engine: Callable[[Settings], Engine] = build_engine
    chat: Callable[[Settings], ChatModel | None] = build_chat
    told: Callable[[Record], None] = lambda record: None
    stop: threading.Event = field(default_factory=threading.Event)
