"""What a comparison says in plain words."""

from collections.abc import Sequence

from eval.compare.changes import Kind
from eval.compare.comparison import Against, Compared
from eval.report.figures import figure
from eval.report.words import Words


def verdict(against: Against, letter: str) -> list[Words]:
    """A few sentences: figures that are better, those that are worse, and what became of single questions."""
    clear = [one for one in against.figures if one.significant]
    better, worse = ([one for one in clear if one.better is way] for way in (True, False))
    said = [_named(letter, ways, one) for ways, one in ((_BETTER, better), (_WORSE, worse)) if one]
    if not better and not worse:
        said.append(
            Words(
                f"{letter} 与 A 没有一项指标的差别超出运气（5%，已按 Holm 校正）。",
                f"{letter} and A differ in no figure by more than luck (5%, corrected after Holm).",
            )
        )
    lost, won, moved = (len(against.of(kind)) for kind in (Kind.WORSE, Kind.BETTER, Kind.MOVED))
    said.append(
        Words(
            f"逐题看：{won} 题变好，{lost} 题变坏，{moved} 题换了一种结果。",
            f"By question: {won} got better, {lost} got worse, {moved} came out differently otherwise.",
        )
        if lost or won or moved
        else Words("逐题看：每一题的结果都一样。", "By question: every one came out the same.")
    )
    return said


def difference_text(one: Compared) -> str:
    """A difference with its sign: in points for shares (``+3.2``), in the figure's own unit for others."""
    value = one.difference.value * (100 if figure(one.name).share else 1)
    return _signed(value)


def interval_text(one: Compared) -> str:
    """The difference's 95% interval, in the same unit: ``−1.0 … +7.5``."""
    scale = 100 if figure(one.name).share else 1
    return f"{_signed(one.difference.low * scale)} … {_signed(one.difference.high * scale)}"


def p_text(p: float) -> str:
    """A p as tables show it: three decimals, and below those ``<0.001``."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _signed(value: float) -> str:
    """One decimal with its sign, a true minus; nothing before 0."""
    text = f"{value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


_BETTER = Words("明显好于", "clearly better than")
_WORSE = Words("明显差于", "clearly worse than")


def _named(letter: str, way: Words, figures: Sequence[Compared]) -> Words:
    zh = "、".join(f"{figure(one.name).zh} {difference_text(one)}" for one in figures)
    en = ", ".join(f"{figure(one.name).en} {difference_text(one)}" for one in figures)
    return Words(f"{letter} {way.zh} A：{zh}（百分点）。", f"{letter} is {way.en} A: {en} (points).")
