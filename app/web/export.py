"""A conversation to take away: Markdown with footnotes, and one answer as plain text.

Whatever comes from an article, a reader or a chat model is text: no mark-up of theirs survives in the Markdown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.answer.events import Answer, Citation
from app.answer.wording import between, framed, split_closing
from app.web.texts import Language
from corpus.draft import guess_language

if TYPE_CHECKING:
    from app.web.conversation import Turn

_WORDS = {
    "zh": {
        "title": "姑苏问答：对话记录",
        "understood": "理解为：{question}",
        "failed": "没有答成：{reason}",
        "by": "作答：{name}",
        "sources": "出处",
        "quote": "“{quote}”",
        "page": "第 {page} 页",
        "unsupported": "（这一句没有原文支持。）",
    },
    "en": {
        "title": "Gusu: a conversation",
        "understood": "Understood as: {question}",
        "failed": "Not answered: {reason}",
        "by": "Answered by {name}",
        "sources": "Sources",
        "quote": "“{quote}”",
        "page": "p. {page}",
        "unsupported": "(The sources do not carry this sentence.)",
    },
}
_ACTIVE = re.compile(
    r"[\\`*_\[\]<>|~&$^]|=(?==)|(?<=[A-Za-z]):|(?<=www)\.|@(?=\w)"
)  # what Markdown may act on anywhere
_LEADING = re.compile(r"^(?:[#+=-]|\d{1,9}(?=[.)]))")  # … and at the beginning of a line: a heading, an item
_WEB = re.compile(r"https?://[^\s<>\"'`\\()\[\]{}|^]+")


def conversation_markdown(turns: "Sequence[Turn]", language: Language, title: str | None = None) -> str:
    """A conversation as Markdown, its citations as footnotes numbered through the whole; ``title`` heads it."""
    words = _WORDS[language]
    notes = _Footnotes(language)
    parts = [f"# {_text(title or words['title'])}"]
    for turn in turns:
        parts.append(f"## {_text(turn.question)}")
        if turn.answer is None:
            parts.append(_text(words["failed"].format(reason=turn.failure)))
        else:
            parts += _answer(turn.answer, language, notes)
    if notes.lines:
        parts += ["---", "\n".join(notes.lines)]
    return "\n\n".join(part for part in parts if part) + "\n"


def answer_text(answer: Answer, language: Language) -> str:
    """An answer as plain text for the clipboard: as it is read, then a numbered line for each source."""
    if not answer.citations:
        return answer.answer
    words = _WORDS[language]
    lines = [f"[{citation.n}] {_about(citation, language)}" for citation in answer.citations]
    return "\n".join([answer.answer, "", words["sources"], *lines])


@dataclass(slots=True)
class _Footnotes:
    """The footnotes so far; words that were cited before keep their number."""

    language: Language
    lines: list[str] = field(default_factory=list)
    numbers: dict[tuple[str, int, int, str], int] = field(default_factory=dict)

    def mark(self, citation: Citation) -> str:
        """The mark of a citation, whose footnote is added where it is new."""
        key = (citation.article_id, citation.start, citation.end, citation.quote)
        if key not in self.numbers:
            self.numbers[key] = number = len(self.lines) + 1
            quote = _WORDS[self.language]["quote"].format(quote=_text(citation.quote))
            self.lines.append(f"[^{number}]: {quote} {_about(citation, self.language, markdown=True)}")
        return f"[^{self.numbers[key]}]"


def _answer(answer: Answer, language: Language, notes: _Footnotes) -> list[str]:
    words = _WORDS[language]
    parts = []
    if answer.standalone_question != answer.question:
        parts.append(f"*{_text(words['understood'].format(question=answer.standalone_question))}*")
    if not answer.answered:
        return [*parts, *(_text(part) for part in answer.answer.split("\n\n"))]
    by_number = {citation.n: citation for citation in answer.citations}
    written_in = guess_language(answer.sentences[0].text)
    said = ""
    for sentence in answer.sentences:
        marks = "".join(notes.mark(by_number[n]) for n in sentence.citations if n in by_number)
        bare, closing = split_closing(sentence.text)
        loose = f" {words['unsupported']}" if sentence.support == "unsupported" else ""
        marked = f"{_text(bare)}{marks}{_text(closing)}{loose}"
        said += between(said, sentence.item, written_in) + marked
    asked_in = guess_language(answer.question)
    own = [_renumbered(note, by_number, notes) for note in answer.notes]
    by = [] if answer.answerer == "extractive" else [f"*{_text(words['by'].format(name=answer.answerer))}*"]
    return [*parts, framed(said.strip(), asked_in, written_in), *own, *by]


def _renumbered(note: str, by_number: dict[int, Citation], notes: _Footnotes) -> str:
    """A note of ours, whose marks ``[2]`` are those of the answer, with those of the document."""
    pieces = re.split(r"\[(\d+)\]", note)
    said = ""
    for place, piece in enumerate(pieces):
        cited = by_number.get(int(piece)) if place % 2 else None
        said += notes.mark(cited) if cited else _text(f"[{piece}]" if place % 2 else piece)
    return said


def _about(citation: Citation, language: Language, markdown: bool = False) -> str:
    """Title, publisher, date, page and address, as far as they are known."""
    page = _WORDS[language]["page"].format(page=citation.page) if citation.page else None
    parts = [part for part in (citation.title, citation.publisher, citation.date, page) if part]
    shown = [_text(part) for part in parts] if markdown else [" ".join(part.split()) for part in parts]
    if citation.url and (whole := _WEB.fullmatch(citation.url)):
        shown.append(f"<{whole.group()}>" if markdown else whole.group())
    return " · ".join(shown)


def _text(text: str) -> str:
    """A text that no Markdown reader takes for more, on one line."""
    flat = _ACTIVE.sub(lambda match: f"\\{match.group()}", " ".join(text.split()))
    return _LEADING.sub(lambda match: f"\\{match.group()}" if match.group() in "#+=-" else f"{match.group()}\\", flat)
