"""A run's folder, read back: run.json, results.jsonl, metrics.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpus.errors import UsageError
from eval.run.record import Record


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run. ``name`` is its folder's, ``about`` the object of run.json, ``metrics`` that of metrics.json."""

    name: str
    about: dict[str, Any]
    records: tuple[Record, ...]
    metrics: dict[str, Any]


def read_run(folder: Path) -> Run:
    """Read what ``gusu eval run`` wrote. Raises: UsageError naming the file, and of results the line, that is wrong."""
    about, metrics = _object(folder / "run.json"), _object(folder / "metrics.json")
    path = folder / "results.jsonl"
    records = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            try:
                records.append(Record.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(str(part) for part in first["loc"]) or "the line"
                raise UsageError(f"{path}, line {number}, {field}: {first['msg']}") from error
    return Run(folder.resolve().name, about, tuple(records), metrics)


def _object(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise UsageError(f"{path} is not JSON ({error.msg} in line {error.lineno}): run gusu eval run again") from error
    if not isinstance(value, dict):
        raise UsageError(f"{path} holds no JSON object: run gusu eval run again")
    return value


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(f"{path.parent} is not the folder of a finished run: there is no {path.name} in it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
