"""A change of the store that was asked for: its place in line, how far it is, and what came of it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, cast

from corpus.errors import ServiceError

Stage = Literal["wait", "load", "embed", "write", "done"]
Outcome = TypeVar("Outcome")


class Stopped(ServiceError):
    """The server stops: the store is as it was before the change."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a change is: of ``total`` files read, or articles embedded, ``done``; ``ahead`` are changes before it."""

    stage: Stage
    done: int = 0
    total: int = 0
    ahead: int = 0


Told = Callable[[str, int, int], None]
"""Told of a stage of a change, how much of it is done, and of how much; as ``index.build.Progress``."""


class Change(Generic[Outcome]):
    """Given by ``Editing``; read by any number of threads."""

    def __init__(self, kind: str, sources: tuple[str, ...], work: Callable[[Told], Outcome]) -> None:
        """``kind`` is what is done (``add``, ``remove`` …), ``sources`` to what, as people call it."""
        self.kind = kind
        self.sources = sources
        self._work = work
        self._changed = threading.Condition()
        self._step = Step("wait")
        self._stop = False
        self._outcome: Outcome | None = None
        self._error: BaseException | None = None

    @property
    def step(self) -> Step:
        """How far it is now."""
        return self._step

    @property
    def done(self) -> bool:
        """Whether it is over, well or not."""
        return self._step.stage == "done"

    def steps(self, pause: float = 0.2) -> Iterator[Step]:
        """Each step as it comes, those of less than ``pause`` seconds left out; ends when the change is over."""
        seen: Step | None = None
        while True:
            with self._changed:
                while self._step == seen:
                    self._changed.wait()
                seen = self._step
            yield seen
            if seen.stage == "done":
                return
            with self._changed:
                self._changed.wait_for(lambda: self.done, pause)

    def result(self, seconds: float | None = None) -> Outcome:
        """What came of it, once it is over. Raises: the error it ended with; TimeoutError after ``seconds``."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.done, seconds):
                raise TimeoutError(f"the change was not over in {seconds} seconds")
        if self._error is not None:
            raise self._error
        return cast(Outcome, self._outcome)  # None only where that is the outcome

    def stop(self) -> None:
        """End it at its next step; one that is not begun never is."""
        self._stop = True

    def at(self, ahead: int) -> None:
        """Note its place in line."""
        self._tell(Step("wait", ahead=ahead))

    def run(self) -> None:
        """Do it. Every error is kept for ``result``."""
        try:
            self._progress("load", 0, 0)
            self._outcome = self._work(self._progress)
        except BaseException as error:  # whoever asked for the change gets it
            self._error = error
        self._tell(Step("done"))

    def _progress(self, stage: str, done: int, total: int) -> None:
        if self._stop:
            raise Stopped("the server is being stopped: the sources are as they were. Try again once it is back")
        self._tell(Step(cast(Stage, stage), done, total))

    def _tell(self, step: Step) -> None:
        with self._changed:
            self._step = step
            self._changed.notify_all()
