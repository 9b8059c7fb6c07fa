"""An answer as Markdown with footnotes, sentence by sentence, and back to plain words."""

import re
from collections.abc import Iterable

from app.answer.events import Answer, AnswerSentence, Citation
from app.answer.wording import split_closing, with_marks

_ACTIVE = re.compile(r"[\\`*_\[\]<]")  # what would become a link, a picture or HTML of the sources' making
_ESCAPED = re.compile(r"\\([\\`*_\[\]<])")
_MARK = re.compile(r"\[(\d{1,3})\]")
_FOOTNOTE = re.compile(r"^\[\^\d{1,3}\]:.*$\n?", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^\d{1,3}\]")
_WEB = re.compile(r"https?://[^\s<>]+")


def sentence_markdown(piece: str, sentence: AnswerSentence) -> str:
    """A sentence as it goes into the answer's text (app/answer/pieces.py), with footnote marks: ``……5万亿元[^1]。``"""
    marked = with_marks(sentence.text, sentence.citations)
    words, closing = split_closing(sentence.text)
    marks = "".join(f"[^{n}]" for n in sentence.citations)
    return piece.removesuffix(marked) + _text(words) + marks + _text(closing)


def rest_markdown(piece: str, answer: Answer) -> str:
    """What follows the sentences, our notes or why there are none, and the footnotes."""
    known = {citation.n for citation in answer.citations}
    parts = _MARK.split(piece)  # text, number, text, …
    said = _text(parts[0])
    for number, text in zip(parts[1::2], parts[2::2], strict=True):
        said += f"[^{number}]" if int(number) in known else _text(f"[{number}]")
        said += _text(text)
    notes = "\n".join(_footnotes(answer.citations))
    return f"{said}\n\n{notes}" if notes else said


def plain(markdown: str) -> str:
    """An answer that a client sends back, without its marks and footnotes."""
    return _ESCAPED.sub(r"\1", _FOOTNOTE_MARK.sub("", _FOOTNOTE.sub("", markdown))).strip()


def _footnotes(citations: Iterable[Citation]) -> Iterable[str]:
    for citation in citations:
        about = [part for part in (citation.title, citation.publisher, citation.date) if part]
        if citation.page:
            about.append(f"p. {citation.page}")
        shown = [_text(" ".join(part.split())) for part in about]
        if citation.url and _WEB.fullmatch(citation.url):
            shown.append(f"<{citation.url}>")
        yield f"[^{citation.n}]: “{_text(' '.join(citation.quote.split()))}” {' · '.join(shown)}"


def _text(text: str) -> str:
    return _ACTIVE.sub(lambda found: f"\\{found.group()}", text)
