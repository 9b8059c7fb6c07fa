"""What a judge said of a whole run: the ``judged`` object of ``metrics.json``."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.judge.agreement import Agreement, agreement
from eval.judge.asked import is_answered
from eval.judge.judge import FIGURES, Judgement
from eval.metrics.intervals import intervals
from eval.run.record import Record


@dataclass(frozen=True, slots=True)
class JudgedFigure:
    """A judged figure over the ``n`` answers whose reply could be read; ``not_judged`` are those it could not.

    ``interval`` is the 95 % bootstrap interval of the mean (see ``eval.metrics.intervals``). Mean and interval are None
    for n = 0.
    """

    mean: float | None
    interval: tuple[float, float] | None
    n: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What the ``model`` said of a run. ``not_judged`` are answers of which a reply could not be read.

    ``not_asked`` are answers that the judge was not shown: beyond ``--limit``, or the model failed. ``own_answers`` are
    those the judging model wrote itself: judges favour their own (Zheng et al. 2023, "Judging LLM-as-a-Judge").
    """

    model: str
    faithfulness: JudgedFigure
    relevance: JudgedFigure
    not_judged: int
    not_asked: int
    own_answers: int
    agreement: Agreement

    def as_json(self) -> dict[str, Any]:
        """The object of ``metrics.json``; the pairs of the agreement by name, ``faithfulness/supported``."""
        pairs = {f"{pair.judged}/{pair.measured}": asdict(pair) for pair in self.agreement.pairs}
        return asdict(self) | {"agreement": pairs}


def summarise(model: str, records: Sequence[Record], judgements: Sequence[Judgement]) -> Judged:
    """The judged figures of a run; ``judgements`` are those its records' ``judged`` come from."""
    answered = [record for record in records if is_answered(record)]
    made = [judgement.figures() for judgement in judgements]
    faithfulness, relevance = (_figure([figures.get(name) for figures in made]) for name in FIGURES)
    return Judged(
        model=model,
        faithfulness=faithfulness,
        relevance=relevance,
        not_judged=sum(len(figures) < len(FIGURES) for figures in made),
        not_asked=len(answered) - len(made),
        own_answers=sum((record.result or {}).get("answerer") == model for record in answered),
        agreement=agreement(records),
    )


def _figure(values: Sequence[float | None]) -> JudgedFigure:
    read = [value for value in values if value is not None]
    if not read:
        return JudgedFigure(None, None, 0, len(values))
    ((low, high),) = intervals([read], [[1] * len(read)]).tolist()
    return JudgedFigure(sum(read) / len(read), (low, high), len(read), len(values) - len(read))
