"""The sentences of an answer, and those that were dropped from it, held against the sources once more."""

from collections.abc import Iterator

from app.answer.engine import Engine
from app.answer.events import Answer, Citation
from app.answer.explain.explanation import CheckedSentence, DroppedSentence
from app.answer.explain.facts import facts_of
from app.answer.extract import Extract
from app.answer.support import cite, narrow_to_wide
from index.generation import Generation

_SHOWN_TOKENS = 2_400  # of evidence that dropped sentences are held against: what the largest models are shown


def checked(engine: Engine, answer: Answer, live: Generation) -> Iterator[CheckedSentence]:
    """Each sentence of the answer against its citations, as they stand in the live generation."""
    by_number = {citation.n: citation for citation in answer.citations}
    for sentence in answer.sentences:
        citations = [by_number[n] for n in sentence.citations if n in by_number]
        check = engine.verifier.check(sentence.text, citations, live)
        facts = facts_of(sentence.text, citations, check.missing, live)
        yield CheckedSentence(sentence.text, check.support, sentence.citations, facts, check.missing)


def dropped(engine: Engine, answer: Answer, extract: Extract, live: Generation) -> Iterator[DroppedSentence]:
    """Each sentence that nothing carried, with the words that lack the least of it."""
    shown = engine.shown(extract, _SHOWN_TOKENS) if answer.dropped else []
    for text in answer.dropped:
        nearest: tuple[Citation, ...] = ()
        missing: tuple[str, ...] | None = None
        for spans in narrow_to_wide(text, shown):
            citations = tuple(cite(n, live.article(span.article_id), span) for n, span in enumerate(spans, start=1))
            lacking = engine.verifier.check(text, citations, live).missing
            if missing is None or len(lacking) < len(missing):
                nearest, missing = citations, lacking
        yield DroppedSentence(text, nearest, missing or ())
