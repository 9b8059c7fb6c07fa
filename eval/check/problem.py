"""What a rule finds in a question set."""

from dataclasses import dataclass
from enum import StrEnum

from eval.formats.row import Place


class Kind(StrEnum):
    """What is wrong with a question; those of ``WARNINGS`` may be meant."""

    NO_ANSWERS = "answerable without answers"
    GOLD_FOR_NOTHING = "unanswerable with answers"
    NOT_IN_EVIDENCE = "fact not in evidence"
    NOT_IN_REFERENCE = "fact not in reference"
    NO_ARTICLE = "no such article"
    NOT_IN_CORPUS = "evidence not in corpus"
    LEAKED = "leaked answer"
    DUPLICATE = "duplicate"
    HISTORY = "history"
    NO_EVIDENCE = "answers without evidence"
    FACT_IN_QUESTION = "fact in question"
    NEAR_DUPLICATE = "near duplicate"
    TYPE = "type"
    LANGUAGE = "language"


WARNINGS = frozenset({Kind.NO_EVIDENCE, Kind.FACT_IN_QUESTION, Kind.NEAR_DUPLICATE, Kind.TYPE, Kind.LANGUAGE})


@dataclass(frozen=True, slots=True)
class Problem:
    """A question that breaks a rule; ``message`` says what is meant and what to do."""

    id: str
    place: Place
    kind: Kind
    message: str

    @property
    def is_warning(self) -> bool:
        """Whether it may be meant, and fails no check."""
        return self.kind in WARNINGS


Finding = tuple[Kind, str]
"""What is wrong with one question, and the message."""
