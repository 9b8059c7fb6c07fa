"""Amounts and dates of a sentence that its evidence lacks, or tells of something else."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from app.answer.attribution import without_attribution
from app.answer.verify.amount import Amount
from app.answer.verify.amounts import amounts
from app.answer.verify.dates import Dates, dates
from app.answer.verify.plain import Clause
from index.fold import HAN

_FEW = Decimal(12)
_LISTED = re.compile(rf"[{HAN}a-z0-9“”《》.+-]{{2,24}}(?:(?:、|和|与|及|以及)[{HAN}a-z0-9“”《》.+-]{{2,24}})+")
_BETWEEN = re.compile(r"、|和|与|以及|及")
_SAME_YEAR = re.compile(r"当年|同年|今年|当天|当月|当时|本年|this year|that year")
_NEXT_YEAR = re.compile(r"次年|去年|明年|上年|上一年|前一年|last year|next year")


def missing_dates(said: str, quoted: str, beside: str, tellers: str) -> Iterator[str]:
    """Years, months and the like of a plain sentence that the plain evidence lacks.

    What stands beside the cited words may give the year where these give none of their own.
    """
    here, there, told = dates(said), dates(quoted), dates(tellers)
    around = dates(beside)
    own = dates(without_attribution(quoted)).years
    reported = here.years - dates(without_attribution(said)).years
    allowed = (own or there.years) | ((told.years | there.years) & reported)
    if not own or _SAME_YEAR.search(quoted) or _NEXT_YEAR.search(quoted):
        allowed |= around.years
    if _NEXT_YEAR.search(quoted):
        allowed |= {str(int(year) + step) for year in allowed for step in (-1, 1)}
    for year in sorted(here.years - allowed):
        yield f"{year}年" if f"{year}年" in said else year
    for month, day in sorted(here.months):
        if not any(one.has_month(month, day) for one in (there, told, around)):
            yield f"{month}月{day}日" if day else f"{month}月"
    yield from sorted(here.parts - _parts(there, quoted) - around.parts)


def missing_amounts(said: str, quoted: str) -> Iterator[str]:
    """Amounts of a plain sentence that the plain evidence lacks."""
    known = amounts(dates(quoted).rest)
    counted = {len(_BETWEEN.split(match.group())) for text in (said, quoted) for match in _LISTED.finditer(text)}
    for amount in amounts(dates(said).rest):
        if amount.loose or any(amount.fits(other) for other in known):
            continue
        if not any((_counts_up(amount, known, counted), _of_the_year(amount, said, quoted), _doubles(amount, known))):
            yield amount.words


def of_another_year(said: tuple[Clause, ...], quoted: tuple[Clause, ...]) -> Iterator[str]:
    """Amounts of a sentence that its clause gives a year which is not theirs in the evidence."""
    known = [(amount, years) for clause, years in _with_years(quoted) for amount in amounts(dates(clause.text).rest)]
    for clause, years in _with_years(said, only_own=True):
        for amount in amounts(dates(clause.text).rest):
            theirs = [own for other, own in known if not amount.loose and amount.fits(other)]
            if years and theirs and all(own and not own & years for own in theirs):
                yield amount.words


def _with_years(text: tuple[Clause, ...], only_own: bool = False) -> Iterator[tuple[Clause, frozenset[str]]]:
    """Each clause with the years it names, else all that its sentence has named before it."""
    before: dict[int, frozenset[str]] = {}
    for clause in text:
        own = dates(without_attribution(clause.text)).years
        so_far = before.get(clause.sentence, frozenset())
        yield clause, own or (frozenset() if only_own else so_far)
        before[clause.sentence] = so_far | own


def _counts_up(amount: Amount, known: tuple[Amount, ...], counted: set[int]) -> bool:
    """Whether a small number only counts what is listed: 这两项, A、B和C三家."""
    value = max(amount.values)
    if value > _FEW or amount.words[0].isdigit() or amount.unit not in ("个", ""):
        return False
    rivals = [other for other in known if other.words[-1] == amount.words[-1] and max(other.values) <= _FEW]
    return not rivals and (value == 2 or int(value) in counted)


def _doubles(amount: Amount, known: tuple[Amount, ...]) -> bool:
    """翻一番 where the evidence has both amounts."""
    if amount.unit != "倍" or max(amount.values) != 2 or amount.words[0].isdigit():
        return False
    return any(a.unit == b.unit and max(a.values) == 2 * max(b.values) for a, b in permutations(known, 2))


def _of_the_year(amount: Amount, said: str, quoted: str) -> bool:
    """前11个月 for 1至11月."""
    return amount.unit == "月" and any(
        re.search(rf"(?:^|\D)1(?:月)?[-—–~至到]{value}月", quoted) or f"first {amount.words}" in said
        for value in amount.values
    )


def _parts(there: Dates, quoted: str) -> frozenset[str]:
    own = set(there.parts)
    for words, part in (("12月", "年底"), ("末", "年底"), ("年初", "年初"), ("新年", "年初")):
        if words in quoted:
            own.add(part)
    if re.search(r"(?:^|\D)1(?:至|—|-|到)9月", quoted):
        own.add("前三季度")
    return frozenset(own)
