"""What our own API takes: each field with its bounds; a field that is not known is refused."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from corpus.dates import iso_date

DEFAULT_ANSWERER = "gusu"
"""Whoever answers in the page: the chat model that the settings name, else the sources' own words."""

_EARLIER_CHARS = 20_000  # of something that was said before


def cut(text: str) -> str:
    """Something that was said before, as far as it is read: no conversation ends because of a long message in it."""
    return text[:_EARLIER_CHARS]


def newest(most: int) -> BeforeValidator:
    """So many at the end of a list are read: front ends send all that was said, however long a conversation grows."""
    return BeforeValidator(lambda given: given[-most:] if isinstance(given, list) else given)


Text = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
Names = Annotated[list[Name], Field(max_length=50)]
Address = Annotated[str, Field(min_length=1, max_length=2000)]
Addresses = Annotated[list[Address], Field(max_length=100)]


class Request(BaseModel):
    """A body of a request."""

    model_config = ConfigDict(extra="forbid")


class Message(Request):
    """Something that was said before."""

    role: Literal["user", "assistant"]
    content: Annotated[str, AfterValidator(cut)] = Field(description="Read up to 20,000 characters.")


class AskRequest(Request):
    """``POST /api/ask``."""

    question: Text
    history: Annotated[list[Message], newest(40)] = Field(
        default=[], description="What was said before, oldest first; the last 40 are read."
    )
    answerer: Name = Field(
        default=DEFAULT_ANSWERER, description="gusu, extractive (the sources' own words), or one of GET /v1/models."
    )
    stream: bool = Field(default=False, description="Answer with server-sent events, as they come.")


class SearchRequest(Request):
    """``POST /api/search``; several values of one condition: any will do, several conditions: all must hold."""

    question: Text
    k: int = Field(default=10, ge=1, le=100, description="How many passages.")
    articles: Names = Field(default=[], description="Only of the articles with these ids.")
    publishers: Names = Field(default=[], description="Only of these publishers.")
    tags: Names = Field(default=[], description="Only of articles with one of these tags.")
    languages: list[Literal["zh", "en"]] = Field(default=[], max_length=2, description="Only of these languages.")
    since: str | None = Field(default=None, max_length=10, description="Of this day, month or year, or later: 2026-01.")
    until: str | None = Field(default=None, max_length=10, description="Of this day, month or year, or earlier.")

    @field_validator("since", "until")
    @classmethod
    def _day(cls, value: str | None) -> str | None:
        if value is not None and iso_date(value) is None:
            raise ValueError(f"is {value!r}, expected a date such as 2026-01-04, 2026-01 or 2026")
        return value


class AddRequest(Request):
    """``POST /api/sources``: what is fetched, read and added, in place of what came from there before."""

    addresses: Addresses = Field(default=[], description="Pages and files on the web.")
    feeds: Addresses = Field(default=[], description="RSS or Atom feeds.")
    sitemaps: Addresses = Field(default=[], description="Sitemaps, or indexes of them.")
    limit: int = Field(default=50, ge=1, le=10_000, description="How many pages, the newest, of a feed or sitemap.")
