"""Answers: the key facts they hold, their likeness to a reference answer, their length.

Texts are compared by their units: Chinese characters one by one, Latin words and numbers whole, in any spelling, marks
and blanks left out (``index.fold.characters``); that is how the CMRC2018 evaluation segments mixed text.
"""

from collections import Counter
from collections.abc import Sequence

from eval.match import holds
from eval.run.record import Record
from eval.run.reply import reply
from index.fold import characters


def fact_recall(facts: Sequence[Sequence[str]], said: str) -> float:
    """Share of the key facts that a text holds in one of their wordings, numbers by value (see ``eval.match``).

    Raises: ZeroDivisionError if there are no facts: then nothing can be missed, and no share is right.
    """
    return sum(holds(fact, said) for fact in facts) / len(facts)


def rouge_l(reference: str, said: str) -> float:
    """ROUGE-L, F with beta 1: 2PR / (P + R), P = LCS / units of ``said``, R = LCS / units of ``reference``.

    LCS is the length of the longest common subsequence of units, which need not be contiguous; 0 where either text has
    no unit. Source: Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries", section 3.1.
    """
    wanted, got = characters(reference), characters(said)
    return _f1(_longest_common(wanted, got), len(wanted), len(got))


def char_f1(reference: str, said: str) -> float:
    """SQuAD's F1 on units: 2PR / (P + R) of the units that both texts hold, each as often as both do, in any order.

    0 where either text has no unit. Source: Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension
    of Text", on the units of Cui et al. 2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension"
    (CMRC2018); the script of the latter counts the longest common substring instead of the shared units.
    """
    wanted, got = characters(reference), characters(said)
    return _f1((Counter(wanted) & Counter(got)).total(), len(wanted), len(got))


def answer_scores(record: Record) -> dict[str, float]:
    """``fact_recall`` and ``answer_exact`` (1 if it is 1) of questions with key facts, ``rouge_l`` and ``char_f1`` of
    those with a reference answer, all of the answer's sentences, so that a refusal scores 0; ``sentences`` and
    ``answer_chars`` (code points of the sentences) of every question that was answered.

    The first four of answerable questions alone; none where an error was met or only retrieval ran.
    """
    found = reply(record)
    if found is None or found.answered is None:
        return {}
    scores: dict[str, float] = {}
    if record.answerable and record.answers:
        recall = fact_recall(record.answers, found.text)
        scores |= {"fact_recall": recall, "answer_exact": float(recall == 1)}
    if record.answerable and record.reference:
        scores |= {"rouge_l": rouge_l(record.reference, found.text), "char_f1": char_f1(record.reference, found.text)}
    if found.answered:
        characters_said = sum(len(sentence.text) for sentence in found.sentences)
        scores |= {"sentences": float(len(found.sentences)), "answer_chars": float(characters_said)}
    return scores


def _f1(shared: int, wanted: int, got: int) -> float:
    """2PR / (P + R), which is twice what is shared by the sum of both lengths."""
    return 2 * shared / (wanted + got) if wanted and got else 0.0


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, by the table of Wagner and Fischer 1974, a row at a time."""
    row = [0] * (len(other) + 1)
    for unit in one:
        before = 0
        for at, theirs in enumerate(other, start=1):
            before, row[at] = row[at], before + 1 if unit == theirs else max(row[at], row[at - 1])
    return row[-1]
