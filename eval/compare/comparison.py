"""Everything that a comparison finds: figures, questions, settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.compare.changes import Change, Kind, changes
from eval.compare.pairs import Pairs
from eval.compare.significance import Difference, holm, mcnemar, paired_bootstrap
from eval.compare.sums import Sums, sums
from eval.metrics.latency import Percentiles, latency
from eval.report.about import settings
from eval.report.figures import FIGURES, figure, ordered

ALPHA = 0.05
_WHEN = frozenset({"started", "finished"})


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the first run and of another, over ``n`` questions that it applies to in both.

    ``test`` is mcnemar for what is right or wrong of each question, bootstrap otherwise, and ``p`` is its; ``p_holm``
    is that p corrected for all figures and runs that are compared at once.
    """

    name: str
    first: float
    second: float
    difference: Difference
    n: int
    test: str
    p: float
    p_holm: float

    @property
    def significant(self) -> bool:
        """Whether the difference is more than luck at 5%, corrected for how many there are."""
        return self.p_holm < ALPHA

    @property
    def significant_loss(self) -> bool:
        """Whether the second run is worse in this figure, by more than luck."""
        return self.significant and self.better is False

    @property
    def better(self) -> bool | None:
        """Whether the second run is better in this figure; None if they are equal, or no way is better."""
        way = {"higher": 1, "lower": -1, "neither": 0}[figure(self.name).better]
        return None if not way or not self.difference.value else self.difference.value * way > 0


@dataclass(frozen=True, slots=True)
class Against:
    """A run held against the first; ``number`` is its place among the runs, from 1."""

    number: int
    figures: tuple[Compared, ...]
    changes: tuple[Change, ...]

    def of(self, kind: Kind) -> list[Change]:
        """The questions that changed in this way."""
        return [change for change in self.changes if change.kind is kind]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs held against the first of them.

    ``settings`` are the values of run.json that are not the same in all runs, a value a run; ``latency`` the
    percentiles of each stage over the questions compared, a run each, None where it did not go through that stage.
    """

    pairs: Pairs
    against: tuple[Against, ...]
    settings: Mapping[str, tuple[str, ...]]
    latency: Mapping[str, tuple[Percentiles | None, ...]]


def compare(pairs: Pairs, seed: int = 0) -> Comparison:
    """Compare every run with the first one. The same seed gives the same numbers."""
    measured = [sums(records) for records in pairs.records]
    found = [_figures(measured[0], other, seed) for other in measured[1:]]
    corrected = iter(holm([p for figures in found for _, _, _, _, _, p in figures]))
    return Comparison(
        pairs,
        tuple(
            Against(
                number,
                tuple(
                    Compared(name, first.value, second.value, difference, first.count, test, p, next(corrected))
                    for name, first, second, difference, test, p in figures
                ),
                tuple(changes(pairs, number)),
            )
            for number, figures in enumerate(found, start=1)
        ),
        _settings(pairs),
        _latency(pairs),
    )


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The object of ``gusu eval compare --json``."""
    pairs = comparison.pairs
    return {
        "runs": {letter: run.name for letter, run in zip(pairs.letters, pairs.runs, strict=True)},
        "questions": len(pairs.records[0]),
        "left_out": {one.id: one.reason for one in pairs.left_out},
        "settings": {
            name: dict(zip(pairs.letters, values, strict=True)) for name, values in comparison.settings.items()
        },
        "against": {pairs.letters[one.number]: _against_json(one) for one in comparison.against},
        "latency_ms": {
            stage: {
                letter: value.model_dump() if value else None
                for letter, value in zip(pairs.letters, values, strict=True)
            }
            for stage, values in comparison.latency.items()
        },
    }


def _against_json(against: Against) -> dict[str, Any]:
    return {
        "figures": {
            one.name: {
                "first": one.first,
                "second": one.second,
                "difference": one.difference.value,
                "interval": [one.difference.low, one.difference.high],
                "p": one.p,
                "p_holm": one.p_holm,
                "test": one.test,
                "questions": one.n,
            }
            for one in against.figures
        },
        **{
            kind.value: [
                {"id": change.before.id, "before": change.before.outcome.value, "after": change.after.outcome.value}
                for change in against.of(kind)
            ]
            for kind in Kind
        },
    }


_Found = tuple[str, Sums, Sums, Difference, str, float]


def _figures(first: Mapping[str, Sums], second: Mapping[str, Sums], seed: int) -> list[_Found]:
    """The figures that both runs have, of the questions that they apply to in both."""
    both = {}
    for name in ordered(first.keys() & second.keys()):
        pair = _common(name, first[name], second[name])
        if pair[0].count:
            both[name] = pair
    differences = paired_bootstrap([a for a, _ in both.values()], [b for _, b in both.values()], seed)
    found: list[_Found] = []
    for (name, (a, b)), difference in zip(both.items(), differences, strict=True):
        if a.is_binary_beside(b):
            found.append((name, a, b, difference, "mcnemar", mcnemar(a.above, b.above)))
        else:
            found.append((name, a, b, difference, "bootstrap", difference.p))
    return found


def _common(name: str, first: Sums, second: Sums) -> tuple[Sums, Sums]:
    """Two sums over the questions that they apply to in both; a figure of the set is over all of its own."""
    if name.startswith("refusal_") and name in FIGURES:
        return first, second
    shared = ((first.below > 0) & (second.below > 0)).astype(float)
    return Sums(first.above * shared, first.below * shared), Sums(second.above * shared, second.below * shared)


def _settings(pairs: Pairs) -> dict[str, tuple[str, ...]]:
    listed = [dict(settings(run.about)) for run in pairs.runs]
    names = dict.fromkeys(name for values in listed for name in values)
    values = {name: tuple(one.get(name, "—") for one in listed) for name in names if name not in _WHEN}
    return {name: row for name, row in values.items() if len(set(row)) > 1}


def _latency(pairs: Pairs) -> dict[str, tuple[Percentiles | None, ...]]:
    found: Sequence[Mapping[str, Percentiles]] = [latency(records) for records in pairs.records]
    stages: Sequence[str] = list(dict.fromkeys(stage for run in found for stage in run))
    return {stage: tuple(run.get(stage) for run in found) for stage in stages}
