"""Articles as JSON: one, a list of them, or one a line."""

import datetime
import email.utils
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from corpus.dates import iso_date
from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.fetch.address import address_id, normal
from corpus.formats.html import parsed
from corpus.formats.markup import Markup
from corpus.formats.several import Several
from corpus.formats.text import read_text
from corpus.lines import tidy
from corpus.naming import slug

_FIELDS = {  # by what is read from them: names in small letters, without _ and -
    "id": ("id", "uid", "guid", "articleid", "docid", "编号"),
    "title": ("title", "headline", "标题", "题目", "name"),
    "text": ("text content body articlebody fulltext contenthtml contenttext 正文 内容 article").split(),
    "publisher": ("publisher", "source", "媒体", "来源", "media", "sitename", "site", "发布机构"),
    "author": ("author", "authors", "作者", "byline", "creator"),
    "date": (
        "date pubdate published publishdate publishtime publishedat publishedtime datepublished pubtime 发布时间 "
        "发布日期 日期 时间 createdat time"
    ).split(),
    "url": ("url", "link", "链接", "网址", "permalink", "href", "原文链接"),
    "summary": ("summary", "abstract", "摘要"),
    "tags": ("tags", "keywords", "标签", "关键词"),
    "language": ("language", "lang", "语言"),
}
_LISTS = (
    "articles",
    "items",
    "data",
    "results",
    "documents",
    "docs",
    "records",
    "list",
    "rows",
    "entries",
    "news",
    "文章",
)
_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|table|section|article|span)\b[^>]*>", re.IGNORECASE)
_BEIJING = datetime.timezone(datetime.timedelta(hours=8))
_MILLISECONDS = 100_000_000_000  # a number of seconds that is larger is one of milliseconds


def read_json(text: str) -> Several:
    """The articles of a JSON text: an object with title and text, a list of such objects, or an object a line.

    Fields go by the names that are usual for them, English or Chinese; a text may be HTML, or a list of paragraphs.
    Several articles are named by their ``id``, else by their address, else by their title. Raises: SourceError if it is
    not JSON or holds no article.
    """
    found = Several()
    records, alone = _records(text, found)
    for number, record in enumerate(records, 1):
        draft = _draft(record)
        if not draft.blocks:
            found.refused.append(f"article {number} ({draft.title or 'without a title'}) holds no text")
        else:
            found.drafts.append(draft)
    if not records and not found.refused:
        raise SourceError("holds no article: one is an object with title and text, as {'title': …, 'text': …}")
    if not alone:
        _name(found.drafts)
    return found


def _records(text: str, found: Several) -> tuple[list[dict[str, Any]], bool]:
    """The objects that are meant as articles, and whether it is one that stands alone."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise SourceError("is not a file of articles: its objects lie too deep in one another") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].strip().startswith("{") or not lines[0].strip().endswith("}"):
            raise SourceError(f"is not JSON: {error}") from error
        return list(_lines(text, found)), False
    while isinstance(value, dict) and not _is_article(value):
        inside = next(
            (value[key] for key in value if key.lower() in _LISTS and isinstance(value[key], list | dict)), None
        )
        if inside is None:
            named = [(key, item) for key, item in value.items() if isinstance(item, dict) and _is_article(item)]
            return [{"id": key, **item} for key, item in named], False
        value = inside
    if isinstance(value, dict):
        return [value], True
    items = value if isinstance(value, list) else []
    records = [item for item in items if isinstance(item, dict)]
    found.refused += [f"article {n} is no object" for n, item in enumerate(items, 1) if not isinstance(item, dict)]
    return records, False


def _lines(text: str, found: Several) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            found.refused.append(f"line {number} is not JSON: {error}")
            continue
        if isinstance(value, dict):
            yield value
        else:
            found.refused.append(f"line {number} is no object")


def _is_article(value: dict[str, Any]) -> bool:
    return bool(_body(_get(value, "text")))


def _get(record: dict[str, Any], wanted: str) -> Any:
    """The value of the first of the names under which ``wanted`` is usual."""
    by_name = {re.sub(r"[_\-\s]", "", str(key)).lower(): value for key, value in record.items()}
    return next((by_name[name] for name in _FIELDS[wanted] if by_name.get(name) not in (None, "", [], {})), None)


def _draft(record: dict[str, Any]) -> Draft:
    body = _body(_get(record, "text"))
    if _MARKUP.search(body):
        draft = Draft()
        Markup(draft, chrome=True).read(parsed(f"<div>{body}</div>", draft))
    else:
        draft = read_text(body, titled=False)
    draft.format = "json"
    draft.title = _words(_get(record, "title")) or draft.title
    draft.id = _words(_get(record, "id"))
    draft.publisher = _words(_get(record, "publisher")) or draft.publisher
    draft.author = _words(_get(record, "author")) or draft.author
    draft.date = _day(_get(record, "date")) or draft.date
    draft.url = _words(_get(record, "url")) or draft.url
    draft.summary = _words(_get(record, "summary"))
    tags = _get(record, "tags")
    listed = re.split(r"[,，;；、]", tags) if isinstance(tags, str) else tags if isinstance(tags, list) else []
    draft.tags = tuple(words for tag in listed if (words := _words(tag)))
    language = (_words(_get(record, "language")) or "").lower()[:2]
    draft.language = language if language in ("zh", "en") else None
    return draft


def _body(value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_body, value)))
    return value.strip() if isinstance(value, str) else ""


def _words(value: Any) -> str | None:
    """A text, a number, the name of an object, the names of several."""
    if isinstance(value, list):
        return "、".join(words for item in value if (words := _words(item))) or None
    if isinstance(value, dict):
        return _words(next((value[key] for key in ("name", "title", "@id") if value.get(key)), None))
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return tidy(str(value)) or None
    return None


def _day(value: Any) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 10_000:
        seconds = value / 1000 if value > _MILLISECONDS else value
        return _of_clock(seconds) if seconds > 20_000_000 else iso_date(str(value))
    written = _words(value)
    if not written:
        return None
    if day := iso_date(written):
        return day
    try:
        return email.utils.parsedate_to_datetime(written).date().isoformat()  # Mon, 05 Jan 2026 08:00:00 GMT
    except ValueError:
        return None


def _of_clock(seconds: float) -> str | None:
    try:
        return datetime.datetime.fromtimestamp(seconds, _BEIJING).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def _name(drafts: list[Draft]) -> None:
    """Name each of several articles so that it keeps its name when others come and go: see read_json.

    A number is a name in its file only, not the article's id. Articles of one title are told apart by their day, else
    by their text.
    """
    for draft in drafts:
        draft.name = draft.id or _by_address(draft.url) or slug(draft.title or draft.text[:30])
        if draft.id and draft.id.isdecimal():
            draft.id = None
    for told in (_day_of, _digest_of):
        count = Counter(draft.name for draft in drafts)
        for draft in drafts:
            if count[draft.name] > 1 and not draft.id and (more := told(draft)):
                draft.name = f"{draft.name}-{more}"


def _day_of(draft: Draft) -> str:
    return draft.date or ""


def _digest_of(draft: Draft) -> str:
    return hashlib.sha256(draft.text.encode("utf-8", "replace")).hexdigest()[:6]


def _by_address(url: str | None) -> str | None:
    try:
        return address_id(normal(url)) if url else None
    except SourceError:
        return None
