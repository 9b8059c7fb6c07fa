"""Refusals: silent where there is no answer, and only there."""

from eval.run.record import Record
from eval.run.reply import reply


def refusal_scores(record: Record) -> dict[str, float]:
    """``false_refusal`` of an answerable question, ``refused`` of an unanswerable one: 1 if it was refused, else 0.

    Of questions of which it is known what is right; none where an error was met or only retrieval ran. Over a set,
    refusing is the positive class: precision is the share of refusals that were right, recall the share of
    unanswerable questions that were refused, F1 their harmonic mean 2 TP / (2 TP + FP + FN) (van Rijsbergen 1979,
    "Information Retrieval", chapter 7).
    """
    found = reply(record)
    if found is None or found.answered is None or not record.scored:
        return {}
    return {"false_refusal" if record.answerable else "refused": float(not found.answered)}
