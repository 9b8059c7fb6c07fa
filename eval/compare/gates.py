"""Gates: bounds that a run's figures must keep, for CI."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from corpus.errors import GusuError, UsageError
from eval.report.figures import FIGURES

_LATENCY = re.compile(r"latency_ms\.(\w+)\.(p50|p95)")
_LATENCY_FORM = "latency_ms.STAGE.p50 or .p95, as in latency_ms.total.p95"


class GateFailed(GusuError):
    """A figure does not keep a bound; the run itself is complete."""

    exit_status = 6


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound for a figure: one that fails under it, or, where ``over``, one that fails over it.

    ``name`` is a key of ``metrics`` of metrics.json, or ``latency_ms.STAGE.p50`` or ``.p95`` in milliseconds.
    """

    name: str
    bound: float
    over: bool = False

    def failed(self, metrics: Mapping[str, Any]) -> str | None:
        """Why the object of metrics.json does not pass, in a sentence; None where it does.

        The bound itself passes. A figure that the run does not have fails: a gate that measures nothing keeps nothing.
        """
        value = _value(self.name, metrics)
        wanted = f"expected {'at most' if self.over else 'at least'} {self.bound:g}"
        if value is None:
            return f"{self.name} was not measured in this run, {wanted}"
        if value > self.bound if self.over else value < self.bound:
            low_high = metrics.get("intervals", {}).get(self.name)
            interval = f" (95% interval {low_high[0]:.4g} to {low_high[1]:.4g})" if low_high else ""
            return f"{self.name} is {value:.4g}{interval}, {wanted}"
        return None


def read_gates(under: Sequence[str], over: Sequence[str] = ()) -> list[Gate]:
    """Gates of ``--fail-under`` and ``--fail-over``, each ``NAME=VALUE``, in their order.

    Raises: UsageError for an unknown name (it lists the known ones), a value that is no number, and a figure that is
    bounded on the side where it gets better.
    """
    return [_read(text, over=False) for text in under] + [_read(text, over=True) for text in over]


def hold(gates: Sequence[Gate], metrics: Mapping[str, Any]) -> None:
    """Raise GateFailed that names every gate which the object of metrics.json does not pass."""
    reasons = [reason for gate in gates if (reason := gate.failed(metrics))]
    if reasons:
        raise GateFailed("; ".join(reasons))


def _read(text: str, over: bool) -> Gate:
    flag = "--fail-over" if over else "--fail-under"
    name, sign, value = (part.strip() for part in text.partition("="))
    latency = _LATENCY.fullmatch(name)
    known = [figure.name for figure in FIGURES.values() if (figure.better == "lower") == over]
    if name not in known and not (latency and over):
        listed = ", ".join(known) + (f", {_LATENCY_FORM}" if over else "")
        if latency or (name in FIGURES and FIGURES[name].better != "neither"):
            way, other = ("higher", "--fail-under") if over else ("lower", "--fail-over")
            raise UsageError(f"{flag} {text}: of {name}, {way} is better: use {other} {text}")
        raise UsageError(f"{flag} {text}: there is no figure {name!r} to hold to a bound; known here: {listed}")
    try:
        bound = float(value)
    except ValueError:
        bound = float("nan")
    if not sign or not isfinite(bound):
        raise UsageError(f"{flag} {text}: {value!r} is no number, expected NAME=VALUE as in {name}=0.9")
    return Gate(name, bound, over)


def _value(name: str, metrics: Mapping[str, Any]) -> float | None:
    if latency := _LATENCY.fullmatch(name):
        value = metrics.get("latency_ms", {}).get(latency[1], {}).get(latency[2])
    else:
        value = metrics.get("metrics", {}).get(name)
    return None if value is None or not isfinite(value) else float(value)
