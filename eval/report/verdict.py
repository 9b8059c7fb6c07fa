"""What a run's figures say in plain words: what is good, what is bad, what the questions are too few to tell."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eval.report.figures import FIGURES, MAIN, Figure, shown
from eval.report.folder import Run
from eval.report.interval import bounds, interval_text
from eval.report.tables import DIMENSIONS
from eval.report.words import LOST, OUTCOMES, Words

_CARDS = 5
_FEW = 5
"""Groups of fewer questions are not spoken of."""
_WEAK = 3
"""So many weak groups are named."""


@dataclass(frozen=True, slots=True)
class Card:
    """A main figure with its interval; ``state`` is good, bad or open (the interval holds the aim)."""

    figure: Figure
    value: float
    text: str
    low: float
    high: float
    interval: str
    n: int
    state: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Sentences about a run."""

    good: tuple[Words, ...]
    bad: tuple[Words, ...]
    open: tuple[Words, ...]


def cards(metrics: Mapping[str, Any]) -> list[Card]:
    """The five figures that matter most among those this run has; fewer where it has fewer."""
    return [card for name in MAIN if (card := _card(name, metrics))][:_CARDS]


def verdict(run: Run) -> Verdict:
    """Judge the main figures by their intervals: good where all of it reaches the aim, bad where none of it does.

    Also bad: errors, the outcome that lost most questions, and groups of five questions or more whose interval lies
    wholly on the worse side of the whole run's value.
    """
    found: dict[str, list[Words]] = {"good": [], "bad": [], "open": []}
    for card in cards(run.metrics):
        found[card.state].append(_of_card(card))
    found["good"] += _all_right(run)
    found["bad"] += [*_errors(run.metrics), *_most_lost(run), *_weak_groups(run.metrics)]
    return Verdict(*(tuple(found[state]) for state in ("good", "bad", "open")))


def _card(name: str, metrics: Mapping[str, Any]) -> Card | None:
    value, kind = metrics["metrics"].get(name), FIGURES[name]
    if value is None:
        return None
    n = metrics.get("counts", {}).get(name, 0)
    low, high = bounds(name, value, metrics.get("intervals", {}).get(name), n)
    state = "open"
    if kind.aim is not None:
        lower = kind.better == "lower"
        state = "bad" if (low > kind.aim if lower else high < kind.aim) else "open"
        state = "good" if (high <= kind.aim if lower else low >= kind.aim) else state
    return Card(kind, value, shown(name, value), low, high, interval_text(name, low, high), n, state)


def _of_card(card: Card) -> Words:
    kind, of = card.figure, f"{card.text}（95% 区间 {card.interval}，{card.n} 题）"
    of_en = f"{card.text} (95% interval {card.interval}, {card.n} questions)"
    if kind.aim is None:
        return Words(f"{kind.zh} {of}。", f"{kind.en}: {of_en}.")
    most_zh, most_en = ("不高于", "at most") if kind.better == "lower" else ("不低于", "at least")
    aim = shown(kind.name, kind.aim).replace(".0%", "%")
    zh, en = {
        "good": ("达到", "reaches"),
        "bad": ("没有达到", "misses"),
        "open": ("题数还不足以断定是否达到", "too few questions to tell whether it reaches"),
    }[card.state]
    return Words(
        f"{kind.zh} {of}，{zh}{most_zh} {aim} 的目标。", f"{kind.en}: {of_en}, {en} the aim of {most_en} {aim}."
    )


def _errors(metrics: Mapping[str, Any]) -> Iterator[Words]:
    if count := metrics.get("errors", 0):
        yield Words(f"{count} 题运行出错，没有结果。", f"{count} questions ended in an error and have no result.")


def _most_lost(run: Run) -> Iterator[Words]:
    counts = Counter(record.outcome for record in run.records if record.outcome in LOST)
    if counts:
        (outcome, count), lost = counts.most_common(1)[0], counts.total()
        words = OUTCOMES[outcome]
        yield Words(
            f"{lost} 题失误，最多的一种是“{words.zh}”：{count} 题。",
            f"{lost} questions went wrong, most often “{words.en.lower()}”: {count}.",
        )


def _all_right(run: Run) -> Iterator[Words]:
    scored = [record for record in run.records if record.outcome in OUTCOMES and record.scores]
    if scored and not any(record.outcome in LOST for record in run.records):
        yield Words("没有一题失误。", "No question went wrong.")


def _weak_groups(metrics: Mapping[str, Any]) -> Iterator[Words]:
    weak: list[tuple[float, Words]] = []
    for dimension in ("type", "lang"):
        for key, group in metrics.get("groups", {}).get(dimension, {}).items():
            for name in ("answer_exact", "refused"):
                value, whole = group["metrics"].get(name), metrics["metrics"].get(name)
                if not key or value is None or whole is None or group["questions"] < _FEW:
                    continue
                _, high = bounds(name, value, group.get("intervals", {}).get(name), group["questions"])
                if high < whole:
                    kind, of = FIGURES[name], DIMENSIONS[dimension]
                    text, all_text = shown(name, value), shown(name, whole)
                    zh = f"{of.zh}“{key}”（{group['questions']} 题）{kind.zh} {text}，明显低于全部的 {all_text}。"
                    en = f"{of.en} “{key}” ({group['questions']} questions), {kind.en.lower()}: {text}, clearly below"
                    weak.append((value - whole, Words(zh, f"{en} {all_text} of all.")))
    yield from (words for _, words in sorted(weak, key=lambda pair: pair[0])[:_WEAK])
