"""The whole flow of a question: search, evidence, answer, check."""

import time
from collections.abc import Iterator

from app.answer.events import Answer, AnswerSentence, Citation, Done, Event, Retrieved, Sentence, Token
from app.answer.evidence import Candidate, EvidenceReader
from app.answer.extract import Extract, Extractor
from app.answer.question import read_question
from app.answer.reader.reader import PassageReader
from app.answer.verify import support
from app.answer.wording import differing, framed, part_missing, refusal, with_marks
from index.search import Searcher
from index.store.generation import Generation


class Engine:
    """Answers questions from one store; safe to ask from several threads at once."""

    def __init__(self, searcher: Searcher, reader: PassageReader, hits: int = 10) -> None:
        self.searcher = searcher
        self._reader = reader
        self._hits = hits
        self._extractor = Extractor(searcher, EvidenceReader(reader, searcher.embedder))

    def prepare(self) -> None:
        """Load now what the first question would do without: for a process that stays."""
        self.searcher.embedder.prepare()
        self._reader.prepare()

    def stream(self, question: str) -> Iterator[Event]:
        """The events of an answer. Raises: UsageError for an empty question."""
        started = time.perf_counter()
        retrieval = self.searcher.search(question, self._hits)
        yield Retrieved(retrieval)
        searched = time.perf_counter()
        extract = self._extractor.extract(question, retrieval)
        read = time.perf_counter()
        sentences: list[AnswerSentence] = []
        citations: list[Citation] = []
        for statement in extract.statements:
            citation = _cite(len(citations) + 1, statement.candidate)
            sentence = _checked(statement.candidate.text, citation, retrieval.generation, statement.item)
            citations.append(citation)
            sentences.append(sentence)
            yield Token(sentence.text)
            yield Sentence(sentence, (citation,))
        timings = {
            **retrieval.timings_ms,
            "evidence": round((read - searched) * 1000, 1),
            "total": round((time.perf_counter() - started) * 1000, 1),
        }
        language = read_question(question).language
        notes = _notes(extract, language)
        yield Done(
            Answer(
                question=question,
                standalone_question=question,
                answered=bool(sentences),
                answer=_whole(extract, sentences, notes, language) if sentences else refusal(extract.evidence),
                sentences=tuple(sentences),
                citations=tuple(citations),
                hits=extract.hits,
                answerer="extractive",
                timings_ms=timings,
                notes=notes,
            )
        )

    def ask(self, question: str) -> Answer:
        """The answer itself. Raises as ``stream``."""
        for event in self.stream(question):
            if isinstance(event, Done):
                return event.answer
        raise RuntimeError("an answer's stream ended without Done")


def _whole(extract: Extract, sentences: list[AnswerSentence], notes: tuple[str, ...], language: str) -> str:
    """Sentences with their marks, items on lines of their own, and our notes at the end."""
    written_in = extract.statements[0].candidate.article.language
    joint = " " if written_in == "en" else ""
    said = ""
    for sentence in sentences:
        marked = with_marks(sentence.text, sentence.citations)
        said += f"\n- {marked}" if sentence.item else f"{joint if said else ''}{marked}"
    return "\n\n".join([framed(said, language, written_in), *notes])


def _notes(extract: Extract, language: str) -> tuple[str, ...]:
    """What we add: parts of the question that are not answered, sources that disagree."""
    if not extract.statements:
        return ()
    numbers = {statement.candidate.span: n for n, statement in enumerate(extract.statements, start=1)}
    dated = [(numbers[s.candidate.span], s.candidate.article.date) for s in extract.differing]
    missing = tuple(part_missing(part, language) for part in extract.missing)
    return (*([differing(dated, language)] if len(dated) > 1 else []), *missing)


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


def _checked(text: str, citation: Citation, generation: Generation, item: bool) -> AnswerSentence:
    return AnswerSentence(text, (citation.n,), support(text, (citation,), generation), item)
