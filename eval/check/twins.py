"""Rules on questions that are asked twice."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from eval.check.problem import Finding, Kind
from eval.dataset import Question, QuestionSet
from index.fold import fold

NEAR = 0.9
"""Jaccard similarity of their character pairs from which two questions are near duplicates."""

_ODD = ", and only one of the two is said to be answerable"


def check_twins(asked: QuestionSet) -> Iterator[tuple[int, Finding]]:
    """Questions that an earlier one asks too, by their numbers in the set.

    Two are the same if their words are, whatever the marks, blanks, case and kind of Chinese characters, after the same
    history. Near ones are compared as a reader understands them (``standalone``), those with a history apart from those
    without.
    """
    first: dict[tuple[str, ...], int] = {}
    left = []
    for number, question in enumerate(asked.questions):
        history = (message.get("content", "") for message in question.history)
        earlier = first.setdefault(tuple(map(_plain, (question.question, *history))), number)
        if earlier == number:
            left.append(number)
            continue
        twin = asked.questions[earlier]
        odds = "" if twin.answerable == question.answerable else _ODD
        yield number, (Kind.DUPLICATE, f"asks what {_named(asked, earlier)} asks{odds}: {question.question}")
    for talks in (False, True):
        some = [n for n in left if bool(asked.questions[n].history) == talks and _understood(asked.questions[n])]
        for a, b, alike in near_pairs([_understood(asked.questions[n]) for n in some]):
            former, later = asked.questions[some[a]], asked.questions[some[b]]
            odds = "" if former.answerable == later.answerable else _ODD
            message = f"is nearly ({alike:.2f}) what {_named(asked, some[a])} asks{odds}: "
            yield some[b], (Kind.NEAR_DUPLICATE, f"{message}{later.question} / {former.question}")


def near_pairs(texts: Sequence[str], least: float = NEAR) -> Iterator[tuple[int, int, float]]:
    """Pairs (a, b, similarity) with a < b whose Jaccard similarity of character pairs is ``least`` or more, b in order.

    Two sets that are so alike share one of their few rarest pairs, so only such are compared: the prefix filter of
    Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins in Data Cleaning" (ICDE 2006).
    """
    grams = [frozenset(map(str.__add__, text, text[1:])) or frozenset({text}) for text in texts]
    counts = Counter(gram for one in grams for gram in one)
    holders: dict[str, list[int]] = defaultdict(list)
    for b, mine in enumerate(grams):
        rarest = sorted(mine, key=lambda gram: (counts[gram], gram))
        prefix = rarest[: len(mine) - math.ceil(least * len(mine)) + 1]
        for a in sorted({a for gram in prefix for a in holders[gram]}):
            alike = len(mine & grams[a]) / len(mine | grams[a])
            if alike >= least:
                yield a, b, alike
        for gram in prefix:
            holders[gram].append(b)


def _understood(question: Question) -> str:
    """The words that near ones are looked for by; empty for a follow-up that nobody spelled out."""
    return _plain(question.standalone or ("" if question.history else question.question))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _named(asked: QuestionSet, number: int) -> str:
    return f"{asked.questions[number].id} ({asked.places[number]})"
