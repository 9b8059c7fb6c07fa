"""Works an explanation out, with the parts that made the answer: no second judgement beside theirs."""

from collections.abc import Sequence

from app.answer.dialogue import Exchange, names_of
from app.answer.dialogue.follow_up import rewrite
from app.answer.engine import Engine
from app.answer.events import Answer
from app.answer.evidence import SUFFICIENT, Candidate, Evidence, about
from app.answer.explain.explanation import Best, Explanation, Signal, Understanding, Weighed
from app.answer.explain.ranks import ranked
from app.answer.explain.sentences import checked, dropped
from app.answer.explain.words import words_held
from app.answer.extract import Extract
from app.answer.question import read_question
from app.answer.sufficiency import pushes
from index.generation import Generation


def explain(
    engine: Engine, answer: Answer, history: Sequence[Exchange] = (), generation: str | None = None
) -> Explanation:
    """Why an answer, or a refusal, is as it is. Takes about twice as long as the answer itself (the extractive one).

    ``history`` is what was said before the question, ``generation`` the name of the one the answer was made in. The
    live one is looked at; where that is another, the explanation says so. Nothing is asked of a chat model.
    Raises: UsageError if the answer's question is empty.
    """
    retrieval, extract = engine.weigh(answer.standalone_question)
    live = retrieval.generation
    return Explanation(
        generation=live.name,
        same_generation=generation is None or generation == live.name,
        agrees=bool(extract.statements) == answer.answered,
        answered=answer.answered,
        answerer=answer.answerer,
        understanding=_understanding(answer, history, extract, live),
        hits=ranked(engine, answer, retrieval, extract),
        weighed=tuple(_weighed(part.said, evidence) for part, evidence in extract.parts),
        sentences=tuple(checked(engine, answer, live)),
        dropped=tuple(dropped(engine, answer, extract, live)),
        timings_ms=dict(answer.timings_ms),
    )


def _understanding(answer: Answer, history: Sequence[Exchange], extract: Extract, live: Generation) -> Understanding:
    question = read_question(answer.standalone_question)
    leaned = answer.standalone_question != answer.question
    return Understanding(
        question=answer.question,
        standalone=answer.standalone_question,
        leaned_on=history[-1].question if leaned and history else "",
        by_rule=not leaned or rewrite(answer.question, history, names_of(live)) == answer.standalone_question,
        wanted=question.wanted,
        unit=question.unit,
        years=tuple(sorted(question.years)),
        parts=tuple(part.said for part, _ in extract.parts),
    )


def _weighed(said: str, evidence: Evidence) -> Weighed:
    best = evidence.candidates[0] if evidence.candidates else None
    read = {(c.hit.article_id, c.hit.start): c.hit for c in evidence.candidates}
    passages = "\n".join(f"{about(hit)}\n{hit.text}" for hit in read.values())
    sentence = f"{about(best.hit)}\n{best.text}" if best else ""
    return Weighed(
        part=said,
        words=words_held(evidence.question, sentence, passages),
        sufficiency=evidence.sufficiency,
        threshold=SUFFICIENT,
        sufficient=evidence.sufficient,
        best=_best(best) if best else None,
        missing_years=tuple(sorted(evidence.missing_years)),
        missing_names=evidence.missing_words,
        premise=evidence.premise,
        misses=tuple(name for name, lacking in best.misses.as_signals().items() if lacking) if best else (),
        lacks=evidence.lacks,
        signals=_signals(evidence, best) if best else (),
    )


def _best(candidate: Candidate) -> Best:
    article, span = candidate.article, candidate.span
    return Best(candidate.text, article.title, article.id, span.start, span.end)


def _signals(evidence: Evidence, best: Candidate) -> tuple[Signal, ...]:
    """Every signal that pushes, the strongest first, behind the constant that is pushed against."""
    if evidence.signals is None:
        return ()
    same = evidence.question.language == best.article.language == "zh"
    pushed = pushes(evidence.signals, same)
    constant = Signal("bias", 1.0, pushed.pop("bias"))
    found = [Signal(name, float(getattr(evidence.signals, name)), push) for name, push in pushed.items() if push]
    return (constant, *sorted(found, key=lambda signal: -abs(signal.push)))
