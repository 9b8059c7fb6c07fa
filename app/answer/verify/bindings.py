"""Values that are told of the wrong thing: 22家上市企业和7家独角兽企业 where the evidence has it the other way round.

Each amount, year and name stands among words. It is misplaced where it stands among those that belong to another value
in the evidence: two values would fit better the other way round, or one fits another's place far better.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import inf

from app.answer.verify.amount import Amount
from app.answer.verify.names import Name
from app.answer.verify.surroundings import Place, amount_places, likeness, name_places, years_in_place

# Found with eval/bench/verify.py on the half of its sentences that are not held back.
_CROSSED = 0.6  # how much better two values must fit the other way round
_CROSSED_NAMES = 0.8
_ALONE = 1.3  # how much better one value must fit elsewhere
_REPEATED = 0.3  # how well a value that is said too often must fit elsewhere
_IN_TURN = re.compile(
    r"(?P<first>(?:19|20)\d\d)年?(?:至|到|[-—–])(?P<last>(?:19|20)\d\d)年(?P<what>[^。；\d]{0,16})"
    r"(?:依次|分别)(?:是|为)?(?P<values>[^，。；]+)"
)
_BETWEEN = re.compile(r"、|和|与|及")

Relation = Callable[[object, object], bool]


def misplaced_amounts(said: str, cited: str) -> Iterator[str]:
    """Amounts of a plain sentence that the plain evidence tells of something else."""
    if not re.search("依次|分别", said):  # the places of what is listed in turn say nothing
        yield from _misplaced(amount_places(said), amount_places(unrolled(cited)), _fits, _rivals, _CROSSED, _ALONE)


def misplaced_years(said: str, cited: str) -> Iterator[str]:
    """Years of a plain sentence in which the plain evidence tells of something else."""
    known = years_in_place(unrolled(cited))
    yield from _misplaced(years_in_place(said), known, _same, _other, _CROSSED, _ALONE)


def misplaced_names(said: str, names: Sequence[Name], cited: str, known: Sequence[Name]) -> Iterator[str]:
    """Names of a plain sentence of whom the plain evidence tells something else; both are given with their names."""
    mine, theirs = name_places(said, names), name_places(cited, known)
    yield from _misplaced(mine, theirs, _same, _other, _CROSSED_NAMES, inf)


def unrolled(text: str) -> str:
    """A plain text, and behind it what it says of each year in turn: 2020年至2022年依次是2亿元、3亿元和4亿元."""
    found = [text]
    for match in _IN_TURN.finditer(text):
        told = [part.strip() for part in _BETWEEN.split(match["values"])]
        years = range(int(match["first"]), int(match["last"]) + 1)
        if len(years) == len(told):
            found += [f"{year}年{match['what'].lstrip('，')}{one}" for year, one in zip(years, told, strict=True)]
    return "\n".join(found)


def _misplaced(
    said: Sequence[Place], known: Sequence[Place], same: Relation, rival: Relation, crossed: float, alone: float
) -> Iterator[str]:
    """The words of values that stand elsewhere in the evidence.

    ``same`` says whether a value of the evidence is this one, ``rival`` whether it is another of its sort.
    """
    held = [place for place in said if any(same(place.key, other.key) for other in known)]
    for one, other in combinations(said, 2):
        if one not in held or not rival(one.key, other.key):
            continue
        if any(same(one.key, place.key) and same(other.key, place.key) for place in known):
            continue
        gains = [_fit(a, known, same, b) - _fit(a, known, same, a) for a, b in ((one, other), (other, one))]
        if min(gains) >= 0 and sum(gains) > crossed:
            yield one.words
            yield other.words
    for place in held:
        own = _fit(place, known, same, place)
        others = max((likeness(place, other) for other in known if rival(place.key, other.key)), default=0.0)
        if others > own + alone and others > 2 * own:
            yield place.words
    yield from _repeated(held, known, same, rival)


def _repeated(held: Sequence[Place], known: Sequence[Place], same: Relation, rival: Relation) -> Iterator[str]:
    """Values that are said oftener than the evidence has them, where it has one that the sentence does not say."""
    unsaid = [place for place in known if not any(same(other.key, place.key) for other in held)]
    for place in held:
        twins = [other for other in held if other is not place and not rival(place.key, other.key)]
        told = [other for other in known if same(place.key, other.key)]
        if twins and len(told) <= len(twins):
            own = _fit(place, known, same, place)
            others = max((likeness(place, other) for other in unsaid if rival(place.key, other.key)), default=0.0)
            if others > max(own, _REPEATED):
                yield place.words


def _fit(place: Place, known: Sequence[Place], same: Relation, other: Place) -> float:
    """How well ``place`` stands where the evidence has the value of ``other``."""
    return max((likeness(place, there) for there in known if same(other.key, there.key)), default=0.0)


def _fits(mine: object, theirs: object) -> bool:
    return isinstance(mine, Amount) and isinstance(theirs, Amount) and mine.fits(theirs)


def _rivals(mine: object, theirs: object) -> bool:
    if not isinstance(mine, Amount) or not isinstance(theirs, Amount):
        return False
    return mine.unit == theirs.unit and not mine.values & theirs.values


def _same(mine: object, theirs: object) -> bool:
    return mine == theirs


def _other(mine: object, theirs: object) -> bool:
    return mine != theirs
