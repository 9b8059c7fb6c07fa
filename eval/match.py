"""Does a text say a key fact, in any of the wordings that count for it?"""

from collections.abc import Iterable, Sequence

from eval.words import Word, words


def holds(wordings: Iterable[str], text: str) -> bool:
    """Whether a text holds one of the wordings; False where there are none, or only empty ones.

    Both are compared word by word in any spelling (Traditional, full-width, case), blanks aside: Chinese characters and
    marks one by one, so that a Chinese wording may stand anywhere; Latin words whole; numbers by value, so that 5万亿
    is held by 五万亿, 50000亿, 50,000亿 and 5 trillion, and 37 by none of 2037, 3.37 and A37. A number without a
    unit is also held by the same digits with one (42661 by 42661亿元), not the other way round.
    """
    said = words(text)
    return any(_stands(words(wording), said) for wording in wordings)


def _stands(wanted: Sequence[Word], said: Sequence[Word]) -> bool:
    count = len(wanted)
    if not count:
        return False
    for at in range(len(said) - count + 1):
        if said[at].glued or (at + count < len(said) and said[at + count].glued):
            continue
        if all(_says(said[at + n], word) for n, word in enumerate(wanted)):
            return True
    return False


def _says(said: Word, wanted: Word) -> bool:
    return said.key == wanted.key or (said.bare is not None and said.bare == wanted.key)
