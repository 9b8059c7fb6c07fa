"""Intervals of shares, where the bootstrap says nothing too."""

from collections.abc import Sequence

from eval.report.figures import figure, shown


def bounds(name: str, value: float, low_high: Sequence[float] | None, n: int) -> tuple[float, float]:
    """A figure's interval, or the value twice where there is none.

    Resamples of a share that is 0 or 1 throughout never differ, so there the bootstrap says nothing: the rule of three
    (Hanley & Lippman-Hand 1983, "If Nothing Goes Wrong, Is Everything All Right?") gives 3 / n beside it.
    """
    low, high = low_high or (value, value)
    if low == high and n and figure(name).share and value in (0.0, 1.0):
        return (0.0, min(1.0, 3 / n)) if value == 0 else (max(0.0, 1 - 3 / n), 1.0)
    return low, high


def interval_text(name: str, low: float, high: float) -> str:
    """An interval as tables show it: ``82–96%``, or ``1.05–1.3``."""
    if figure(name).share:
        return f"{low * 100:.0f}–{high * 100:.0f}%"
    return f"{shown(name, low)}–{shown(name, high)}"
