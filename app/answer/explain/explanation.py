"""What an explanation holds: plain values, in the order in which an answer is made."""

from dataclasses import dataclass
from enum import StrEnum

from app.answer.events import Citation, Support
from app.answer.lacks import Lack
from app.answer.question import Wanted
from index.search import Hit


class Held(StrEnum):
    """Where a word of the question stands."""

    SENTENCE = "sentence"  # in the sentence that looks most like the answer, or its title
    PASSAGES = "passages"  # elsewhere in the passages that were read
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of the question, a name, a number or a year among them."""

    text: str
    held: Held


@dataclass(frozen=True, slots=True)
class Understanding:
    """How the question was read. ``leaned_on`` is the question before, where this one was a follow-up to it.

    ``by_rule`` is False where a chat model worded the follow-up. ``unit`` is what is counted (家, 元, %), if known.
    """

    question: str
    standalone: str
    leaned_on: str
    by_rule: bool
    wanted: Wanted
    unit: str
    years: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedHit:
    """A passage that was found: its place by meaning and by shared words, from 1, beside that of both together.

    A place is None where the passage is not among those that were looked at by this measure, or shares no word.
    ``read``: its sentences were weighed. ``cited`` are the numbers of the citations that stand in it.
    """

    hit: Hit
    dense_rank: int | None
    lexical_rank: int | None
    read: bool
    cited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """What the judgement rests on: a value, and how far it pushes towards answering, in log odds."""

    name: str
    value: float
    push: float


@dataclass(frozen=True, slots=True)
class Best:
    """The sentence that looks most like the answer, and where it stands."""

    text: str
    title: str
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """A part of the question (or the whole) and the evidence for it.

    ``sufficiency`` runs from 0 to 1; from ``threshold`` on it is answered, unless something that can be checked is
    missing: ``missing_years``, ``premise`` (a figure of the question, and the one the sources tell), ``lacks``.
    ``missing_names`` stand in no passage that was read, ``misses`` are the names of the fields of
    ``constraints.Misses`` that hold of the best sentence: both only weigh.
    """

    part: str
    words: tuple[Word, ...]
    sufficiency: float
    threshold: float
    sufficient: bool
    best: Best | None
    missing_years: tuple[str, ...]
    missing_names: tuple[str, ...]
    premise: tuple[str, str] | None
    misses: tuple[str, ...]
    lacks: tuple[Lack, ...]
    signals: tuple[Signal, ...]


class FactKind(StrEnum):
    """What sort of thing is checked."""

    AMOUNT = "amount"
    DATE = "date"
    NAME = "name"
    CLAIM = "claim"  # in <>: what is no word, see verify.Check


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, date or name of a sentence, with the numbers of the citations whose words hold it.

    ``missing``: the check did not find it. Without citation and not missing, it stands beside the cited words, in a
    title, or in another spelling.
    """

    words: str
    kind: FactKind
    citations: tuple[int, ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of the answer, checked once more. ``missing`` is as in ``verify.Check``."""

    text: str
    support: Support
    citations: tuple[int, ...]
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DroppedSentence:
    """A sentence of a chat model that is not in the answer, the words that came nearest, and what these lack of it."""

    text: str
    nearest: tuple[Citation, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is as it is. ``generation`` is what was looked at, ``same_generation`` whether the answer is of it.

    ``agrees``: what is found now leads to an answer where there was one, to a refusal where there was one.
    """

    generation: str
    same_generation: bool
    agrees: bool
    answered: bool
    answerer: str
    understanding: Understanding
    hits: tuple[RankedHit, ...]
    weighed: tuple[Weighed, ...]
    sentences: tuple[CheckedSentence, ...]
    dropped: tuple[DroppedSentence, ...]
    timings_ms: dict[str, float]
