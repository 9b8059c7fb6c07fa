"""Hits as HTML. Whatever comes from an article or a reader is escaped."""

from collections.abc import Sequence
from html import escape

from app.web.article.opener import open_article
from app.web.search.marked import marked
from app.web.search.words import WORDS
from app.web.texts import Language
from index.search import Hit


def hits_html(question: str, hits: Sequence[Hit], language: Language) -> str:
    """The hits in their order, or that there are none."""
    words = WORDS[language]
    if not hits:
        return said_html(words["none"])
    items = "".join(f"<li>{_hit(question, hit, words)}</li>" for hit in hits)
    count = escape(words["found"].format(count=len(hits)))
    label = escape(words["results"])
    return f'<p class="quiet" role="status">{count}</p><ol class="hits" aria-label="{label}">{items}</ol>'


def said_html(message: str) -> str:
    """What is said instead of hits."""
    return f'<p class="quiet said-instead" role="status">{escape(message)}</p>'


def failed_html(reason: str, language: Language) -> str:
    """Why there are no hits, and what to do."""
    message = WORDS[language]["failed"].format(reason=reason)
    return f'<p class="said-instead" role="alert">{escape(message)}</p>'


def _hit(question: str, hit: Hit, words: dict[str, str]) -> str:
    page = words["page"].format(page=hit.page) if hit.page is not None else None
    about = " · ".join(part for part in (hit.publisher, hit.date, page) if part)
    heading = f'<p class="hit-heading">{marked(hit.heading, question)}</p>' if hit.heading else ""
    scores = "".join(
        f"<div><dt>{escape(words[name])}</dt><dd>{value:.3f}</dd></div>"
        for name, value in (("fused", hit.score), ("dense", hit.dense), ("lexical", hit.lexical))
    )
    return (
        f"<h3>{open_article(hit.article_id, hit.title, hit.start, hit.end, hit.text)}</h3>"
        f'<p class="quiet">{escape(about)}</p>{heading}<blockquote>{marked(hit.text, question)}</blockquote>'
        f'<details class="scores"><summary>{escape(words["scores"])}</summary><dl>{scores}</dl></details>'
    )
