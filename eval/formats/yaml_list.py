"""YAML: a list of questions, or a mapping with ``questions:``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from corpus.decode import decode
from corpus.errors import UsageError
from eval.formats.fields import is_note
from eval.formats.row import Place, Row

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where PyYAML was built with it
_NULL = "tag:yaml.org,2002:null"
_OWN_KEYS = ("questions", "name", "title", "description")


def read_yaml(path: Path, data: bytes) -> Iterator[Row]:
    """The questions in order, each by its line; an item that is mere text is a question.

    Values stay as they are written: ``2026-01-04`` is no date, ``5.50`` no number and ``是`` no truth yet.
    Raises: UsageError naming the line that does not fit; SourceError as ``decode``.
    """
    try:
        root = yaml.compose(decode(data), Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise UsageError(f"{path}{place}: not YAML ({problem})") from error
    if root is None or root.tag == _NULL:
        return
    document = _Document(path)
    if isinstance(root, yaml.MappingNode):
        root = document.questions(root)
    if not isinstance(root, yaml.SequenceNode):
        raise UsageError(f"{path} is no question set: expected a list of questions, or a mapping with `questions:`")
    for node in root.value:
        fields = document.value(node)
        yield Row(Place("line", _line(node)), {"question": fields} if isinstance(fields, str) else fields)


class _Document:
    """Makes plain values of the nodes of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[int] = set()

    def questions(self, root: yaml.MappingNode) -> yaml.Node | None:
        found = None
        for key, node in root.value:
            if key.value == "questions":
                found = node
            elif key.value not in _OWN_KEYS and not is_note(str(key.value)):
                known = ", ".join(_OWN_KEYS)
                raise UsageError(f"{self._path}, line {_line(key)}: {key.value!r} is not known here; known are {known}")
        return found

    def value(self, node: yaml.Node) -> Any:
        if id(node) in self._seen:  # shared, or its own part
            raise UsageError(f"{self._path}, line {_line(node)}: aliases (*name) are not read; write it out")
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            fields: dict[str, Any] = {}
            for key, item in node.value:
                name = str(key.value)
                if name in fields:
                    raise UsageError(f"{self._path}, line {_line(key)}: {name!r} stands twice in this question")
                fields[name] = self.value(item)
            return fields
        return None if node.tag == _NULL else node.value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
