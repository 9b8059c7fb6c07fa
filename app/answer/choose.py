"""Which sentences to say, word for word: few, and both sides where two are asked for or two sources differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.answer.evidence import Candidate, Evidence
from app.answer.figures import figures
from app.answer.question import Question, Wanted, years
from corpus.article import Block, BlockKind, Span
from index.fold import terms

MOST_SENTENCES = 3
MOST_ITEMS = 12
_MARGIN = 0.7  # log odds: a further sentence is said if it is this near the best; measured, eval/bench/README.md
_WIDE_MARGIN = 4.0  # … where a list or a comparison is asked for and it tells of what is not told yet
_NEW = 0.15  # of the question's terms, that such a sentence has to add
_TOLD = 0.5  # of a sentence's terms in those already chosen: it tells the same again
_ALIKE = 0.6  # of the shorter sentence's terms: it tells of the same figure
_SAME_THING = 0.1  # of the question's terms: by how much less a sentence of the same figure may cover
_AS_MUCH = 3.0  # log odds, by which such a sentence may look less like the answer
_RIVALS = 12  # candidates that are looked at for another figure


@dataclass(frozen=True, slots=True)
class Choice:
    """What to say. ``items`` are the candidates that are items of a list; ``differing`` where sources disagree."""

    said: tuple[Candidate, ...]
    items: frozenset[Span] = frozenset()
    differing: bool = False


def choose(evidence: Evidence, most: int = MOST_SENTENCES) -> Choice:
    """One to ``most`` sentences of one language, or a list with its items; in reading order.

    Sentences of one article stand in its order; articles in the order of their best sentence.
    """
    question = evidence.question
    best = _newest(evidence) if question.wanted is Wanted.NUMBER and not question.years else evidence.candidates[0]
    if question.wanted is Wanted.LIST:
        for candidate in evidence.candidates[:MOST_SENTENCES]:
            if best.score - candidate.score <= _WIDE_MARGIN and (listed := _list(candidate)):
                return Choice(listed, frozenset(item.span for item in listed[1:]))
    chosen = [best]
    rivals = _rivals(evidence, best) if question.wanted is Wanted.NUMBER else []
    chosen += rivals[: most - 1]
    for candidate in evidence.candidates:
        if len(chosen) >= most:
            break
        if candidate is best or candidate.article.language != best.article.language:
            continue
        behind = best.score - candidate.score
        if behind <= _MARGIN and not _told(candidate, chosen):
            chosen.append(candidate)
        elif behind <= _WIDE_MARGIN and _adds(question, candidate, chosen):  # the other side, in the same words
            chosen.append(candidate)
    return Choice(tuple(in_reading_order(chosen)), differing=bool(rivals))


def in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Articles in the order of their first sentence here, each one's sentences in its own order."""
    articles = list(dict.fromkeys(candidate.article.id for candidate in chosen))
    return sorted(chosen, key=lambda c: (articles.index(c.article.id), c.span.start))


def _told(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether the chosen sentences say it already: several articles may tell one fact in their own words."""
    known = {term for other in chosen for term in terms(other.text)}
    new = set(terms(candidate.text))
    return len(new & known) >= _TOLD * len(new)


def _adds(question: Question, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a list or comparison gains by a sentence: it tells of something asked for that is not told yet."""
    if question.wanted not in (Wanted.COMPARISON, Wanted.LIST) or candidate.reading < 0:
        return False
    known = {term for other in chosen for term in terms(other.text)}
    new = (question.terms & set(terms(candidate.text))) - known
    return len(new) >= _NEW * len(question.terms)


def _rivals(evidence: Evidence, best: Candidate) -> list[Candidate]:
    """Sentences of other articles that give another figure for the same thing, of the same time."""
    found: list[Candidate] = []
    own = _figures(evidence.question, best)
    for candidate in evidence.candidates[1:_RIVALS]:
        others = _figures(evidence.question, candidate)
        if (
            own
            and others
            and candidate.article.id not in {c.article.id for c in (best, *found)}
            and _of_the_same(best, candidate)
            and _alike(best, candidate)
            and {unit for _, unit in own} & {unit for _, unit in others}
            and not own & others
            and years(candidate.text) == years(best.text)
        ):
            found.append(candidate)
    return found


def _newest(evidence: Evidence) -> Candidate:
    """The best sentence, or one of the same figure for a later year, as none is asked for."""
    best = evidence.candidates[0]
    own = _figures(evidence.question, best)
    newest = best
    for candidate in evidence.candidates[1:_RIVALS]:
        units = {unit for _, unit in _figures(evidence.question, candidate)} & {unit for _, unit in own}
        if units and _of_the_same(best, candidate) and _alike(best, candidate) and _time(candidate) > _time(newest):
            newest = candidate
    return newest


def _of_the_same(best: Candidate, other: Candidate) -> bool:
    """Whether another sentence answers as well, and as much of what is asked."""
    return (
        other.article.language == best.article.language
        and best.reading - other.reading <= _AS_MUCH
        and other.misses.count <= best.misses.count
        and other.coverage >= best.coverage - _SAME_THING
    )


def _alike(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences share most of their words, their numbers aside."""
    first, second = ({term for term in terms(c.text) if not term[0].isdigit()} for c in (one, other))
    return len(first & second) >= _ALIKE * min(len(first), len(second))


def _time(candidate: Candidate) -> str:
    """The year a sentence speaks of, else that of its article; empty if neither is known."""
    return max(years(candidate.text), default=(candidate.article.date or "")[:4])


def _figures(question: Question, candidate: Candidate) -> set[tuple[Decimal, str]]:
    asked = {(figure.value, figure.unit) for figure in figures(question.text)}
    return {(figure.value, figure.unit) for figure in figures(candidate.text)} - asked


def _list(best: Candidate) -> tuple[Candidate, ...]:
    """The sentence that opens a list, and the list's items; empty if the best sentence belongs to none."""
    blocks = best.article.blocks
    at = next((n for n, block in enumerate(blocks) if block.start <= best.span.start < block.end), None)
    if at is None:
        return ()
    first = at if blocks[at].kind is BlockKind.ITEM else at + 1
    while first > 0 and first < len(blocks) and blocks[first - 1].kind is BlockKind.ITEM:
        first -= 1
    items: list[Block] = []
    while first + len(items) < len(blocks) and blocks[first + len(items)].kind is BlockKind.ITEM:
        items.append(blocks[first + len(items)])
    opening = blocks[first - 1] if first else None
    if not items or opening is None or opening.kind is not BlockKind.PARAGRAPH:
        return ()
    if blocks[at] is opening and not best.text.rstrip().endswith((":", "：")):
        return ()
    spans = [(opening.start, opening.end), *((item.start, item.end) for item in items[:MOST_ITEMS])]
    if blocks[at] is opening:
        spans[0] = (best.span.start, best.span.end)
    return tuple(replace(best, span=Span(best.article.id, start, end)) for start, end in spans)
