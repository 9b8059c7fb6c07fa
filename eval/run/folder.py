"""The folder of a run: ``run.json``, ``results.jsonl`` (a record a line), ``metrics.json``, ``report.html``.

A record is written as soon as its question is done, so that a run that was killed goes on where it stopped.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import ValidationError

from corpus.errors import UsageError
from eval.metrics.summary import Summary
from eval.run.record import Record
from eval.run.settings import RunSettings, now

SETTINGS, RESULTS, METRICS = "run.json", "results.jsonl", "metrics.json"
_OURS = (SETTINGS, RESULTS, METRICS, "report.html", "judged.jsonl")


class OtherSettings(UsageError):
    """A run cannot be gone on with: ``different`` says what is no longer as it was."""

    def __init__(self, path: Path, different: Sequence[str]) -> None:
        super().__init__(f"{path} holds a run with other settings ({'; '.join(different)}): {_ANEW}")
        self.different = tuple(different)


class RunFolder:
    """The folder of a run that is under way. ``kept`` are the records of before, by id, without those of errors."""

    def __init__(self, path: Path, settings: RunSettings, kept: dict[str, Record]) -> None:
        self.path = path
        self.kept = kept
        self._settings = settings
        self._records = dict(kept)

    def add(self, record: Record) -> None:
        """Keep a record, on the disk too. From one thread."""
        self._records[record.id] = record
        with (self.path / RESULTS).open("a", encoding="utf-8", newline="\n") as file:
            file.write(record.model_dump_json() + "\n")

    def records(self, order: Sequence[str]) -> list[Record]:
        """The records so far, in the order of these ids."""
        return [self._records[id_] for id_ in order if id_ in self._records]

    def finish(self, records: Sequence[Record], summary: Summary) -> None:
        """Write all records in their order, the figures, and that the run is complete."""
        write_whole(self.path / RESULTS, "".join(record.model_dump_json() + "\n" for record in records))
        write_whole(self.path / METRICS, _json(summary.model_dump(mode="json")))
        finished = self._settings.model_copy(update={"finished": now()})
        write_whole(self.path / SETTINGS, _json(finished.model_dump(mode="json")))


@contextmanager
def open_folder(path: Path, settings: RunSettings, fresh: bool = False) -> Iterator[RunFolder]:
    """Begin the run of these settings in a folder, or go on with it; what another run left is cleared by ``fresh``.

    A last line that a kill left torn is cut off. Raises: OtherSettings if the folder holds a run with others (it names
    them); UsageError if it holds records without settings or a line that is no record, cannot be written or is in use.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with FileLock(path / "lock", timeout=0):
            if fresh:
                for name in _OURS:
                    (path / name).unlink(missing_ok=True)
            settings = _begun(path, settings)
            yield RunFolder(path, settings, _kept(path / RESULTS))
    except Timeout:
        raise UsageError(f"another run is writing to {path}: wait until it is done, or name another --out") from None
    except (FileExistsError, NotADirectoryError):
        raise UsageError(f"{path} is not a folder: name another one with --out") from None
    except PermissionError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): name another folder with --out") from error


def judged(path: Path) -> dict[str, Any]:
    """What a judge has said of the finished run in a folder; empty if none has."""
    try:
        found: dict[str, Any] = json.loads((path / METRICS).read_text(encoding="utf-8")).get("judged", {})
    except (OSError, ValueError):
        return {}
    return found


def _begun(path: Path, settings: RunSettings) -> RunSettings:
    """These settings, written, with the start of a run that is gone on with; one without a record never began."""
    file = path / SETTINGS
    if file.exists():
        try:
            there = RunSettings.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise UsageError(f"{file} is not of a run of this version: {_ANEW}") from error
        begun = (path / RESULTS).exists() and (path / RESULTS).stat().st_size > 0
        if begun and (different := there.differences(settings)):
            raise OtherSettings(path, different)
        if begun:
            settings = settings.model_copy(update={"started": there.started})
    elif (path / RESULTS).exists():
        raise UsageError(f"{path} holds {RESULTS} without {SETTINGS}, so it is unknown what it is of: {_ANEW}")
    write_whole(file, _json(settings.model_dump(mode="json")))
    return settings


def _kept(path: Path) -> dict[str, Record]:
    """The records of a file by id, the later of two of one question; those of errors are to be asked again."""
    if not path.exists():
        return {}
    data = path.read_bytes()
    whole, mark, torn = data.rpartition(b"\n")
    if torn:
        with path.open("rb+") as file:
            file.truncate(len(whole) + len(mark))
    found = {}
    for number, line in enumerate(whole.split(b"\n") if whole else (), start=1):
        try:
            record = Record.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(f"{path}, line {number}: is no record of a run: {_ANEW}") from error
        found[record.id] = record
    return {id_: record for id_, record in found.items() if not record.error}


_ANEW = "name another folder with --out, or begin anew in this one with --fresh"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises: OSError."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
