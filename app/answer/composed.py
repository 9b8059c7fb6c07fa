"""An answer in the making: its sentences, the citations they share, and what we add."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.answer.difference import difference
from app.answer.events import AnswerSentence, Citation, Sentence, Support
from app.answer.extract import Extract
from app.answer.reprints import also_published, is_reprint
from app.answer.support import cite
from app.answer.wording import apart, between, differing, framed, left_out, part_missing, refusal, stopped, with_marks
from corpus.article import Span
from corpus.draft import guess_language
from index.generation import Generation


@dataclass(slots=True)
class Composed:
    """Grows sentence by sentence; ``language`` is the reader's. ``own`` are notes that come before the usual ones.

    ``extracted``: the sources' own words are in it, whoever was asked.
    """

    generation: Generation
    language: str
    sentences: list[AnswerSentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    extracted: bool = False
    failure: str = ""

    def say(self, text: str, spans: Sequence[Span], support: Support, item: bool = False) -> Sentence:
        """Add a sentence that rests on these spans; one that was cited keeps its number, and a reprint has it too."""
        numbers, new = [], []
        for span in spans:
            article = self.generation.article(span.article_id)
            words = (article.id, article.quote(span.start, span.end))
            known = next((c for c in self.citations if self._is_cited_by(c, span, words)), None)
            if known is None:
                also = also_published(self.generation, article, span)
                known = cite(len(self.citations) + 1, article, span, also)
                self.citations.append(known)
                new.append(known)
            numbers.append(known.n)
        sentence = AnswerSentence(text, tuple(dict.fromkeys(numbers)), support, item)
        self.sentences.append(sentence)
        return Sentence(sentence, tuple(new))

    def _is_cited_by(self, citation: Citation, span: Span, words: tuple[str, str]) -> bool:
        same = (citation.article_id, citation.start, citation.end) == _place(span)
        return same or is_reprint(self.generation, words, (citation.article_id, citation.quote))

    def has_said(self, text: str) -> bool:
        """Whether this very sentence is in it: small models repeat themselves."""
        return any(sentence.text == text for sentence in self.sentences)

    def cites(self, span: Span) -> bool:
        """Whether these words, or some of them, are cited already."""
        return any(
            c.article_id == span.article_id and c.start < span.end and span.start < c.end for c in self.citations
        )

    def notes(self, extract: Extract) -> tuple[str, ...]:
        """What we add: what became of a chat model, which sources disagree, which parts are not answered."""
        if not self.sentences:
            return tuple(self.own)
        dated = []
        for statement in extract.differing:
            number = next(
                (c.n for c in self.citations if (c.article_id, c.start) == _place(statement.candidate.span)[:2]), 0
            )
            if number:
                dated.append((number, statement.candidate.article.date))
        unlike = [differing(dated, self.language)] if len(dated) > 1 else []
        figures = difference(extract.question, [(s.citations[0], s.text) for s in self.sentences if s.citations])
        far = [apart(figures, self.language)] if figures else []
        fewer = [left_out(len(self.dropped), self.language)] if self.dropped else []
        return (*self.own, *far, *fewer, *unlike, *(part_missing(part, self.language) for part in extract.missing))

    def whole(self, extract: Extract, notes: Sequence[str], was_stopped: bool) -> str:
        """Sentences with their marks, items on lines of their own, our notes at the end; or why there are none."""
        if not self.sentences:
            return "\n\n".join([stopped(self.language) if was_stopped else refusal(extract.lacking), *notes])
        written_in = guess_language(self.sentences[0].text)
        said = ""
        for sentence in self.sentences:
            said += between(said, sentence.item, written_in) + with_marks(sentence.text, sentence.citations)
        return "\n\n".join([framed(said.strip(), self.language, written_in), *notes])


def _place(span: Span) -> tuple[str, int, int]:
    return span.article_id, span.start, span.end
