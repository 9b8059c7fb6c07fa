"""The evaluation that this process runs: one at a time, in a thread of its own, whatever becomes of the page."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.settings import Settings
from corpus.errors import GusuError, UsageError
from eval.report.write import write_report
from eval.run.asking import Rebuilt
from eval.run.folder import OtherSettings
from eval.run.host import Host, Stopped
from eval.run.record import Outcome, Record
from eval.run.run import Plan, run

log = logging.getLogger(__name__)

_TO_STOP_SECONDS = 10.0  # for the question that is being asked


class Phase(StrEnum):
    """How far an evaluation is."""

    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """An evaluation: ``name`` is its run's; ``began`` of its ``done`` of ``of`` questions were done before.

    ``of`` is 0 until it is known. ``seconds``: since it started, until now or its end. ``error`` tells people why it
    failed, ``different`` where it could not go on: what is no longer as it was.
    """

    name: str
    phase: Phase = Phase.RUNNING
    done: int = 0
    of: int = 0
    began: int = 0
    seconds: float = 0.0
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    error: str = ""
    different: tuple[str, ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether questions are still being asked."""
        return self.phase in (Phase.RUNNING, Phase.STOPPING)


class Busy(UsageError):
    """An evaluation is under way already."""


class Evaluations:
    """Runs evaluations, at most one at a time. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._started = 0.0
        self._outcomes: Counter[Outcome] = Counter()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress | None:
        """The evaluation that is under way, or the last one; None before there was any."""
        with self._lock:
            progress = self._progress
            if progress is None or not progress.under_way:
                return progress
            seconds = time.monotonic() - self._started
            return replace(progress, seconds=seconds, outcomes=dict(self._outcomes))

    def start(self, prepare: Callable[[], Plan], settings: Settings, host: Host) -> None:
        """Begin the run that ``prepare`` plans, or go on with it; ``host`` lends what answers.

        Raises: Busy, and nothing is prepared, if an evaluation is under way; what ``prepare`` raises.
        """
        with self._lock:
            if self._progress and self._progress.under_way:
                raise Busy("another evaluation is under way: wait until it is done, or stop it")
            plan = prepare()
            self._progress, self._started = Progress(plan.out.name), time.monotonic()
            self._outcomes, self._stop = Counter(), threading.Event()
            lent = replace(host, told=self._told, stop=self._stop)
            self._thread = threading.Thread(
                target=self._work, args=(plan, settings, lent), name="gusu-evaluation", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Have the evaluation end after the question that is being asked; what was done is kept."""
        with self._lock:
            if self._progress and self._progress.phase is Phase.RUNNING:
                self._stop.set()
                self._progress = replace(self._progress, phase=Phase.STOPPING)

    def close(self) -> None:
        """Have the evaluation end, and wait for that: the process ends, and its run can be gone on with in another."""
        self.stop()
        if self._thread:
            self._thread.join(_TO_STOP_SECONDS)

    def _work(self, plan: Plan, settings: Settings, host: Host) -> None:
        try:
            run(settings, plan, self._show, host)
            write_report(plan.out)
        except Stopped:
            self._end(Phase.STOPPED)
        except (OtherSettings, Rebuilt) as error:
            self._end(Phase.FAILED, str(error), error.different)
        except (GusuError, OSError) as error:
            self._end(Phase.FAILED, str(error))
        except Exception:  # a bug: the page goes on, the log gets the traceback
            log.exception("an evaluation could not be run")
            self._end(Phase.FAILED, "internal error")
        else:
            self._end(Phase.DONE)

    def _show(self, done: int, of: int) -> None:
        with self._lock:
            if self._progress:
                began = self._progress.began if self._progress.of else done
                self._progress = replace(self._progress, done=done, of=of, began=began)

    def _told(self, record: Record) -> None:
        with self._lock:
            self._outcomes[record.outcome] += 1

    def _end(self, phase: Phase, error: str = "", different: tuple[str, ...] = ()) -> None:
        with self._lock:
            if self._progress:
                self._progress = replace(
                    self._progress,
                    phase=phase,
                    seconds=time.monotonic() - self._started,
                    outcomes=dict(self._outcomes),
                    error=error,
                    different=different,
                )
