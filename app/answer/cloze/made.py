"""A question that was made of a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Made:
    """A question, and the words of the sentence that answer it; ``kind`` names the rule that made it."""

    question: str
    answer: str
    kind: str
