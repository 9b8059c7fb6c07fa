"""The article view: the fragment that the dialog shows, and a whole page around it. Pure functions; all is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.web.article.opener import outward
from app.web.article.text import ArticleText
from app.web.article.words import WORDS, Words
from app.web.texts import Language
from corpus.article import Article
from index.quote import Located
from index.store.alike import Copy


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown in the dialog or on the page: a title as text, and HTML."""

    title: str
    html: str


def article_part(located: Located, quote: str, copies: Sequence[Copy], language: Language) -> Part:
    """An article at the words that were cited as ``quote``; ``copies`` are other sources of the same text."""
    words = WORDS[language]
    article = located.article
    if article is None:
        said = f'<p class="notice">{escape(words.unknown)}</p>{_quoted(quote, words)}'
        return Part(words.unknown_title, _headed(words.unknown_title, said, "none"))
    lit = None if located.start is None or located.end is None else (located.start, located.end)
    body = (
        f"{_facts(article, words)}{_notice(located, quote, words)}{_page(article, located.start, words)}"
        f'<div class="article-text" lang="{escape(article.language)}">{ArticleText(article, lit, words).html()}</div>'
        f"{_also(copies, words)}{_sources(article, words)}"
    )
    return Part(article.title, _headed(article.title, body, located.state))


def told(title: str, message: str, language: Language, login: str | None = None) -> Part:
    """What is said instead of an article; ``login`` is the address of the page to log in on."""
    link = f' <a href="{escape(login)}">{escape(WORDS[language].login_link)}</a>' if login else ""
    return Part(title, _headed(title, f'<p class="notice">{escape(message)}{link}</p>', "none"))


def whole_page(part: Part, style: str, script: str, home: str, language: Language) -> str:
    """The part as a page of its own, with a link ``home``. ``style`` and ``script`` are ours and stand as is."""
    words = WORDS[language]
    tag = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{tag}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(part.title)} · {escape(words.name)}</title>'
        f'<style>{style}</style><script>{script}</script></head><body class="article-page">'
        f'<header><a href="{escape(home)}">{escape(words.name)}</a><a href="{escape(home)}">{escape(words.to_chat)}</a>'
        f"</header><main>{part.html}</main></body></html>"
    )


def _headed(title: str, body: str, state: str) -> str:
    return f'<article class="whole" data-state="{state}"><h1 id="article-title">{escape(title)}</h1>{body}</article>'


def _facts(article: Article, words: Words) -> str:
    about = " · ".join(part for part in (article.publisher, article.date) if part)
    lines = [f'<p class="quiet">{escape(about)}</p>'] if about else []
    if article.author:
        lines.append(f'<p class="quiet">{escape(words.author)} {escape(article.author)}</p>')
    if article.tags:
        tags = "".join(f"<li>{escape(tag)}</li>" for tag in article.tags)
        lines.append(f'<ul class="tags" aria-label="{escape(words.tags)}">{tags}</ul>')
    if article.url:
        lines.append(f'<p class="quiet">{escape(words.original)} {outward(article.url, article.url)}</p>')
    if article.summary:
        lines.append(f'<p class="summary">{escape(article.summary)}</p>')
    return "".join(lines)


def _notice(located: Located, quote: str, words: Words) -> str:
    """What a reader should know who comes from an older citation."""
    if not quote or located.state == "same":
        return ""
    if located.state == "moved":
        return f'<p class="notice" role="status">{escape(words.moved)}</p>'
    said = words.changed if located.state == "changed" else words.gone
    return f'<p class="notice" role="status">{escape(said)}</p>{_quoted(quote, words)}'


def _quoted(quote: str, words: Words) -> str:
    if not quote:
        return ""
    return f'<p class="quiet">{escape(words.cited_as)}</p><blockquote class="old-quote">{escape(quote)}</blockquote>'


def _page(article: Article, start: int | None, words: Words) -> str:
    if not article.pages:
        return ""
    said = words.pages.format(pages=len(article.pages))
    if start is not None:
        said += " · " + words.cited_on.format(page=article.page_of(start))
    return f'<p class="quiet">{escape(said)}</p>'


def _also(copies: Sequence[Copy], words: Words) -> str:
    if not copies:
        return ""
    items = "".join(
        f"<li>{outward(copy.url, ' · '.join(part for part in (copy.publisher, copy.title, copy.date) if part))}</li>"
        for copy in copies
    )
    return f'<section class="origins-of"><h2>{escape(words.also)}</h2><ul>{items}</ul></section>'


def _sources(article: Article, words: Words) -> str:
    if not article.sources:
        return ""
    items = "".join(
        f"<li>{outward(one.url, ' · '.join(part for part in (one.publisher, one.title, one.date) if part))}</li>"
        for one in article.sources
    )
    return f'<section class="origins-of"><h2>{escape(words.sources)}</h2><ol>{items}</ol></section>'
