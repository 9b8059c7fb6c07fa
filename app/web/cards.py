"""Source cards as HTML: passages with the cited words lit. Whatever comes from an article is escaped."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from app.answer.events import Answer, Citation
from app.web.article.opener import open_article, outward
from app.web.texts import Texts
from corpus.article import Source
from index.search import Hit

MOST_RELATED = 3
"""Cards of passages that no sentence cites."""


def cited_cards(answer: Answer, texts: Texts) -> str:
    """A card for each cited passage, in the order of its first mark; the hits nobody cited are folded below."""
    homes = [(_home(citation, answer.hits), citation) for citation in answer.citations]
    ranks = list(dict.fromkeys(hit.rank for hit, _ in homes))
    homes.sort(key=lambda home: ranks.index(home[0].rank))
    cards = ""
    for _, group in groupby(homes, key=lambda home: home[0].rank):
        same = list(group)
        cards += _card(same[0][0], [citation for _, citation in same], texts)
    rest = [hit for hit in answer.hits if hit.rank not in ranks][:MOST_RELATED]
    if rest:
        folded = "".join(_card(hit, [], texts) for hit in rest)
        cards += f'<details class="also"><summary>{escape(texts.also_related)}</summary>{folded}</details>'
    return cards


def related_cards(hits: Sequence[Hit], texts: Texts) -> str:
    """A card for each hit."""
    return "".join(_card(hit, [], texts) for hit in hits)


def _home(citation: Citation, hits: Sequence[Hit]) -> Hit:
    """The hit whose passage holds the cited words; where none is known, as if it held nothing else."""
    for hit in hits:
        if hit.article_id == citation.article_id and hit.start <= citation.start < hit.end:
            return hit
    c = citation
    return Hit(
        -c.n, 0.0, c.article_id, c.title, "", c.start, c.end, c.quote, c.publisher, c.date, 0.0, 0.0, page=c.page
    )


def _card(hit: Hit, citations: Sequence[Citation], texts: Texts) -> str:
    page = next((citation.page for citation in citations if citation.page), hit.page)
    about = _about(hit.publisher, hit.date, page, texts)
    first = citations[0] if citations else None
    place = (first.start, first.end, first.quote) if first else (hit.start, hit.end, hit.text)
    heading = f'<p class="card-heading">{escape(hit.heading)}</p>' if hit.heading else ""
    title = open_article(hit.article_id, hit.title, *place)
    return (
        f'<section class="card" data-card="{hit.rank}" tabindex="-1"><h3>{title}</h3>'
        f'<p class="quiet">{about}</p>{heading}<blockquote>{_highlighted(hit, citations)}</blockquote>'
        f'<p class="quiet">{open_article(hit.article_id, texts.open_article, *place)}</p>'
        f"{_links(citations, texts)}{_also(citations, texts)}</section>"
    )


def _about(publisher: str | None, date: str | None, page: int | None, texts: Texts) -> str:
    parts = (publisher, date, texts.page.format(page=page) if page else None)
    return " · ".join(escape(part) for part in parts if part)


def _highlighted(hit: Hit, citations: Sequence[Citation]) -> str:
    """The passage, its cited words in ``mark``. Spans count in the article; the passage begins at hit.start."""
    html, at = "", hit.start
    for citation in sorted(citations, key=lambda c: c.start):
        start, end = max(citation.start, at), min(citation.end, hit.end)
        if start >= end:
            continue
        html += escape(hit.text[at - hit.start : start - hit.start])
        words = escape(hit.text[start - hit.start : end - hit.start])
        html += f'<mark data-n="{citation.n}"><sup>{citation.n}</sup>{words}</mark>'
        at = end
    return html + escape(hit.text[at - hit.start :])


def _links(citations: Sequence[Citation], texts: Texts) -> str:
    own = [Source("", c.title, c.publisher, c.date, c.url) for c in citations if c.url]
    sources = list(dict.fromkeys([*own, *(source for c in citations for source in c.sources)]))
    if not sources:
        return ""
    items = "".join(f"<li>{_link(source)}</li>" for source in sources)
    return f'<p class="quiet">{escape(texts.original)}</p><ul class="origins">{items}</ul>'


def _also(citations: Sequence[Citation], texts: Texts) -> str:
    """One line for all other publications of the cited words."""
    also = list(dict.fromkeys(source for citation in citations for source in citation.also))
    return f'<p class="quiet also-published">{escape(texts.also)} {"；".join(map(_link, also))}</p>' if also else ""


def _link(source: Source) -> str:
    return outward(source.url, " · ".join(part for part in (source.publisher, source.title, source.date) if part))


def evidence_cards(evidence: Sequence[Citation], texts: Texts) -> str:
    """A card for each piece of evidence that a chat model is shown."""
    return "".join(
        f'<section class="card" tabindex="-1"><h3>{escape(citation.title)}</h3>'
        f'<p class="quiet">{_about(citation.publisher, citation.date, citation.page, texts)}</p>'
        f"<blockquote>{escape(citation.quote)}</blockquote></section>"
        for citation in evidence
    )
