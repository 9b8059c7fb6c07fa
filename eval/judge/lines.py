"""What a judge said of a run, as lines for a terminal."""

from collections.abc import Iterator

from eval.judge.agreement import Agreed
from eval.judge.judge import FIGURES
from eval.judge.run import JudgedRun
from eval.judge.summary import Judged, JudgedFigure


def lines(run: JudgedRun) -> Iterator[str]:
    """The figures, what was left out of them, and how far they agree with the measured ones."""
    if judged := run.judged:
        yield f"judged by {judged.model}, not measured:"
        for name in FIGURES:
            yield f"  {name:<12} {_figure(getattr(judged, name))}"
        yield "agreement with the measured figures:"
        for pair in judged.agreement.pairs:
            yield f"  {pair.judged} / {pair.measured}: {_agreed(pair)}"
        yield from _left_out(judged)
    if run.failed:
        yield f"{run.failed} answers have no judgement, as the model failed; the same command asks for them again"


def _figure(figure: JudgedFigure) -> str:
    if figure.mean is None or figure.interval is None:
        return f"none: no reply could be read ({figure.not_judged} asked)"
    low, high = figure.interval
    left_out = f", {figure.not_judged} not judged" if figure.not_judged else ""
    return f"{figure.mean:.3f} ({low:.3f} to {high:.3f}), n = {figure.n}{left_out}"


def _agreed(pair: Agreed) -> str:
    if pair.same is None:
        return "no question has both"
    spearman, kappa = ("undefined" if value is None else f"{value:.2f}" for value in (pair.spearman, pair.kappa))
    return f"same verdict on {pair.same:.0%}, Cohen's kappa {kappa}, Spearman {spearman}, n = {pair.n}"


def _left_out(judged: Judged) -> Iterator[str]:
    if judged.not_judged:
        yield f"{judged.not_judged} answers are not judged in full: the model's reply could not be read"
    if judged.not_asked:
        yield f"{judged.not_asked} answers were not shown to the model"
    if judged.own_answers:
        yield f"the model wrote {judged.own_answers} of these answers itself: judges favour their own words"
