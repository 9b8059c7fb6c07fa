"""What is kept of each question of a run: a line of ``results.jsonl``."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from eval.dataset import Question


class Outcome(StrEnum):
    """What came of a question; of an answerable one that went wrong, the first step that lost it."""

    RIGHT = "right"
    NOT_RETRIEVED = "not retrieved"  # no hit holds the evidence
    NOT_CHOSEN = "retrieved but not chosen"  # a hit holds it, no citation does
    WRONG = "chosen but wrong"  # a citation holds it, the answer lacks a key fact
    REFUSED = "refused"  # an answerable question was not answered, although a hit holds the evidence
    RIGHTLY_REFUSED = "rightly refused"
    ANSWERED_FROM_NOTHING = "answered from nothing"  # an unanswerable question was answered
    UNSCORED = "unscored"  # the question set does not say what is right
    ERROR = "error"


class Context(BaseModel):
    """The passage that a citation's words stand in: its place in the article and its text."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    article_id: str
    start: int
    end: int
    text: str
    heading: str = ""


class Place(BaseModel):
    """A run of an article's words: code points, ``end`` excluded."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    article_id: str
    start: int
    end: int


class Record(Question):
    """A question, what was answered, and how it scored.

    ``result`` is the object of ``gusu ask --json`` (of ``gusu search --json`` where only retrieval ran), None after an
    error, which ``error`` tells in one line. ``gold`` are the places in the store where its evidence stands, a list for
    each item of evidence: empty where the store does not hold these words. ``contexts`` are the passages that its
    citations' words stand in, a citation each, in their order. ``dropped`` are sentences of a chat model that nothing
    carried. ``scores`` are the metrics that apply to this question, by name (see eval/metrics); ``judged`` are those of
    a chat model as judge, never mixed with the measured.
    """

    result: dict[str, Any] | None = None
    error: str = ""
    seconds: float = 0.0
    gold: list[list[Place]] = []
    contexts: list[Context] = []
    dropped: list[str] = []
    outcome: Outcome = Outcome.UNSCORED
    scores: dict[str, float] = {}
    judged: dict[str, float] = {}
