"""The difference of two cited figures, where it is asked for: shown with both, so that nothing is computed unseen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.answer.figures import Figure, figures
from index.fold import fold

_ASKED = re.compile(
    r"相?差(?:了|距|额|有)?(?:是|为)?(?:多少|多大|几)|(?:高|低|多|少|大|小|增加|减少|增长|提高|下降|领先|落后)(?:出|了)?(?:多少|几)|"
    r"how (?:much|many) (?:more|less|fewer|higher|lower|larger)|(?:by how much|difference|gap)"
)
_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))


@dataclass(frozen=True, slots=True)
class Difference:
    """``first`` and ``second`` are the figures' words, the greater first, with the numbers of their citations."""

    words: str
    first: tuple[str, int]
    second: tuple[str, int]


def difference(question: str, said: Sequence[tuple[int, str]]) -> Difference | None:
    """That of the figures of two cited sentences (number, text), if the question asks for one and no other is meant.

    None where a sentence has several figures of the unit, and where there are not just two sentences that have one.
    """
    if not _ASKED.search(fold(question)):
        return None
    found: list[tuple[int, Figure]] = []
    for number, text in said:
        own = {figure.value: figure for figure in figures(text) if figure.unit not in ("%", "个百分点")}
        if len(own) > 1:
            return None
        found += [(number, figure) for figure in own.values()]
    if len(found) != 2 or found[0][1].unit != found[1][1].unit or found[0][1].value == found[1][1].value:
        return None
    (n, greater), (m, less) = sorted(found, key=lambda pair: -pair[1].value)
    words = f"{_written(greater.value - less.value)}{greater.unit}"
    return Difference(words, (_own_words(greater), n), (_own_words(less), m))


def _own_words(figure: Figure) -> str:
    return figure.words.removesuffix(figure.noun)


def _written(value: Decimal) -> str:
    """A number as Chinese texts write it: 0.7万亿 as 7000亿."""
    scale, name = next(((scale, name) for scale, name in _SCALES if value >= scale), (Decimal(1), ""))
    return f"{(value / scale).normalize():f}{name}"
