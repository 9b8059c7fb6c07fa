"""The YAML block at the head of a Markdown article."""

import datetime
from typing import Annotated, Any

import frontmatter
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from corpus.article import Source
from corpus.dates import iso_date
from corpus.errors import SourceError

_YAML = frontmatter.YAMLHandler()
_LANGUAGES = {"zh": "zh", "cn": "zh", "chinese": "zh", "中文": "zh", "en": "en", "english": "en", "英文": "en"}


def _language(value: Any) -> Any:
    """``zh-CN``, ``Chinese`` … as ``zh``; None, to be guessed from the text, where the language is not known."""
    return _LANGUAGES.get(str(value or "").casefold().split("-")[0].split("_")[0])


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
    if isinstance(value, str):
        return [part.strip() for part in value.replace("，", ",").split(",")]
    return [_text(part) for part in value] if isinstance(value, list) else value


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
    language: Annotated[str | None, BeforeValidator(_language)] = None
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
    if not _YAML.detect(text):
        return FrontMatter(), text
    try:
        _, head, body = _YAML.FM_BOUNDARY.split(text, 2)
    except ValueError:
        return FrontMatter(), text  # the head is never closed: a rule, not a head
    try:
        fields = _YAML.load(head)
    except (yaml.YAMLError, ValueError) as error:  # a date like 2026-02-30 is a ValueError
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise SourceError(f"front matter{place}: not YAML ({problem})") from error
    if fields is None:
        return FrontMatter(), body
    if not isinstance(fields, dict):
        return FrontMatter(), text  # a text that begins with a rule, not a head
    try:
        return FrontMatter.model_validate(fields), body
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"front matter, field {field}: {first['msg'].removeprefix('Value error, ')}") from error
