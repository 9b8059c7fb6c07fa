"""An amount, and when another one carries it."""

from dataclasses import dataclass
from decimal import Decimal

_APART = frozenset({"%", "百分点", "倍", "第"})  # units that are never left out
_HARDLY_MORE = Decimal("1.01")
_LEFT = 2  # digits that rounding has to leave


@dataclass(frozen=True, slots=True)
class Amount:
    """What a number may stand for, in ``unit``: "" if none is written, 个 for all that only counts things.

    ``side`` is 1 for more than that, -1 for less, 0 for neither. ``capped``: it is the most there may be. ``exact``:
    it is not said to be about that, either. ``loose``: a small number that may be part of a word, as in 长三角.
    ``start`` and ``end``: where it stands in the plain text.
    """

    values: frozenset[Decimal]
    unit: str
    side: int
    exact: bool
    words: str
    start: int
    end: int
    capped: bool = False
    loose: bool = False

    def fits(self, other: "Amount") -> bool:
        """Whether the other one, of the evidence, may carry this one."""
        if self.unit != other.unit and ((self.unit and other.unit) or _APART & {self.unit, other.unit}):
            return False
        if self.values & other.values:
            unsaid = self.side < 0 and not self.capped and other.side == 0 and other.exact
            return self.side * other.side >= 0 and not unsaid
        return any(self._rounds(mine, theirs) for mine in self.values for theirs in other.values)

    def _rounds(self, mine: Decimal, theirs: Decimal) -> bool:
        """Whether 超5400亿, 近5500亿 or 约5500亿 may be said of 5463.12亿."""
        if (self.exact and not self.side) or not mine or not theirs or _digits(mine) < _LEFT:
            return False
        step = Decimal(1).scaleb(mine.normalize().adjusted() - _digits(mine) + 1)
        if self.side > 0:
            return mine <= theirs and (theirs < mine + step or theirs <= mine * _HARDLY_MORE)
        if self.side < 0:
            return mine - step < theirs <= mine
        return abs(mine - theirs) <= step / 2


def _digits(value: Decimal) -> int:
    """Digits of a value without the noughts at its end."""
    return len(value.normalize().as_tuple().digits)
