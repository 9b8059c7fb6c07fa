"""The words among which a value stands: an amount, a year, a name."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answer.verify.amount import Amount
from app.answer.verify.amounts import amounts
from app.answer.verify.dates import dates, year_places
from app.answer.verify.names import Name
from app.answer.verify.plain import is_chinese
from index.fold import HAN

_REACH = 16  # characters to each side
_LETTERS = 3  # of Latin script that count as one character
_DECAY = 5.0  # characters after which a word counts 1/e
_MARK = 5  # characters that a comma or an "and" counts as
_OTHER_SIDE = 0.4  # weight of what stands before a number whose noun follows it: 7家|上市企业
_HEAD_WEIGHT = 1.5  # of the word that a number's clause begins with
_ENDS = re.compile(r"[。；;！？!?\n]")
_TERM = re.compile(rf"[{HAN}]{{2}}|[a-z]+|\d+(?:\.\d+)?")
_BETWEEN = re.compile(r"[，,、]|和|与|以及|及|而|\band\b")
_LIST_MARK = re.compile(r"[区市县省]?(?:、|和|与|以及|及)")
_NOUN = re.compile(rf"(?:以上|以下|左右|以内|的|多|余)*(?![，、和与及，以])[{HAN}]{{2}}|\s?[a-z-]+")
_HEAD = re.compile(rf"(?:^|[，,、；;。：:\n])(?P<head>[{HAN}]{{2}})[^，,、；;。：:\n]*$")
_EMPTY = frozenset(
    "以上 以下 左右 超过 不到 突破 达到 约为 其中 以及 另外 "
    "a an and the of in to by for at on as is was with its".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a text: what it is, its words, and the words around it with their weights."""

    key: object
    words: str
    around: dict[str, float]


def likeness(place: Place, other: Place) -> float:
    """How much two values stand among the same words, the nearest counting most."""
    shared = place.around.keys() & other.around.keys()
    return sum(math.sqrt(place.around[term] * other.around[term]) for term in shared)


def amount_places(text: str) -> list[Place]:
    """The amounts of a plain text; their keys are the amounts."""
    found = amounts(dates(text).rest)
    return _placed(text, [(amount, amount.start, amount.end) for amount in found if not amount.loose], nouns=True)


def years_in_place(text: str) -> list[Place]:
    """The years of a plain text; their keys are the years."""
    return _placed(text, year_places(text))


def name_places(text: str, names: Sequence[Name]) -> list[Place]:
    """These names of a plain text, which are their own keys. Those of a list stand where all of it stands."""
    runs: list[list[Name]] = []
    for name in names:
        if runs and _LIST_MARK.fullmatch(text, runs[-1][-1][2], name[1]):
            runs[-1].append(name)
        else:
            runs.append([name])
    whole = _placed(text, [(n, run[0][1], run[-1][2]) for n, run in enumerate(runs)])
    return [Place(name, name, place.around) for run, place in zip(runs, whole, strict=True) for name, _, _ in run]


def _placed(text: str, values: Sequence[tuple[object, int, int]], nouns: bool = False) -> list[Place]:
    found = []
    reach = _REACH if is_chinese(text) else _REACH * _LETTERS
    for key, start, end in values:
        alike = [value for value in values if not isinstance(key, Amount) or _in_same_unit(key, value[0])]
        before = max((last for _, _, last in alike if last <= start), default=0)
        behind = min((first for _, first, _ in alike if first >= end), default=len(text))
        left, right = text[max(before, start - reach) : start], text[end : min(behind, end + reach)]
        around = _weighed(left, backwards=True)
        if nouns and _NOUN.match(right):
            around = {term: weight * _OTHER_SIDE for term, weight in around.items()}
        if nouns and (head := _HEAD.search(left)):
            around[head["head"]] = _HEAD_WEIGHT
        for term, weight in _weighed(right, backwards=False).items():
            around[term] = max(weight, around.get(term, 0.0))
        found.append(Place(key, text[start:end], around))
    return found


def _in_same_unit(mine: Amount, other: object) -> bool:
    return isinstance(other, Amount) and mine.unit == other.unit


def _weighed(text: str, backwards: bool) -> dict[str, float]:
    ends = list(_ENDS.finditer(text))
    if ends:
        text = text[ends[-1].end() :] if backwards else text[: ends[0].start()]
    found: dict[str, float] = {}
    for at in range(len(text)):
        match = _TERM.match(text, at)
        inside = at > 0 and text[at - 1].isascii() and text[at - 1].isalnum() and text[at].isascii()
        if match is None or inside or match.group() in _EMPTY:
            continue
        between = text[match.end() :] if backwards else text[: match.start()]
        letters = sum(c.isascii() for c in between)
        gap = len(between) - letters + letters / _LETTERS + _MARK * len(_BETWEEN.findall(between))
        found[match.group()] = max(math.exp(-gap / _DECAY), found.get(match.group(), 0.0))
    return found
