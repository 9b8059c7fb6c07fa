"""Turns of a conversation as HTML, by pure functions. Whatever comes from an article or a reader is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from app.answer.events import EXTRACTIVE, Answer, AnswerSentence, Citation
from app.answer.markers import read_markers
from app.answer.wording import split_closing
from app.web.cards import MOST_RELATED, cited_cards, evidence_cards, related_cards
from app.web.export import answer_text
from app.web.texts import TEXTS, Language, Texts
from corpus.draft import guess_language
from index.search import Hit

if TYPE_CHECKING:
    from app.web.conversation import Turn


def turn_html(turn: "Turn", language: Language) -> str:
    """What was answered to a turn's question, or why nothing was."""
    return answer_html(turn.answer, language) if turn.answer else failure_html(turn.failure, language)


def answer_html(answer: Answer, language: Language) -> str:
    """A finished answer: its sentences with their marks, one quiet line, and its source cards, kept out of sight."""
    texts = TEXTS[language]
    hits = answer.hits[:MOST_RELATED]
    if answer.answered:
        said = _note(answer, texts) + _sentences(answer.sentences, texts) + _notes(answer.notes)
        cards = cited_cards(answer, texts)
    else:
        said = f'<p class="said">{escape(answer.answer)}</p>{_related_links(hits, texts)}'
        cards = related_cards(hits, texts)
    state, about = _quiet(answer, texts)
    why = f'<button type="button" class="why-open" aria-expanded="false">{escape(texts.why)}</button>'
    return (
        f'<article class="answer">{_understood(answer.question, answer.standalone_question, texts)}{said}'
        f'<div class="line"><p class="quiet"><span class="badge {state}">{escape(getattr(texts, state))}</span>'
        f' · {escape(about)} · {why}</p><div class="deeds">{_deed("copy", texts.copy)}'
        f"{_deed('good', texts.good, pressed=True)}{_deed('bad', texts.bad, pressed=True)}"
        f"{_last_deeds(texts)}</div></div>"
        f'<template class="plain">{escape(answer_text(answer, language))}</template>'
        f'<div class="cards" hidden>{cards}</div></article>'
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
    cards = f'<div class="cards" hidden>{evidence_cards(progress.evidence, texts)}</div>' if progress.evidence else ""
    return (
        f'<article class="answer busy" aria-busy="true">{_understood(progress.question, progress.standalone, texts)}'
        f'{said}{draft}<div class="line"><p class="quiet" role="status">{escape(doing)}</p></div>{cards}</article>'
    )


def failure_html(reason: str, language: Language) -> str:
    """What is said when no answer could be made."""
    texts = TEXTS[language]
    return _broken(texts.failed.format(reason=reason), texts)


def damaged_html(language: Language) -> str:
    """What is said of a turn that the browser kept and that cannot be read."""
    texts = TEXTS[language]
    return _broken(texts.damaged, texts)


def _broken(said: str, texts: Texts) -> str:
    return (
        f'<article class="answer failed"><p class="said" role="alert">{escape(said)}</p>'
        f'<div class="line"><div class="deeds">{_last_deeds(texts)}</div></div></article>'
    )


def _last_deeds(texts: Texts) -> str:
    """What can be done with the last turn only; the page's style hides it in the others."""
    return f'<span class="of-last">{_deed("again", texts.again)}{_deed("undo", texts.undo)}</span>'


def _deed(name: str, label: str, pressed: bool = False) -> str:
    toggle = ' aria-pressed="false"' if pressed else ""
    return (
        f'<button type="button" class="icon {name}" data-deed="{name}" title="{escape(label)}" '
        f'aria-label="{escape(label)}"{toggle}></button>'
    )


def _understood(question: str, standalone: str, texts: Texts) -> str:
    """How a follow-up was understood, to be reworded."""
    if not standalone or standalone == question:
        return ""
    said = f'<span class="understood-as">{escape(texts.understood.format(question=standalone))}</span>'
    return f'<p class="quiet understood" data-understood="{escape(standalone)}">{said}{_deed("mend", texts.mend)}</p>'


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


def _quiet(answer: Answer, texts: Texts) -> tuple[str, str]:
    """The state of an answer, by its name in ``Texts``; who answered and how soon."""
    supports = {sentence.support for sentence in answer.sentences}
    state = "verbatim" if supports == {"verbatim"} else "supported"
    state = "unsupported" if "unsupported" in supports else state
    seconds = answer.timings_ms.get("total", 0.0) / 1000
    by = "" if answer.answerer == EXTRACTIVE else f"{answer.answerer} · "
    about = f"{by}{texts.seconds.format(seconds=f'{seconds:.1f}' if seconds >= 0.1 else '<0.1')}"
    return state if answer.answered else "refused", about


def _related_links(hits: Sequence[Hit], texts: Texts) -> str:
    links = "".join(
        f'<li><button type="button" class="related" data-card="{hit.rank}">{escape(_place(hit))}</button></li>'
        for hit in hits
    )
    return f'<p class="quiet">{escape(texts.related)}</p><ul class="related-list">{links}</ul>' if links else ""


def _place(hit: Hit) -> str:
    return f"{hit.title} › {hit.heading}" if hit.heading else hit.title
