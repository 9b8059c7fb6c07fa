"""What the tools take and give, as agents are told of it: each field says what it holds."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.answer.events import Answer
from app.api.contract import Names, cut, newest
from app.present import answer_json, retrieval_json
from index.search import Retrieval

_RELATED = 3  # nearest passages that go with a refusal


class _Given(BaseModel):
    """A part of a result; what our own objects hold beside it is left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Span(_Given):
    """Where words stand in the articles."""

    article_id: str = Field(description="Id of the article.")
    title: str = Field(description="Title of the article.")
    publisher: str | None = Field(description="Who published the article, where it is known.")
    date: str | None = Field(description="Date of the article, ISO 8601, possibly without day or month.")
    start: int = Field(description="Where the words begin in the article's text, in Unicode code points from 0.")
    end: int = Field(description="Where the words end; the character at this place is not part of them.")
    page: int | None = Field(description="Page the words begin on, in a document that has pages.")


class Passage(Span):
    """A passage that was found."""

    rank: int = Field(description="1 is the best.")
    score: float = Field(description="Comparable with the other passages of this search only.")
    heading: str = Field(description="Headings above the passage; may be empty.")
    text: str = Field(description="The passage, word for word.")


class Found(_Given):
    """Passages nearest to a question, best first."""

    question: str = Field(description="The question as it was asked.")
    passages: list[Passage] = Field(description="Best first; empty where no article meets the conditions.")


class Origin(_Given):
    """A publication."""

    title: str = Field(description="Its title.")
    publisher: str | None = Field(description="Its publisher, where it is known.")
    date: str | None = Field(description="Its date, where it is known.")
    url: str | None = Field(description="Its address, where it is known.")


class Citation(Span):
    """Words of an article that sentences of the answer rest on."""

    n: int = Field(description="The mark in the answer: 1 for [1].")
    url: str | None = Field(description="Address of the article, where it is known.")
    quote: str = Field(description="The words themselves: the article's text from start to end, exactly.")
    sources: list[Origin] = Field(description="What the article itself names as the source of these words.")
    also: list[Origin] = Field(description="Where else the same words were published.")


class AnswerSentence(_Given):
    """A sentence of the answer."""

    text: str = Field(description="The sentence without its marks.")
    citations: list[int] = Field(description="Marks of the citations it rests on.")
    support: Literal["verbatim", "supported", "unsupported"] = Field(
        description="verbatim: the source's own words; supported: checked against the words cited; "
        "unsupported: nothing cited carries it, do not rely on it."
    )


class Answered(_Given):
    """An answer, each sentence with the words it rests on; or a refusal."""

    question: str = Field(description="The question as it was asked.")
    standalone_question: str = Field(description="How it was understood; differs for a follow-up.")
    answered: bool = Field(
        description="False: the articles do not hold the answer, and the field answer says what lacks."
    )
    answer: str = Field(description="The answer with its marks, [1], and our notes; or what is missing.")
    sentences: list[AnswerSentence] = Field(description="Empty where it is not answered.")
    citations: list[Citation] = Field(description="In the order of their marks.")
    related: list[Passage] = Field(description="The nearest passages, where it is not answered.")
    answerer: str = Field(description="extractive: the articles' own words; else the chat model that wrote it.")


class Message(BaseModel):
    """Something that was said before."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"] = Field(description="Who said it.")
    content: Annotated[str, AfterValidator(cut)] = Field(
        description="What was said, as plain text; read up to 20,000 characters."
    )


Question = Annotated[
    str, Field(max_length=2000, description="A question in Chinese or English, as a person would ask it.")
]
Count = Annotated[int, Field(ge=1, le=100, description="How many passages.")]
Values = Names | None
Articles = Annotated[Values, Field(description="Only of the articles with these ids.")]
Publishers = Annotated[Values, Field(description="Only of articles of these publishers.")]
Tags = Annotated[Values, Field(description="Only of articles with any of these tags.")]
Languages = Annotated[Values, Field(description="Only of articles in these languages: zh, en.")]
Day = Annotated[str, Field(max_length=10)]
Since = Annotated[Day | None, Field(description="Only of articles of this day, month or year, or later: 2026-01.")]
Until = Annotated[Day | None, Field(description="Only of articles of this day, month or year, or earlier.")]
History = Annotated[
    list[Message] | None,
    newest(40),
    Field(
        description="What was said before, oldest first, where the question leans on it; the last 40 messages are read."
    ),
]


def found(retrieval: Retrieval) -> Found:
    """A search as it is given to agents."""
    told = retrieval_json(retrieval)
    return Found.model_validate({**told, "passages": told["hits"]})


def answered(answer: Answer) -> Answered:
    """An answer as it is given to agents: with passages that were not used only where nothing was answered."""
    told: dict[str, Any] = answer_json(answer)
    return Answered.model_validate({**told, "related": [] if answer.answered else told["hits"][:_RELATED]})
