"""Do the best sentences hold what is asked? A logistic regression over what was read and what can be checked.

Fitted by ``python -m eval.train.fit_sufficiency``; eval/bench/README.md tells what each signal adds.
"""

import json
import math
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np

WEIGHTS = Path(__file__).parent / "sufficiency.json"


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer in the sentence that looks most like it; the misses are 0 or 1."""

    reading: float  # log odds for this sentence, against no answer in its passage: see evidence.Candidate
    best_reading: float  # the highest in any passage
    cosine: float  # of the sentence under its title and the question, centred by language
    passage_cosine: float
    coverage: float  # of the question's terms by the sentence under its title, weighed by idf
    passage_coverage: float
    nowhere: float  # share of the question's terms that no passage read has, by idf
    focus: float  # share of what stands beside the asking word that its passage has
    premise: float  # 1 where a figure of the question is told otherwise
    year: float
    other_year: float
    number: float
    unit: float
    date: float
    reason: float
    outcome: float
    plan: float


SIGNALS = tuple(field.name for field in fields(Signals))


def sufficiency(signals: Signals, same_language: bool) -> float:
    """How likely the evidence is to answer, from 0 to 1; 0.5 is where answering begins."""
    return 1 / (1 + math.exp(-np.clip(sum(pushes(signals, same_language).values()), -50, 50)))


def pushes(signals: Signals, same_language: bool) -> dict[str, float]:
    """How far each signal pushes towards answering, and ``bias`` without any, in log odds; less than 0 is away."""
    weights = _weights()["same" if same_language else "across"]
    return {"bias": weights["bias"]} | {name: weights.get(name, 0.0) * getattr(signals, name) for name in SIGNALS}


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights
