"""JSON Lines: a question a line."""

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.decode import decode
from corpus.errors import UsageError
from eval.formats.row import Place, Row


def read_jsonl(path: Path, data: bytes) -> Iterator[Row]:
    """The lines that are not blank. Raises: UsageError naming a line that is not JSON; SourceError as ``decode``."""
    for number, line in enumerate(decode(data).split("\n"), start=1):
        if line.strip():
            place = Place("line", number)
            try:
                yield Row(place, json.loads(line))
            except json.JSONDecodeError as error:
                raise UsageError(f"{path}, {place}: not JSON ({error.msg} at character {error.pos})") from error
