"""All checks of a sentence against a question, both in Chinese.

Each was kept for what it does on our questions to train on (nearby-train, pairs-train): eval/bench/README.md has, by
kind, how many unanswerable ones it refuses, and how many answerable ones.
"""

from app.answer.lacks.amounts import lacking_amount
from app.answer.lacks.claims import lacking_claim
from app.answer.lacks.lack import Lack, Said
from app.answer.lacks.lists import lacking_list
from app.answer.lacks.names import lacking_name
from app.answer.lacks.times import lacking_time
from app.answer.question import Question
from index.fold import fold

_CHECKS = (lacking_name, lacking_list, lacking_time, lacking_amount, lacking_claim)


def lacks(question: Question, sentence: str, around: str) -> tuple[Lack, ...]:
    """What ``sentence`` lacks to answer; ``around`` is its passage under its title and heading."""
    said, asked = Said.of(sentence, around), fold(question.text)
    return tuple(lack for check in _CHECKS for lack in check(question, asked, said))
