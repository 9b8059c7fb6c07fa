"""The YAML block at the head of a Markdown article."""

import datetime
from typing import Annotated, Any

import frontmatter
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from corpus.article import Source
from corpus.dates import iso_date
from corpus.errors import SourceError


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


def _date(value: Any) -> Any:
    if value is None or isinstance(value, datetime.date):
        return value and value.isoformat()[:10]
    written = iso_date(str(value))
    if written is None:
        raise ValueError(f"{str(value)!r} is not a date; write it like 2026-01-04")
    return written


def _words(value: Any) -> Any:
    return [part.strip() for part in value.replace("，", ",").split(",")] if isinstance(value, str) else value


Text = Annotated[str | None, BeforeValidator(_text)]
Date = Annotated[str | None, BeforeValidator(_date)]


class _SourceFields(BaseModel):
    id: Annotated[str, BeforeValidator(_text)]
    title: Annotated[str, BeforeValidator(_text)]
    publisher: Text = None
    date: Date = None
    url: Text = None


class FrontMatter(BaseModel):
    """Fields read from the head of an article; others (a blog's ``layout`` …) are left alone."""

    model_config = ConfigDict(extra="ignore")

    id: Text = None
    title: Text = None
    publisher: Text = None
    author: Text = None
    date: Date = None
    url: Text = None
    language: Text = None
    summary: Text = None
    tags: Annotated[list[str] | None, BeforeValidator(_words)] = None
    sources: list[_SourceFields] | None = None

    def source_list(self) -> tuple[Source, ...]:
        """The sources as the corpus's own noun."""
        return tuple(Source(s.id, s.title, s.publisher, s.date, s.url) for s in self.sources or [])


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """The fields at the head of ``text``, all None where there is no head, and the rest of it.

    Raises: SourceError naming the line of broken YAML or the field that does not fit.
    """
    try:
        fields, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or "cannot be read"
        raise SourceError(f"front matter{place}: not YAML ({problem})") from error
    try:
        return FrontMatter.model_validate(fields), body
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"front matter, field {field}: {first['msg'].removeprefix('Value error, ')}") from error
