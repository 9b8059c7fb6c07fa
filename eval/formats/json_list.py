"""JSON: a list of questions, or an object with ``questions``; lines of JSON under this ending are read too."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.decode import decode
from corpus.errors import UsageError
from eval.formats.jsonl import read_jsonl
from eval.formats.row import Place, Row


def read_json(path: Path, data: bytes) -> Iterator[Row]:
    """The questions in order. Raises: UsageError if the file is not such a list; SourceError as ``decode``."""
    text = decode(data)
    if not text.strip():
        return
    try:
        document: Any = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":  # what follows the first object: lines
            yield from read_jsonl(path, data)
            return
        raise UsageError(f"{path}, line {error.lineno}: not JSON ({error.msg} at column {error.colno})") from error
    if isinstance(document, dict) and "question" in document:  # a file of one line
        document = [document]
    if isinstance(document, dict):
        if "data" in document and "questions" not in document:
            raise UsageError(f"{path} looks like a set in SQuAD's format: see gusu eval import-squad --help")
        document = document.get("questions")
    if not isinstance(document, list):
        raise UsageError(f"{path} is no question set: expected a list of questions, or an object with `questions`")
    for number, item in enumerate(document, start=1):
        yield Row(Place("question", number), {"question": item} if isinstance(item, str) else item)
