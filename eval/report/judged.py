"""What a chat model said as a judge, ready to be shown in a section of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.report.words import Words

_NAMES = {"faithfulness": Words("忠于原文", "Faithful"), "relevance": Words("切题", "Relevant")}


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A judged figure over ``n`` answers; ``not_judged`` are those whose reply could not be read."""

    name: str
    words: Words
    mean: str
    interval: str
    n: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """How far a judged and a measured figure agree over ``n`` answers."""

    name: str
    n: int
    spearman: str
    same: str
    kappa: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The judge's model and what came of it."""

    model: str
    figures: list[JudgedRow]
    agreement: list[AgreedRow]
    own_answers: int
    not_asked: int


def judged(metrics: Mapping[str, Any]) -> Judged | None:
    """The ``judged`` object of metrics.json; None where no model judged the run."""
    found = metrics.get("judged") or {}
    if not found:
        return None
    figures = [
        JudgedRow(
            name,
            words,
            _number(one["mean"], percent=True),
            "–".join(_number(bound, percent=True) for bound in one["interval"] or ()),
            one["n"],
            one["not_judged"],
        )
        for name, words in _NAMES.items()
        if (one := found.get(name))
    ]
    agreement = [
        AgreedRow(name, one["n"], _number(one["spearman"]), _number(one["same"], percent=True), _number(one["kappa"]))
        for name, one in found.get("agreement", {}).items()
    ]
    return Judged(found["model"], figures, agreement, found.get("own_answers", 0), found.get("not_asked", 0))


def _number(value: float | None, percent: bool = False) -> str:
    if value is None:
        return "—"
    return f"{value * 100:.1f}%" if percent else f"{value:.2f}"
