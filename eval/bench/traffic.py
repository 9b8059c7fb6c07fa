"""Questions over HTTP at a steady rate, whatever the server makes of them (an open loop)."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import numpy as np

_TIMEOUT = httpx.Timeout(60, connect=10)


@dataclass(slots=True)
class Outcome:
    """What came of the questions that were asked in a span of time; seconds run from when each was due."""

    rate: float
    seconds: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    answered: list[float] = field(default_factory=list)  # seconds of those with status 200
    refused: list[float] = field(default_factory=list)  # of those with 429 or 503
    without_retry_after: int = 0

    @property
    def failed(self) -> int:
        """Those that had neither an answer nor a clear no."""
        return sum(count for status, count in self.statuses.items() if status not in ("200", "429", "503"))

    def figures(self) -> dict[str, float]:
        """Rates a second, times in milliseconds."""
        found: dict[str, float] = {
            "asked a second": sum(self.statuses.values()) / self.seconds,
            "answered a second": len(self.answered) / self.seconds,
            "questions": sum(self.statuses.values()),
            "answered": len(self.answered),
            "refused 429/503": len(self.refused),
            "without Retry-After": self.without_retry_after,
            "failed": self.failed,
        }
        for name, times in (("answered", self.answered), ("refused", self.refused)):
            if times:
                for percent in (50, 95, 99):
                    found[f"{name} p{percent}, ms"] = float(np.percentile(times, percent)) * 1000
        return {name: round(value, 1) for name, value in found.items()}


async def ask_at(url: str, questions: Sequence[str], rate: float, seconds: float) -> Outcome:
    """Ask ``rate`` questions a second, at random moments (Poisson), each time another of ``questions``, in order."""
    outcome = Outcome(rate)
    moments = random.Random(7)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=url, timeout=_TIMEOUT, limits=limits) as client:
        started = due = time.monotonic()
        asked: set[asyncio.Task[None]] = set()
        number = 0
        while True:
            due += moments.expovariate(rate)
            if due > started + seconds:
                break
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(_ask(client, questions[number % len(questions)], due, outcome))
            asked.add(task)
            task.add_done_callback(asked.discard)
            number += 1
        outcome.seconds = time.monotonic() - started
        await asyncio.gather(*asked)
    return outcome


async def _ask(client: httpx.AsyncClient, question: str, due: float, outcome: Outcome) -> None:
    try:
        answer = await client.post("/api/ask", json={"question": question, "answerer": "extractive"})
        status = str(answer.status_code)
    except httpx.TransportError as error:
        outcome.statuses[type(error).__name__] += 1
        return
    outcome.statuses[status] += 1
    if status == "200":
        outcome.answered.append(time.monotonic() - due)
    elif status in ("429", "503"):
        outcome.refused.append(time.monotonic() - due)
        outcome.without_retry_after += "retry-after" not in answer.headers
