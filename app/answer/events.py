"""The answer and the events it arrives in. Page, terminal and API all read this one stream.

Order: one Retrieved; then, sentence by sentence, Tokens and the Sentence they make, or Dropped, as nothing carries
what they say; one Done.
"""

from dataclasses import dataclass
from typing import Literal

from corpus.article import Source
from index.search import Hit, Retrieval

EXTRACTIVE = "extractive"
"""The answerer that is no chat model."""
Support = Literal["verbatim", "supported", "unsupported"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A span that a sentence rests on: ``quote`` is the article's text from ``start`` to ``end``, exactly.

    ``sources`` are what the article itself names behind these words, ``also`` where the same words were published as
    well. ``n`` counts from 1 in order of first use. ``page`` is where the words begin, in a document that has pages.
    """

    n: int
    article_id: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    start: int
    end: int
    quote: str
    sources: tuple[Source, ...] = ()
    also: tuple[Source, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of an answer, without its marks; ``citations`` are the numbers of the citations it rests on.

    ``item``: it is one of a list, and stands on a line of its own.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    item: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Where ``answered`` is False there are no sentences and ``answer`` says what is missing.

    ``notes`` are ours, not the sources': which part of the question is not answered, which sources disagree. They stand
    at the end of ``answer`` as well. ``dropped`` are sentences of a chat model that nothing carries, ``failure`` says
    in one line why a chat model did not finish.
    """

    question: str
    standalone_question: str
    answered: bool
    answer: str  # with its marks: ……突破5万亿元[1]。
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    answerer: str
    timings_ms: dict[str, float]
    notes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Passages were found; nothing is answered yet.

    ``standalone_question`` is how the question was understood; ``evidence`` what a chat model is about to be shown, in
    the order it is numbered in, and empty where none is asked.
    """

    retrieval: Retrieval
    standalone_question: str
    evidence: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the sentence that is being written."""

    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence is complete and checked; ``citations`` are those it is the first to use."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence is complete, but nothing carries it: it is not part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The answer is complete."""

    answer: Answer


Event = Retrieved | Token | Sentence | Dropped | Done
