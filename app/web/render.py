"""Answers as HTML, by pure functions. Whatever comes from an article or a reader is escaped: data, never markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from app.answer.events import EXTRACTIVE, Answer, AnswerSentence, Citation
from app.answer.markers import read_markers
from app.answer.wording import split_closing
from app.web.texts import TEXTS, Language, Texts
from corpus.article import Source
from corpus.draft import guess_language
from index.search import Hit


def answer_html(answer: Answer, language: Language) -> str:
    """A finished answer: its sentences with their marks, one quiet line, and its source cards, kept out of sight."""
    texts = TEXTS[language]
    if answer.answered:
        said = _sentences(answer.sentences, texts) + _notes(answer.notes)
        note = _note(answer, texts)
        cards = _cited_cards(answer, texts)
    else:
        said = f'<p class="said">{escape(answer.answer)}</p>'
        note = _related_links(answer.hits[:3], texts)
        cards = _related_cards(answer.hits[:3], texts)
    return (
        f'<article class="answer">{_understood(answer.question, answer.standalone_question, texts)}'
        f"{note if answer.answered else ''}{said}{'' if answer.answered else note}"
        f'<p class="quiet">{escape(_quiet(answer, texts))}</p><div class="cards" hidden>{cards}</div></article>'
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """An answer in the making. ``draft`` is what a chat model is writing, not yet checked; ``found``: search is done.

    ``evidence`` is what a chat model is shown.
    """

    question: str
    standalone: str = ""
    found: bool = False
    evidence: tuple[Citation, ...] = ()
    sentences: tuple[AnswerSentence, ...] = ()
    draft: str = ""


def progress_html(progress: Progress, language: Language) -> str:
    """What there is of an answer that is still being made, what is happening, and the evidence it is made from."""
    texts = TEXTS[language]
    doing = texts.writing if progress.evidence else texts.checking if progress.found else texts.searching
    said = _sentences(progress.sentences, texts) if progress.sentences else ""
    draft = f'<p class="said draft">{escape(read_markers(progress.draft)[0])}</p>' if progress.draft.strip() else ""
    shown = "".join(_evidence_card(citation) for citation in progress.evidence)
    cards = f'<div class="cards" hidden>{shown}</div>' if shown else ""
    return (
        f'<article class="answer busy">{_understood(progress.question, progress.standalone, texts)}{said}{draft}'
        f'<p class="quiet" role="status">{escape(doing)}</p>{cards}</article>'
    )


def failure_html(reason: str, language: Language) -> str:
    """What is said when no answer could be made."""
    said = TEXTS[language].failed.format(reason=reason)
    return f'<article class="answer failed"><p class="said" role="alert">{escape(said)}</p></article>'


def sources_html(language: Language) -> str:
    """The panel beside the conversation; the page's script fills its body with the cards of the answer in view."""
    texts = TEXTS[language]
    return (
        f'<div class="panel-head"><h2>{escape(texts.sources)}</h2>'
        f'<button type="button" class="panel-close" aria-label="{escape(texts.close)}">×</button></div>'
        f'<div class="panel-body"><p class="quiet">{escape(texts.no_sources_yet)}</p></div>'
    )


def header_html(language: Language) -> str:
    """The name of the house."""
    return f"<h1>{escape(TEXTS[language].name)}</h1>"


def welcome_html(language: Language, articles: int, date: str | None) -> str:
    """What an empty conversation says of itself: ``articles`` is their number, ``date`` the day they reach to."""
    texts = TEXTS[language]
    line = (
        texts.tagline.format(articles=articles, date=date) if date else texts.tagline_undated.format(articles=articles)
    )
    return f'<div class="welcome"><p class="welcome-name">{escape(texts.name)}</p><p>{escape(line)}</p></div>'


def _understood(question: str, standalone: str, texts: Texts) -> str:
    """How a follow-up was understood."""
    if not standalone or standalone == question:
        return ""
    return f'<p class="quiet understood">{escape(texts.understood.format(question=standalone))}</p>'


def _evidence_card(citation: Citation) -> str:
    about = " · ".join(escape(part) for part in (citation.publisher, citation.date) if part)
    return (
        f'<section class="card" tabindex="-1"><h3>{escape(citation.title)}</h3><p class="quiet">{about}</p>'
        f"<blockquote>{escape(citation.quote)}</blockquote></section>"
    )


def _sentences(sentences: Sequence[AnswerSentence], texts: Texts) -> str:
    """Running text, and items of a list as such."""
    spoken = " ".join if sentences and guess_language(sentences[0].text) == "en" else "".join
    said = ""
    for is_item, group in groupby(sentences, key=lambda sentence: sentence.item):
        pieces = [_sentence(sentence, texts) for sentence in group]
        if is_item:
            said += f'<ul class="said">{"".join(f"<li>{piece}</li>" for piece in pieces)}</ul>'
        else:
            said += f'<p class="said">{spoken(pieces)}</p>'
    return said


def _sentence(sentence: AnswerSentence, texts: Texts) -> str:
    words, closing = split_closing(sentence.text)
    marks = "".join(
        f'<button type="button" class="mark" data-n="{n}" aria-label="{escape(texts.mark.format(n=n))}">{n}</button>'
        for n in sentence.citations
    )
    return (
        f'<span class="sentence {sentence.support}">{escape(words)}'
        f'<span class="tail">{marks}{escape(closing)}</span></span>'
    )


def _notes(notes: Sequence[str]) -> str:
    """What we say ourselves: set apart from what the sources say."""
    return "".join(f'<p class="note">{escape(note)}</p>' for note in notes)


def _note(answer: Answer, texts: Texts) -> str:
    foreign = guess_language(answer.question) == "en" and guess_language(answer.sentences[0].text) == "zh"
    return f'<p class="note">{escape(texts.chinese_sources)}</p>' if foreign else ""


def _quiet(answer: Answer, texts: Texts) -> str:
    if not answer.answered:
        state = texts.refused
    else:
        supports = {sentence.support for sentence in answer.sentences}
        state = texts.verbatim if supports == {"verbatim"} else texts.supported
        state = texts.unsupported if "unsupported" in supports else state
    seconds = answer.timings_ms["total"] / 1000
    by = "" if answer.answerer == EXTRACTIVE else f"{answer.answerer} · "
    return f"{state} · {by}{texts.seconds.format(seconds=f'{seconds:.1f}' if seconds >= 0.1 else '<0.1')}"


def _related_links(hits: Sequence[Hit], texts: Texts) -> str:
    links = "".join(
        f'<li><button type="button" class="related" data-card="{hit.rank}">{escape(_place(hit))}</button></li>'
        for hit in hits
    )
    return f'<p class="quiet">{escape(texts.related)}</p><ul class="related-list">{links}</ul>' if links else ""


def _cited_cards(answer: Answer, texts: Texts) -> str:
    """A card for each cited passage, in the order of its first mark; the hits nobody cited are folded below."""
    homes = [(_home(citation, answer.hits), citation) for citation in answer.citations]
    ranks = list(dict.fromkeys(hit.rank for hit, _ in homes))
    homes.sort(key=lambda home: ranks.index(home[0].rank))
    cards = ""
    for _, group in groupby(homes, key=lambda home: home[0].rank):
        same = list(group)
        cards += _card(same[0][0], [citation for _, citation in same], texts)
    rest = [hit for hit in answer.hits if hit.rank not in ranks][:3]
    if rest:
        folded = "".join(_card(hit, [], texts) for hit in rest)
        cards += f'<details class="also"><summary>{escape(texts.also_related)}</summary>{folded}</details>'
    return cards


def _related_cards(hits: Sequence[Hit], texts: Texts) -> str:
    return "".join(_card(hit, [], texts) for hit in hits)


def _home(citation: Citation, hits: Sequence[Hit]) -> Hit:
    """The hit whose passage holds the cited words."""
    return next(h for h in hits if h.article_id == citation.article_id and h.start <= citation.start < h.end)


def _card(hit: Hit, citations: Sequence[Citation], texts: Texts) -> str:
    about = " · ".join(escape(part) for part in (hit.publisher, hit.date) if part)
    links = _links(citations, texts)
    heading = f'<p class="card-heading">{escape(hit.heading)}</p>' if hit.heading else ""
    return (
        f'<section class="card" data-card="{hit.rank}" tabindex="-1"><h3>{escape(hit.title)}</h3>'
        f'<p class="quiet">{about}</p>{heading}<blockquote>{_highlighted(hit, citations)}</blockquote>'
        f"{links}{_also(citations, texts)}</section>"
    )


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
    about = " · ".join(escape(part) for part in (source.publisher, source.title, source.date) if part)
    if source.url and source.url.startswith(("https://", "http://")):  # never javascript: and the like
        return f'<a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer">{about}</a>'
    return about


def _place(hit: Hit) -> str:
    return f"{hit.title} › {hit.heading}" if hit.heading else hit.title
