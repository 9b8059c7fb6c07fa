"""What was said before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it was understood, and its answer without marks; empty where there was none."""

    question: str
    answer: str
