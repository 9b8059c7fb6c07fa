"""What a web page says of itself, in its head and above its text: title, author, publisher, day and address."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.byline import read_byline
from corpus.dates import iso_date
from corpus.draft import Draft
from corpus.formats.properties import author_of, title_of
from corpus.lines import tidy

_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title")
_DATES = (
    "pubdate publishdate publish-date publish_date publishtime publish_time article:published_time og:published_time "
    "og:release_date datepublished article:create_at dc.date.issued dc.date date firstpublishedtime"
).split()
_SOURCES = ("contentsource", "og:source", "article:source", "source")
_SITES = ("og:site_name", "sitename", "application-name")
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "byl")
_ARTICLES = frozenset("Article NewsArticle BlogPosting Report ReportageNewsArticle AnalysisNewsArticle WebPage".split())
_PLATFORMS = frozenset(
    ("微信公众平台", "今日头条", "百家号", "搜狐网", "网易", "知乎专栏")
)  # carry what others publish
_SITE = re.compile(
    r"网|新闻|频道|报$|日报|晚报|政府|门户|资讯|客户端|官方|平台|首页|在线|中心|专栏|博客|\.(?:com|cn|net|org)|news|blog|times|daily|post",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*[_|｜丨]\s*|\s+[-–—·]+\s+|-{2,}|(?<=[\u4e00-\u9fff”》])[-–—](?=[\u4e00-\u9fffA-Za-z]{2,12}$)"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)?(?=[/_.-]|$)")
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://\S+)")
_LINES_ABOVE = 60  # short lines of a page that are looked at for a byline


@dataclass(slots=True)
class PageHead:
    """What was found; ``site`` is who runs the place, the publisher where nobody else is named."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    site: str | None = None
    date: str | None = None
    url: str | None = None
    metas: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Any, source: str, lines: Sequence[str]) -> "PageHead":
        """The head of a parsed page; ``source`` is its text as written, ``lines`` what a reader sees, from the top."""
        head = cls(metas=dict(_metas(tree)))
        said = next(_linked(tree), {})
        head.site = head._meta(_SITES) or _name(said.get("publisher"))
        account = tidy("".join(next(iter(tree.xpath("//*[@id='js_name']")), _Nothing()).itertext()))  # of a WeChat page
        head.publisher = head._meta(_SOURCES) or account or None
        head.title = head._title(tree, said)
        head.author = author_of(head._meta(_AUTHORS)) or author_of(_name(said.get("author")))
        head.url = _address(tree, head.metas, source)
        head._read_lines(lines)
        head.date = next(filter(None, head._dates(tree, said)), None)
        return head

    def put_into(self, draft: Draft) -> None:
        """Fill the fields of ``draft`` that are empty."""
        site = None if self.site in _PLATFORMS else self.site
        draft.title = draft.title or self.title
        draft.author = draft.author or (self.author if self.author != self.site else None)
        draft.publisher = draft.publisher or self.publisher or site
        draft.date = draft.date or self.date
        draft.url = draft.url or self.url

    def _meta(self, names: Sequence[str]) -> str | None:
        return next((self.metas[name] for name in names if self.metas.get(name)), None)

    def _title(self, tree: Any, said: dict[str, Any]) -> str | None:
        headings = [words for element in tree.iter("h1") if (words := tidy("".join(element.itertext())))]
        written = tidy(next(tree.iter("title"), _Nothing()).text_content())
        stated = self._meta(_TITLES) or _words(said.get("headline"))
        if stated:
            return title_of(self._without_site(stated))
        if headings and (len(headings) == 1 or headings[0] in written):
            return title_of(headings[0])
        return title_of(self._without_site(written)) or title_of(next(iter(headings), None))

    def _without_site(self, title: str) -> str:
        """``通知_某市政府`` → ``通知``: without the names of the site and its sections behind the title."""
        parts = _BETWEEN.split(title)
        while len(parts) > 1 and (parts[-1] == self.site or _SITE.search(parts[-1]) or len(parts) > 2):
            parts.pop()
        return title[: title.find(parts[-1]) + len(parts[-1])].strip() if parts[0] else title

    def _read_lines(self, lines: Sequence[str]) -> None:
        found = Draft()
        for line in lines[:_LINES_ABOVE]:
            read_byline(found, line)
        self.publisher = self.publisher or found.publisher
        self.author = self.author or found.author
        self.metas.setdefault("byline", found.date or "")

    def _dates(self, tree: Any, said: dict[str, Any]) -> Iterator[str | None]:
        for name in _DATES:
            yield _day(self.metas.get(name))
        yield _day(_words(said.get("datePublished")))
        yield self.metas.get("byline") or None
        for element in tree.xpath("//*[@id='publish_time' or @itemprop='datePublished'] | //time"):
            yield _day(element.get("datetime") or element.get("content") or tidy(element.text_content()))
        if match := _IN_ADDRESS.search(self.url or ""):
            yield iso_date("-".join(part for part in match.groups() if part))


class _Nothing:
    """Stands for an element that a page lacks."""

    def itertext(self) -> Iterator[str]:
        return iter(())

    def text_content(self) -> str:
        return ""


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    """Names, in small letters, and contents of the page's meta elements; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        words = tidy(meta.get("content") or "")
        if name and words:
            found.setdefault(name, words)
    yield from found.items()


def _linked(tree: Any) -> Iterator[dict[str, Any]]:
    """The descriptions of articles that a page holds as JSON-LD."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            said = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        items = said if isinstance(said, list) else said.get("@graph", [said]) if isinstance(said, dict) else []
        for item in items if isinstance(items, list) else [items]:
            kinds = item.get("@type") if isinstance(item, dict) else None
            if _ARTICLES.intersection(map(str, kinds if isinstance(kinds, list) else [kinds])):
                yield item


def _name(said: Any) -> str | None:
    """The name of a person or an organisation, of the first if there are several."""
    if isinstance(said, list):
        said = said[0] if said else None
    return _words(said.get("name") if isinstance(said, dict) else said)


def _words(said: Any) -> str | None:
    return tidy(said) or None if isinstance(said, str) else None


def _day(written: str | None) -> str | None:
    if not written:
        return None
    compact = _COMPACT.match(written)
    return iso_date("-".join(compact.groups())) if compact else iso_date(written)


def _address(tree: Any, metas: dict[str, str], source: str) -> str | None:
    saved = _SAVED_FROM.search(source[:4000])
    canonical = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    for url in (saved and saved[1], next(canonical, None), metas.get("og:url")):
        if url and re.fullmatch(r"https?://[^\s/]+/\S+", url):
            return str(url)
    return None
