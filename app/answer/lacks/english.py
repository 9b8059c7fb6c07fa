"""The checks of an English question that can be made over sentences in either language: its places, a number."""

import re
from collections.abc import Iterator

from app.answer.lacks.lack import Kind, Lack
from app.answer.question import Question
from app.answer.verify.amounts import amounts
from app.answer.verify.dates import dates
from app.answer.verify.names import CAPITAL
from app.answer.verify.plain import plain
from index.names.places import place_read_as

_EVERYWHERE = frozenset({"苏州", "江苏"})  # what the corpus is about
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)


def english_lacks(question: Question, sentence: str, around: str) -> tuple[Lack, ...]:
    """What ``sentence`` lacks to answer an English question; ``around`` is its passage under its title and heading."""
    return tuple(_lacks(question, sentence, around))


def _lacks(question: Question, sentence: str, around: str) -> Iterator[Lack]:
    places = {word: chinese for word in CAPITAL.findall(question.text) if (chinese := place_in_chinese(word))}
    held = plain(around)
    if places and not any(word.casefold() in held or chinese in held for word, chinese in places.items()):
        yield Lack(Kind.PLACE, next(iter(places)))
    if _HOW_MANY.search(question.text) and not amounts(dates(plain(sentence)).rest):
        yield Lack(Kind.AMOUNT)


def place_in_chinese(word: str) -> str | None:
    """The Chinese name of a place that is told apart by it: Hefei is 合肥, Suzhou is everywhere here."""
    found = place_read_as(word.casefold())
    return None if found in _EVERYWHERE else found
