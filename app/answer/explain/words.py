"""Which words of a question a text holds, by the very terms that its coverage is counted in."""

import re
from collections.abc import Iterator
from itertools import groupby

from app.answer.explain.explanation import Held, Word
from app.answer.question import Question
from index.fold import fold, terms

_NUMBER_TAIL = "年月日"


def words_held(question: Question, sentence: str, passages: str) -> tuple[Word, ...]:
    """The content words of a question, in its order, each with where it stands.

    Chinese terms overlap (苏州, 州工, 工业), so a character is held as far as any term over it is, and characters
    that are held alike make one word.
    """
    asked = fold(question.text)
    written = question.text if len(question.text) == len(asked) else asked
    near, far = set(terms(sentence)), set(terms(passages))
    places: list[Held | None] = [None] * len(asked)
    for term in question.terms:
        held = Held.SENTENCE if term in near else Held.PASSAGES if term in far else Held.NOWHERE
        for start, end in _occurrences(term, asked):
            for at in range(start, end):
                places[at] = _nearer(places[at], held)
    found = []
    for held, run in groupby(_runs(asked, places), key=lambda place: place[1:]):
        starts = [place[0] for place in run]
        word = written[starts[0] : starts[-1] + 1].strip(_NUMBER_TAIL)
        if held[0] is not None and (len(word) > 1 or word.isascii()) and word:  # 家, 个 say nothing
            found.append(Word(word, held[0]))
    return tuple(dict.fromkeys(found))


def _nearer(one: Held | None, other: Held) -> Held:
    order = list(Held)
    return other if one is None or order.index(other) < order.index(one) else one


def _runs(asked: str, places: list[Held | None]) -> Iterator[tuple[int, Held | None, int]]:
    """Each character with where it is held and a number that changes with the script and at what is no word."""
    number, before = 0, ""
    for at, (character, held) in enumerate(zip(asked, places, strict=True)):
        script = "" if held is None else "latin" if character.isascii() else "han"
        number += script != before
        before = script
        yield at, held, number


def _occurrences(term: str, asked: str) -> Iterator[tuple[int, int]]:
    if term.isascii():
        pattern = ",?".join(re.escape(c) for c in term) if term[0].isdigit() else re.escape(term)
        pattern = rf"(?<![a-z0-9]){pattern}(?![a-z0-9])"
    else:
        pattern = f"(?={re.escape(term)})"  # one may begin inside another
    for match in re.finditer(pattern, asked):
        yield match.start(), match.end() if match.group() else match.start() + len(term)
