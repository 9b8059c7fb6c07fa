"""What came of a question, and where one that went wrong was lost."""

from dataclasses import dataclass

from eval.match import holds
from eval.metrics.overlap import is_evidence
from eval.run.record import Outcome, Record
from eval.run.reply import Reply, reply


def outcome(record: Record) -> Outcome:
    """What came of a question.

    An answerable one is right if its answer holds every key fact; where none is given, if a citation shares a
    character with the evidence. Otherwise it is lost at the first step that loses a missing fact: no hit's text holds
    it (NOT_RETRIEVED); a hit's does, but the question was refused (REFUSED) or no citation's quote does (NOT_CHOSEN); a
    quote does, the answer does not (WRONG). With a reference answer alone, only a refusal can be told from an answer.
    Where only retrieval ran, an answerable question is RIGHT or NOT_RETRIEVED, any other UNSCORED.
    """
    if record.error:
        return Outcome.ERROR
    found = reply(record)
    if found is None or not record.scored:
        return Outcome.UNSCORED
    if not record.answerable:
        return _of_unanswerable(found)
    if not record.answers and not record.evidence:
        return Outcome.REFUSED if found.answered is False else Outcome.UNSCORED
    missing = _missing(record, found)
    if not all(lost.retrieved for lost in missing):
        return Outcome.NOT_RETRIEVED
    if found.answered is False:
        return Outcome.REFUSED
    if found.answered is None or not missing:
        return Outcome.RIGHT
    return Outcome.WRONG if all(lost.cited for lost in missing) else Outcome.NOT_CHOSEN


@dataclass(frozen=True, slots=True)
class _Lost:
    """What an answer lacks: whether a hit held it, and whether a citation did."""

    retrieved: bool
    cited: bool


def _of_unanswerable(found: Reply) -> Outcome:
    if found.answered is None:
        return Outcome.UNSCORED
    return Outcome.ANSWERED_FROM_NOTHING if found.answered else Outcome.RIGHTLY_REFUSED


def _missing(record: Record, found: Reply) -> list[_Lost]:
    """A key fact each that the answer lacks; of a question without key facts its evidence, if no citation shares it."""
    if record.answers:
        return [
            _Lost(
                any(holds(fact, hit.text) for hit in found.hits),
                any(holds(fact, citation.quote) for citation in found.citations),
            )
            for fact in record.answers
            if not holds(fact, found.text)
        ]
    if any(is_evidence(citation, record) for citation in found.citations):
        return []
    return [_Lost(any(is_evidence(hit, record) for hit in found.hits), cited=False)]
