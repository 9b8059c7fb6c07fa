"""Rules on words that stand elsewhere: in another article, or in texts that are not ours."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from corpus.check.problem import Problem, Statement

LONGEST_SHARED_RUN = 15  # characters in common with a text that is not ours
_LONGEST_OWN_RUN = 0.75  # of a sentence in common with a sentence of another article
_SHORTEST = 16  # characters: below that two sentences may say the same in the same words
_WALL = "\0"
_FIGURE = re.compile(
    r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d+(?:\.\d+)?[万亿千百]*(?:元|家|个|项|%|年|月|日)?"
)
_TITLE = re.compile(r"《[^》]*》|“[^”]{2,}”|\"[^\"]{2,}\"")
_GLUE = re.compile(r"[\s，,。；;：:！!？?（）()“”\"'‘’《》<>—–\-·|]")


def check_overlap(statements: Sequence[Statement]) -> Iterator[Problem]:
    """No two sentences of different articles that are the same, or nearly so: a reader would be told things twice.

    Sentences are compared through the pairs of characters they share, so that the cost grows with the words and not
    with the square of the sentences.
    """
    plain = [_GLUE.sub("", unicodedata.normalize("NFKC", s.text)) for s in statements]
    holders: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(plain):
        for gram in {text[i : i + 8] for i in range(len(text) - 7)}:
            holders[gram].append(n)
    pairs: dict[tuple[int, int], int] = defaultdict(int)
    for found in holders.values():
        for i, a in enumerate(found):
            for b in found[i + 1 :]:
                if statements[a].article != statements[b].article:
                    pairs[a, b] += 1
    for (a, b), shared in sorted(pairs.items()):
        shorter = min(len(plain[a]), len(plain[b]))
        if shorter >= _SHORTEST and shared + 7 > _LONGEST_OWN_RUN * shorter:
            message = f"says nearly what {statements[b].article} says: {statements[a].text} / {statements[b].text}"
            yield Problem(statements[a].article, "overlap", message)


def check_against(statements: Iterable[Statement], texts: dict[str, str], names: Iterable[str]) -> Iterator[Problem]:
    """No sentence shares more than 15 characters in a row with a text of ``texts`` (name → words).

    Figures with their units, quoted titles and ``names`` count for nothing: two writers cannot avoid them.
    """
    wall = _walls(names)
    walled = {name: wall(text) for name, text in texts.items()}
    for statement in statements:
        words = wall(statement.text)
        for name, text in walled.items():
            run = longest_common_run(words, text)
            if len(run) > LONGEST_SHARED_RUN:
                yield Problem(statement.article, "shared words", f"{run!r} stands in {name} too: {statement.text}")


def longest_common_run(a: str, b: str) -> str:
    """The longest run of characters of ``a`` that stands in ``b`` too, the first of equals."""
    best = ""
    for start in range(len(a)):
        while _WALL not in (run := a[start : start + len(best) + 1]) and len(run) > len(best) and run in b:
            best = run
    return best


def _walls(names: Iterable[str]) -> "_Waller":
    return _Waller(sorted({n for n in names if len(n) > 3}, key=len, reverse=True))


class _Waller:
    """Puts a wall in place of what may be shared, so that no run goes across it."""

    def __init__(self, names: list[str]) -> None:
        self._names = re.compile("|".join(map(re.escape, names))) if names else None

    def __call__(self, text: str) -> str:
        plain = unicodedata.normalize("NFKC", text)
        for pattern in (_TITLE, self._names, _FIGURE):
            if pattern:
                plain = pattern.sub(_WALL, plain)
        return _GLUE.sub("", plain.replace("、", _WALL))  # a list of names is nobody's sentence
