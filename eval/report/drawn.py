"""The plots of a report: which there are, what they show, and what they say in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.report.bar import Segment, bar
from eval.report.figures import shown
from eval.report.folder import Run
from eval.report.interval import bounds, interval_text
from eval.report.plots import Interval, line_plot, spread_plot
from eval.report.tables import keys_of
from eval.report.words import Words, css_name
from eval.run.record import Outcome, Record

_KS = (1, 3, 5, 10)
_MOST_TYPES = 24


@dataclass(frozen=True, slots=True)
class BarRow:
    """A named bar, and in a few characters what it comes to."""

    label: Words
    bar: list[Segment]
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot: an SVG, or rows of bars where it is empty."""

    title: Words
    note: Words
    svg: Markup = Markup()
    rows: tuple[BarRow, ...] = ()


def drawn(run: Run) -> list[Drawn]:
    """Outcome by type, retrieval, refusals and latency; those that this run has figures for."""
    return [*_by_type(run.records), *_retrieval(run), *_refusals(run), *_latency(run.records)]


def _by_type(records: Sequence[Record]) -> Iterator[Drawn]:
    types: dict[str, list[Record]] = {}
    for record in records:
        types.setdefault(keys_of(record, "type")[0], []).append(record)
    if len(types) < 2:
        return
    largest = sorted(types.items(), key=lambda item: -len(item[1]))[:_MOST_TYPES]
    yield Drawn(
        Words("各题型的结果", "Outcome by type"),
        Words("一条是一种题型的全部题目，颜色同概要。", "A bar is all questions of a type, in the summary's colours."),
        rows=tuple(BarRow(Words(name, name), bar(members), str(len(members))) for name, members in largest),
    )


def _retrieval(run: Run) -> Iterator[Drawn]:
    points = [(k, value) for k in _KS if (value := _interval(run, f"hit@{k}"))]
    if len(points) < 2:
        return
    yield Drawn(
        Words("检索：前 k 篇里有证据", "Retrieval: the evidence among the first k articles"),
        Words(
            "浅色带是 95% 区间；虚线是 MRR@10，第一篇含证据的文章的名次倒数的均值。",
            "The pale band is the 95% interval; dashed: MRR@10, the mean of one over the rank of the first article.",
        ),
        svg=line_plot(points, _interval(run, "MRR@10"), "hit@k, MRR@10", "MRR@10"),
    )


def _refusals(run: Run) -> Iterator[Drawn]:
    rows = []
    for label, name, outcomes in (
        (Words("有答案的题", "With an answer"), "false_refusal", (Outcome.REFUSED, Outcome.RIGHT)),
        (Words("没有答案的题", "Without one"), "refused", (Outcome.RIGHTLY_REFUSED, Outcome.ANSWERED_FROM_NOTHING)),
    ):
        scores = [record.scores[name] for record in run.records if name in record.scores]
        if value := _interval(run, name):
            text = f"{shown(name, value.value)} ({interval_text(name, value.low, value.high)})"
            rows.append(BarRow(label, _two(outcomes, int(sum(scores)), len(scores)), text))
    if rows:
        yield Drawn(
            Words("拒答：误拒与该拒则拒", "Refusals: wrong and right"),
            Words(
                "左段是被拒答的，右侧是其比例和 95% 区间：有答案的题越低越好，没有答案的题越高越好。",
                "The left part was refused; beside it the share with its 95% interval. With an answer lower is better, "
                "without one higher.",
            ),
            rows=tuple(rows),
        )


def _two(outcomes: tuple[Outcome, Outcome], refused: int, count: int) -> list[Segment]:
    """A bar of those refused and those answered, in the colours of these outcomes."""
    names = (Words("拒答", "Refused"), Words("作答", "Answered"))
    counts = (refused, count - refused)
    return [
        Segment(outcome, words, css_name(outcome), part, part / count)
        for outcome, words, part in zip(outcomes, names, counts, strict=True)
        if part
    ]


def _latency(records: Sequence[Record]) -> Iterator[Drawn]:
    stages: dict[str, list[float]] = {}
    for record in records:
        for name, spent in (record.result or {}).get("timings_ms", {}).items():
            if spent > 0:
                stages.setdefault(name, []).append(spent)
    if stages:
        yield Drawn(
            Words("各阶段用时", "Time by stage"),
            Words(
                "竖线是中位数，粗条是中间一半，细线到第 5 和第 95 百分位；横轴为对数。",
                "Tick: median; thick: the middle half; thin: 5th to 95th percentile. The axis is logarithmic.",
            ),
            svg=spread_plot(list(stages.items()), "timings_ms"),
        )


def _interval(run: Run, name: str) -> Interval | None:
    value = run.metrics["metrics"].get(name)
    if value is None:
        return None
    n = run.metrics.get("counts", {}).get(name, 0)
    return Interval(value, *bounds(name, value, run.metrics.get("intervals", {}).get(name), n))
