"""All that is measured of one question."""

from eval.metrics.answers import answer_scores
from eval.metrics.citations import citation_scores, support_scores
from eval.metrics.outcome import outcome
from eval.metrics.refusals import refusal_scores
from eval.metrics.retrieval import retrieval_scores
from eval.run.record import Record


def scored(record: Record) -> Record:
    """The record with its outcome, and with every score that applies to it."""
    scores = {
        **retrieval_scores(record),
        **answer_scores(record),
        **citation_scores(record),
        **support_scores(record),
        **refusal_scores(record),
    }
    return record.model_copy(update={"outcome": outcome(record), "scores": scores})
