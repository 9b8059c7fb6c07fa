"""What our own API gives, for its description; the objects themselves are those of the command line (``--json``)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Object(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid")


class HitObject(Object):
    """A passage that was found."""

    rank: int
    score: float = Field(description="Comparable within one search only.")
    article_id: str
    title: str
    heading: str
    start: int = Field(description="Where it begins in the article's text, in Unicode code points.")
    end: int = Field(description="Where it ends, excluded.")
    text: str
    publisher: str | None
    date: str | None
    dense: float = Field(description="Cosine of the vectors.")
    lexical: float = Field(description="BM25.")
    page: int | None


class OriginObject(Object):
    """A publication; ``id`` is its mark in the article's front matter."""

    id: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None


class CitationObject(Object):
    """Words of an article: its text from ``start`` to ``end`` is ``quote``, exactly."""

    n: int
    article_id: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    start: int
    end: int
    quote: str
    sources: list[OriginObject]
    also: list[OriginObject]
    page: int | None


class SentenceObject(Object):
    """A sentence of an answer and the numbers of the citations it rests on."""

    text: str
    citations: list[int]
    support: Literal["verbatim", "supported", "unsupported"]


class SearchObject(Object):
    """As ``gusu search --json``."""

    question: str
    hits: list[HitObject]
    timings_ms: dict[str, float]


class AnswerObject(Object):
    """As ``gusu ask --json``."""

    question: str
    standalone_question: str = Field(description="How it was understood; differs for a follow-up.")
    answered: bool = Field(description="False: the sources do not tell, and answer says what is missing.")
    answer: str
    sentences: list[SentenceObject]
    citations: list[CitationObject]
    hits: list[HitObject]
    answerer: str
    timings_ms: dict[str, float]


class ErrorDetail(Object):
    """Why a request was not served. ``param`` names the field that does not fit."""

    message: str
    type: str
    param: str | None
    code: str


class ErrorObject(Object):
    """Every error of the API."""

    error: ErrorDetail
