"""Looks on as answers come, whichever door they were asked at: counts them, and notes them in the log."""

import threading
import time
from collections.abc import Iterator

import structlog

from app.answer.events import Done, Event
from app.operation.metrics import Metrics

log = structlog.get_logger("gusu.questions")


class Watch:
    """Stands between the engine and whoever asked. Thread-safe."""

    def __init__(self, metrics: Metrics, log_questions: bool) -> None:
        self._metrics = metrics
        self._log_questions = log_questions
        self._count = 0
        self._changed = threading.Condition()

    def __call__(self, question: str, events: Iterator[Event], stop: threading.Event) -> Iterator[Event]:
        """The events, as they are. An answer that was broken off counts as stopped, whatever was said by then."""
        told = {"question": question} if self._log_questions else {}
        started = time.perf_counter()
        outcome = "failed"
        self._now(1)
        try:
            for event in events:
                if isinstance(event, Done):
                    outcome = "answered" if event.answer.answered else "refused"
                    outcome = "stopped" if stop.is_set() else outcome
                    self._metrics.answered(event.answer, outcome)
                    told["answerer"] = event.answer.answerer
                yield event
        except GeneratorExit:  # whoever asked has left
            if outcome == "failed":
                outcome = "stopped"
                self._metrics.broken_off(outcome)
            raise
        except Exception:  # counted, and raised on
            self._metrics.broken_off(outcome)
            raise
        finally:
            self._now(-1)
            log.info("question", outcome=outcome, ms=round((time.perf_counter() - started) * 1000, 1), **told)

    def wait(self, seconds: float) -> bool:
        """Wait until no answer is in the making; False if some still are after ``seconds``."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._count, seconds)

    def _now(self, more: int) -> None:
        with self._changed:
            self._count += more
            self._metrics.answering.set(self._count)
            self._changed.notify_all()
