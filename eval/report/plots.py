"""Plots as SVG that stands inside the page: labels are text, colours are the page's own and follow light and dark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from markupsafe import Markup

_TOKENS = {"ink": "#010203", "tile": "#010204", "leaf": "#010205", "seal": "#010206", "paper": "#010207"}
"""Colours that matplotlib draws with; each leaves as the page's variable of that name."""
_DROPPED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", re.DOTALL)
_SIZE = re.compile(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', re.DOTALL)
_FONT = re.compile(r"font-family: [^;\"]+")
_GROUP_ID = re.compile(r'<g id="[^"]*">')
_WIDTH, _HEIGHT = 4.2, 2.7  # inches of 72 points: narrow enough that text stays legible on a phone


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its 95% interval; ``low`` and ``high`` are the value itself where there is none."""

    value: float
    low: float
    high: float


def line_plot(points: Sequence[tuple[int, Interval]], level: Interval | None, label: str, name: str) -> Markup:
    """Shares by k with the band of their intervals; ``level``, drawn dashed, is another figure called ``name``."""
    figure, axis = _axes()
    ks = [k for k, _ in points]
    values = [value for _, value in points]
    lows, highs = [v.low * 100 for v in values], [v.high * 100 for v in values]
    axis.fill_between(ks, lows, highs, color=_TOKENS["leaf"], alpha=0.16, linewidth=0)
    axis.plot(ks, [v.value * 100 for v in values], color=_TOKENS["leaf"], marker="o", markersize=5, linewidth=2)
    for k, value in points:
        axis.annotate(
            f"{value.value * 100:.0f}",
            *((k, value.value * 100), (0, -15)),
            textcoords="offset points",
            ha="center",
            color=_TOKENS["ink"],
        )
    if level:
        axis.axhline(level.value * 100, color=_TOKENS["seal"], linestyle=(0, (5, 3)), linewidth=1.5)
        axis.annotate(
            f"{name} {level.value * 100:.0f}",
            *(((ks[-1] + ks[-2]) / 2, level.value * 100), (0, -14)),
            textcoords="offset points",
            ha="center",
            color=_TOKENS["seal"],
        )
    lowest = min([v.low for v in values] + ([level.value] if level else [])) * 100
    axis.set(xlabel="k", ylabel="%", ylim=(max(0.0, lowest - 14), 102), xticks=ks)
    return svg(figure, label)


def spread_plot(rows: Sequence[tuple[str, Sequence[float]]], label: str) -> Markup:
    """Milliseconds by stage: median, middle half, and 5th to 95th percentile, on a logarithmic axis.

    ``rows`` are (name, values above 0), drawn from above in their order.
    """
    import numpy as np

    figure, axis = _axes(0.5 + 0.34 * len(rows))
    for place, (_, values) in enumerate(reversed(rows)):
        low, first, median, third, high = np.percentile(values, [5, 25, 50, 75, 95])
        axis.plot([low, high], [place, place], color=_TOKENS["tile"], linewidth=1.2)
        axis.plot([first, third], [place, place], color=_TOKENS["leaf"], linewidth=9, alpha=0.45, solid_capstyle="butt")
        axis.plot([median], [place], color=_TOKENS["leaf"], marker="|", markersize=13, markeredgewidth=2.5)
    axis.set(xscale="log", xlabel="ms", ylim=(-0.6, len(rows) - 0.4))
    axis.set_yticks(range(len(rows)), [name for name, _ in reversed(rows)])
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.grid(axis="y", visible=False)
    return svg(figure, label)


def difference_plot(rows: Sequence[tuple[str, Sequence[Interval]]], label: str) -> Markup:
    """Differences, in points, with their intervals around 0: a row a figure, in it a line a run, best told by letter.

    An interval that does not hold 0 is drawn in full colour: leaf where it lies on the better side, seal on the worse;
    the caller turns the sign of figures of which less is better.
    """
    count = max(len(values) for _, values in rows)
    figure, axis = _axes(0.6 + 0.26 * len(rows) * max(1.0, 0.6 * count))
    axis.axvline(0, color=_TOKENS["tile"], linewidth=1)
    for place, (_, values) in enumerate(reversed(rows)):
        for number, value in enumerate(values):
            height = place + (0 if count == 1 else 0.3 - 0.6 * number / (count - 1))
            colour = _TOKENS["leaf" if value.low > 0 else "seal" if value.high < 0 else "tile"]
            axis.plot([value.low * 100, value.high * 100], [height, height], color=colour, linewidth=2)
            axis.plot([value.value * 100], [height], color=colour, marker="o", markersize=5)
            if count > 1:
                letter = chr(ord("B") + number)
                at = ((value.high * 100, height), (5, -3))
                axis.annotate(letter, *at, textcoords="offset points", fontsize=8, color=_TOKENS["ink"])
    axis.set_yticks(range(len(rows)), [name for name, _ in reversed(rows)])
    axis.set(ylim=(-0.6, len(rows) - 0.4))
    axis.grid(axis="y", visible=False)
    return svg(figure, label)


def svg(figure: Any, label: str) -> Markup:
    """A drawn matplotlib figure as an SVG element, called ``label`` for those who cannot see it; the figure is closed.

    The same figure always gives the same text.
    """
    from matplotlib import pyplot, rc_context

    written = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": label}):
        figure.savefig(written, format="svg", metadata={"Date": None}, transparent=True)
    pyplot.close(figure)
    text = _DROPPED.sub("", written.getvalue())
    text = _GROUP_ID.sub("<g>", text)
    text = _FONT.sub("font-family: inherit", text)
    for name, colour in _TOKENS.items():
        text = text.replace(colour, f"var(--{name})")
    opening = Markup('<svg role="img" aria-label="{}" viewBox="{}">')
    return Markup(_SIZE.sub(lambda found: opening.format(label, found[1]), text, count=1).strip())


def _axes(height: float = _HEIGHT) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    style = {
        "font.size": 10,
        "text.color": _TOKENS["ink"],
        "axes.labelcolor": _TOKENS["tile"],
        "axes.edgecolor": _TOKENS["tile"],
        "axes.grid": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": _TOKENS["tile"],
        "grid.alpha": 0.2,
        "grid.linewidth": 0.8,
        "xtick.color": _TOKENS["tile"],
        "ytick.color": _TOKENS["tile"],
        "ytick.labelcolor": _TOKENS["ink"],
    }
    with pyplot.rc_context(style):
        figure, axis = pyplot.subplots(figsize=(_WIDTH, height), layout="constrained")
    return figure, axis
