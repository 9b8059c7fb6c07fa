"""Rules on what is said to be right: facts, evidence, references, and where they must and must not stand."""

import re
from collections.abc import Iterator

from eval.check.problem import Finding, Kind
from eval.dataset import Question
from eval.match import holds
from index.fold import fold

_CHOICE = re.compile(
    r"[吗嘛]|(?<![什怎多那这])么[?？]?$|是否|是不是|有没有|有无|能否|可否|会不会|能不能|还是|哪[个家座边方一]|更|相比|对比"
    r"|^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b|\b(?:or|which|whether|compared?)\b"
)
"""Questions that name what they ask about: yes or no, this or that."""


def check_gold(question: Question) -> Iterator[Finding]:
    """Facts stand in the evidence and in the reference, and where there is an answer, and only there, is there gold.

    A fact stands there if one of its wordings does (``eval.match.holds``), in all quotes of the evidence together.
    """
    if not question.answerable:
        if question.answers or question.evidence or question.reference:
            yield Kind.GOLD_FOR_NOTHING, "it is not answerable, and yet answers, evidence or a reference are given"
        return
    if question.scored and not question.answers and not question.reference:
        yield Kind.NO_ANSWERS, "evidence alone says what to find, not what to answer: give its key facts or a reference"
    if question.answers and not question.evidence:
        yield Kind.NO_EVIDENCE, "no evidence is given, so nobody can tell whether it was found"
    said = "\n".join(evidence.quote for evidence in question.evidence)
    for fact in question.answers:
        if said and not holds(fact, said):
            yield Kind.NOT_IN_EVIDENCE, f"{_named(fact)} stands in no quote of its evidence"
        if question.reference and not holds(fact, question.reference):
            yield Kind.NOT_IN_REFERENCE, f"{_named(fact)} is not in the reference: {question.reference}"


def check_leak(question: Question) -> Iterator[Finding]:
    """The question's own words do not hold what is to be answered.

    A question that holds all of its facts gives its answer away, unless it asks for yes or no or names what to choose
    from: then, as where it holds some facts and not all, they may be meant to be there.
    """
    if not question.answerable:
        return
    asked = f"{question.question}\n{question.standalone}"
    held = [fact for fact in question.answers if holds(fact, asked)]
    if not held:
        return
    names = ", ".join(map(_named, held))
    if len(held) == len(question.answers) and not _CHOICE.search(fold(question.question).strip()):
        yield Kind.LEAKED, f"the question itself says {names}: {question.question}"
    else:
        yield Kind.FACT_IN_QUESTION, f"the question itself says {names}; is that meant? {question.question}"


def _named(fact: list[str]) -> str:
    return f"‘{'|'.join(fact)}’"
