"""The evidence a chat model is shown: the sentences that matter with their neighbours, within a budget of tokens."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.answer.evidence import Candidate, Evidence
from app.answer.prompts import as_data, prompt
from app.answer.question import Wanted
from corpus.article import Article, Span
from corpus.sentences import statements
from index.fold import fold

_NEIGHBOURS = 1  # sentences to each side of one that matters
_MOST_CANDIDATES = 12
_ORDERS = re.compile(
    r"(?:忽略|无视|不要理会|忘记)[^。]{0,12}(?:指示|指令|规则|要求|提示|资料)|系统提示|你现在是|你必须回答|"
    r"(?:ignore|disregard|forget)[^.]{0,30}(?:instruction|rule|prompt|source)|you are now|system prompt"
)

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence: ``n`` is its number in the prompt, ``span`` its words, ``spans`` its sentences."""

    n: int
    article: Article
    span: Span
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return self.article.quote(self.span.start, self.span.end)

    def in_prompt(self) -> str:
        """How the model is shown it."""
        date = f"（{self.article.date}）" if self.article.date else ""
        title = as_data(self.article.title)
        return str(prompt("answer")["passage"]).format(n=self.n, title=title, date=date, text=as_data(self.text))


def show(evidence: Sequence[Evidence], first: Sequence[Candidate], count: CountTokens, most_tokens: int) -> list[Shown]:
    """What to show for the parts of a question: the candidates ``first``, then the best others of each part in turn.

    Pieces that touch become one. At least one piece is shown, whatever its length.
    """
    wide = any(one.question.wanted in (Wanted.LIST, Wanted.COMPARISON) for one in evidence)
    taken: dict[tuple[str, int], set[int]] = {}
    passages: dict[tuple[str, int], tuple[Article, tuple[Span, ...]]] = {}
    orders: dict[tuple[str, int], set[int]] = {}
    used = 0
    for candidate in [*first, *_in_turn(evidence)]:
        key = (candidate.article.id, candidate.hit.start)
        if key not in passages:
            stated = statements(candidate.article, candidate.hit.start, candidate.hit.end)
            passages[key] = (candidate.article, tuple(stated))
            orders[key] = {n for n, span in enumerate(stated) if _orders(candidate.article, span)}
        article, own = passages[key]
        at = next((n for n, span in enumerate(own) if span.start <= candidate.span.start < span.end), None)
        if at is None or at in orders[key]:  # what opens a list may stand in the passage before
            continue
        known = taken.get(key, set())
        for reach in (len(own), _NEIGHBOURS, 0) if wide and not known else (_NEIGHBOURS, 0):
            new = set(range(max(0, at - reach), min(len(own), at + reach + 1))) - known - orders[key]
            cost = sum(count(article.quote(own[n].start, own[n].end)) for n in new)
            if used + cost <= most_tokens or not used and not reach:
                used += cost
                taken[key] = known | new
                break
    shown: list[Shown] = []
    for key, numbers in taken.items():
        article, spans = passages[key]
        for run in _runs(sorted(numbers)):
            own = tuple(spans[n] for n in run)
            shown.append(Shown(len(shown) + 1, article, Span(article.id, own[0].start, own[-1].end), own))
    return shown


def _orders(article: Article, span: Span) -> bool:
    """Whether a sentence speaks to a model instead of a reader: it is not shown to one."""
    return bool(_ORDERS.search(fold(article.quote(span.start, span.end))))


def _in_turn(evidence: Sequence[Evidence]) -> list[Candidate]:
    """The best candidate of each part, then the second of each, and so on."""
    longest = max((len(one.candidates) for one in evidence), default=0)
    turns = range(min(longest, _MOST_CANDIDATES))
    return [one.candidates[n] for n in turns for one in evidence if n < len(one.candidates)]


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers parted into runs of neighbours."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
