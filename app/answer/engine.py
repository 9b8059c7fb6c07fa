"""The whole flow of a question: search, evidence, answer, check."""

import time
from collections.abc import Iterator

from app.answer.events import Answer, AnswerSentence, Citation, Done, Event, Retrieved, Sentence, Token
from app.answer.evidence import Candidate, EvidenceReader
from app.answer.extract import choose
from app.answer.question import read_question
from app.answer.verify import support
from app.answer.wording import refusal, with_marks
from index.search import Searcher
from index.store.generation import Generation


class Engine:
    """Answers questions from one store; safe to ask from several threads at once."""

    def __init__(self, searcher: Searcher, hits: int = 10) -> None:
        self.searcher = searcher
        self._hits = hits
        self._reader = EvidenceReader(searcher.embedder)

    def stream(self, question: str) -> Iterator[Event]:
        """The events of an answer. Raises: UsageError for an empty question."""
        started = time.perf_counter()
        retrieval = self.searcher.search(question, self._hits)
        yield Retrieved(retrieval)
        searched = time.perf_counter()
        asked = read_question(question)
        evidence = self._reader.read(asked, retrieval)
        read = time.perf_counter()
        sentences: list[AnswerSentence] = []
        citations: list[Citation] = []
        for candidate in choose(evidence) if evidence.sufficient else []:
            citation = _cite(len(citations) + 1, candidate)
            sentence = _checked(candidate.text, citation, retrieval.generation)
            citations.append(citation)
            sentences.append(sentence)
            yield Token(sentence.text)
            yield Sentence(sentence, (citation,))
        timings = {
            **retrieval.timings_ms,
            "evidence": round((read - searched) * 1000, 1),
            "total": round((time.perf_counter() - started) * 1000, 1),
        }
        joint = " " if asked.language == "en" else ""
        marked = joint.join(with_marks(s.text, s.citations) for s in sentences)
        yield Done(
            Answer(
                question=question,
                standalone_question=question,
                answered=bool(sentences),
                answer=marked or refusal(asked.language, evidence.missing_years),
                sentences=tuple(sentences),
                citations=tuple(citations),
                hits=retrieval.hits,
                answerer="extractive",
                timings_ms=timings,
            )
        )

    def ask(self, question: str) -> Answer:
        """The answer itself. Raises as ``stream``."""
        for event in self.stream(question):
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("an answer's stream ended without Done")


def _cite(n: int, candidate: Candidate) -> Citation:
    article = candidate.article
    return Citation(
        n=n,
        article_id=article.id,
        title=article.title,
        publisher=article.publisher,
        date=article.date,
        url=article.url,
        start=candidate.span.start,
        end=candidate.span.end,
        quote=candidate.text,
        sources=article.sources_of(candidate.span.start, candidate.span.end),
    )


def _checked(text: str, citation: Citation, generation: Generation) -> AnswerSentence:
    return AnswerSentence(text, (citation.n,), support(text, (citation,), generation))
