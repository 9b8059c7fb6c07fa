"""Latency: how long the stages of a question take."""

from collections.abc import Iterable

import numpy as np
from pydantic import BaseModel, ConfigDict

from eval.run.record import Record
from eval.run.reply import reply


class Percentiles(BaseModel):
    """Half of the questions took up to ``p50`` milliseconds, 19 of 20 up to ``p95``."""

    model_config = ConfigDict(frozen=True)
    p50: float
    p95: float


def latency(records: Iterable[Record]) -> dict[str, Percentiles]:
    """Percentiles of each stage in ``timings_ms``, over the questions that went through it; in milliseconds.

    Percentiles between two values are interpolated linearly (Hyndman and Fan 1996, type 7, numpy's default). Questions
    asked by several workers at once slow each other down: the run's settings say how many there were. Without
    questions there are no stages.
    """
    stages: dict[str, list[float]] = {}
    for record in records:
        found = reply(record)
        for stage, spent in found.timings_ms.items() if found else ():
            stages.setdefault(stage, []).append(spent)
    return {
        stage: Percentiles(p50=_percentile(spent, 50), p95=_percentile(spent, 95)) for stage, spent in stages.items()
    }


def _percentile(values: list[float], share: float) -> float:
    return round(float(np.percentile(values, share)), 1)
