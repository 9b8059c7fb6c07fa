"""The folder of the page's runs: which there are, and how far each has come."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path, PurePath

from pydantic import ValidationError

from corpus.errors import UsageError
from eval.report.folder import Run, read_run
from eval.run.folder import METRICS, RESULTS, SETTINGS
from eval.run.settings import RunSettings
from eval.tab.sets import plain_name

_NAME = re.compile(r"[\w][\w.-]{0,120}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A run's folder. ``done`` of ``count`` questions have a record; ``right`` is the share that went well, 0 to 1.

    ``set_name`` is the question set's file name, ``llm`` the chat model that answered, if one did; ``started`` is
    ISO 8601 in UTC. ``right`` is None where the run is not finished or nothing of it is scored.
    """

    name: str
    about: RunSettings
    done: int
    finished: bool
    right: float | None = None

    @property
    def count(self) -> int:
        """How many questions it asks."""
        return self.about.questions.count

    @property
    def set_name(self) -> str:
        """The file name of its question set."""
        return PurePath(self.about.questions.path.replace("\\", "/")).name


class Runs:
    """The runs in a folder; each is a folder of its own, as ``gusu eval run --out`` writes it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Kept]:
        """Every run there, the newest first; folders of other things are passed over."""
        found = [kept for path in self._paths() if (kept := _kept(path))]
        return sorted(found, key=lambda kept: (kept.about.started, kept.name), reverse=True)

    def path(self, name: str) -> Path:
        """The folder of a run. Raises: UsageError if there is none of that name here."""
        path = self._folder / name
        if not _NAME.fullmatch(name) or path.is_symlink() or not (path / SETTINGS).is_file():
            raise UsageError(f"there is no run {name!r} here: choose another")
        return path

    def new(self, set_name: str) -> Path:
        """A folder, not there yet, for a run of this question set that begins now."""
        stem = f"{plain_name(set_name)}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        path, number = self._folder / stem, 2
        while path.exists():
            path, number = self._folder / f"{stem}-{number}", number + 1
        return path

    def read(self, name: str) -> Run:
        """A finished run with all its records. Raises: UsageError if there is none of that name, or it is damaged."""
        path = self.path(name)
        return _read(path, stamp(path))

    def _paths(self) -> Iterator[Path]:
        if self._folder.is_dir():
            yield from (path for path in self._folder.iterdir() if _NAME.fullmatch(path.name) and path.is_dir())


def stamp(path: Path) -> tuple[int, ...]:
    """What changes as soon as the results or figures in a run's folder do."""
    files = (path / name for name in (SETTINGS, RESULTS, METRICS))
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


@lru_cache(maxsize=4)
def _read(path: Path, changed: tuple[int, ...]) -> Run:
    return read_run(path)


def _kept(path: Path) -> Kept | None:
    """How far the run in a folder has come; None where there is none that can be read."""
    if path.is_symlink() or not (path / SETTINGS).is_file():
        return None
    return _looked(path, stamp(path))


@lru_cache(maxsize=512)
def _looked(path: Path, changed: tuple[int, ...]) -> Kept | None:
    try:
        about = RunSettings.model_validate_json((path / SETTINGS).read_bytes())
        if not about.finished:
            results = path / RESULTS
            done = results.read_bytes().count(b"\n") if results.exists() else 0
            return Kept(path.name, about, min(done, about.questions.count), finished=False)
        right = json.loads((path / METRICS).read_text(encoding="utf-8"))["metrics"].get("answered_right")
    except (OSError, ValueError, KeyError, AttributeError, ValidationError):
        return None
    return Kept(path.name, about, about.questions.count, finished=True, right=right)
