"""Citations in the sense of ALCE, on spans; and how many sentences their sources carry.

ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", section 3) asks an entailment
model whether the passages that a statement cites support it. Here nothing is guessed: who wrote the question set has
marked the words that answer a question, and its key facts. A citation is *relevant* if its span shares a character with
evidence of the same article, or its quote holds a key fact. A sentence is *supported* by its citations if one of them
is relevant, and every key fact that the sentence states stands in one of their quotes.

This is stricter than entailment: a true and well-sourced sentence that does not help to answer the question counts
against the answer. It depends on no part of the product: the product's own check is ``supported``, told beside it.
"""

from app.answer.events import EXTRACTIVE
from eval.match import holds
from eval.metrics.overlap import is_evidence
from eval.run.record import Record
from eval.run.reply import Cited, Reply, Said, reply


def is_relevant(citation: Cited, record: Record) -> bool:
    """Whether a citation shares a character with the question's evidence, or its quote holds one of the key facts."""
    return is_evidence(citation, record) or any(holds(fact, citation.quote) for fact in record.answers)


def is_supported(sentence: Said, cited: list[Cited], record: Record) -> bool:
    """Whether a sentence is supported by the citations it rests on, ``cited``; without any it is not."""
    stated = [fact for fact in record.answers if holds(fact, sentence.text)]
    return any(is_relevant(citation, record) for citation in cited) and all(
        any(holds(fact, citation.quote) for citation in cited) for fact in stated
    )


def citation_scores(record: Record) -> dict[str, float]:
    """``citation_recall`` and ``citation_precision``.

    citation_recall: share of the answer's sentences that their citations support. citation_precision: share of the
    citations, each once for each sentence that rests on it, that are relevant and stand at a supported sentence; as in
    ALCE, a citation earns nothing where its sentence is not supported, and an answer without citations scores 0.

    Of answerable questions with key facts or evidence that were answered: a refusal cites nothing.
    """
    found = reply(record)
    if found is None or not found.answered or not record.answerable or not (record.answers or record.evidence):
        return {}
    supported, relevant, citations = 0, 0, 0
    for sentence, cited in _cited(found):
        citations += len(cited)
        if is_supported(sentence, cited, record):
            supported += 1
            relevant += sum(is_relevant(citation, record) for citation in cited)
    return {
        "citation_recall": supported / len(found.sentences),
        "citation_precision": relevant / citations if citations else 0.0,
    }


def support_scores(record: Record) -> dict[str, float]:
    """``supported`` and ``supported_written``: what the product's own check says of the sentences.

    supported: share of the answer's sentences that are verbatim or supported; of every question that was answered.
    supported_written: of the sentences that a chat model wrote, with those that strictness left out (``dropped``), the
    share that is: how often a reader would meet an unsupported one if nothing were left out. Where all were left out
    the sources' own words stand in, and it is 0. Of every question for which a chat model wrote.
    """
    found = reply(record)
    if found is None or not found.answered:
        return {"supported_written": 0.0} if found is not None and record.dropped else {}
    carried = sum(sentence.support != "unsupported" for sentence in found.sentences)
    scores = {"supported": carried / len(found.sentences)}
    if found.answerer != EXTRACTIVE:
        scores["supported_written"] = carried / (len(found.sentences) + len(record.dropped))
    elif record.dropped:
        scores["supported_written"] = 0.0
    return scores


def _cited(found: Reply) -> list[tuple[Said, list[Cited]]]:
    by_number = {citation.n: citation for citation in found.citations}
    return [(sentence, [by_number[n] for n in sentence.citations]) for sentence in found.sentences]
