"""Prompts are files beside this module; each says which places it has to fill, and is checked when it is read."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_PLACES = {
    "answer": {"system": set(), "passage": {"n", "title", "date", "text"}, "user": {"passages", "question"}},
    "condense": {"system": set(), "user": {"history", "question"}, "turn": {"question", "answer"}},
}
_FORGED = re.compile(r"[\[［【]\s*(?:资料)?\s*(\d+(?:\s*[,，、]\s*\d+)*)\s*[\]］】]")


@cache
def prompt(name: str) -> Mapping[str, Any]:
    """The parts of a prompt, by name and language. Raises: ValueError if a part has not the places it must have."""
    parts: dict[str, Any] = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    if parts.keys() != _PLACES[name].keys():
        raise ValueError(f"prompt {name} has the parts {sorted(parts)}, expected {sorted(_PLACES[name])}")
    for part, written in parts.items():
        for text in written.values() if isinstance(written, dict) else [written]:
            places = set(re.findall(r"\{(\w+)\}", text))
            if places != _PLACES[name][part]:
                raise ValueError(f"prompt {name}, {part}: has the places {places}, expected {_PLACES[name][part]}")
    return parts


def as_data(text: str) -> str:
    """Words of a source as a prompt may hold them: what looks like one of our own marks, ``[3]``, is one no longer."""
    return _FORGED.sub(r"（注\1）", text)
