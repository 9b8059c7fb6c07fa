"""A question of a run as its row of the report shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.match import holds
from eval.metrics.overlap import is_evidence, overlap
from eval.report.figures import ordered, shown
from eval.report.passages import Passages
from eval.report.tables import DIMENSIONS, keys_of
from eval.report.why import why
from eval.report.words import GOOD, LOST, OUTCOMES, SUPPORT, Words, css_name, stage
from eval.run import reply as reply_parts
from eval.run.record import Context, Record
from eval.run.reply import Reply, reply

_MARK = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Fact:
    """A key fact in its wordings, and whether the answer says one of them."""

    wordings: tuple[str, ...]
    found: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that answer the question; ranks of the hits and numbers of the citations that share words with them.

    ``kept``: the store holds these words.
    """

    quote: str
    article: str
    kept: bool
    hits: tuple[int, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    support: str
    label: Words


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation; its passage is ``before`` + ``quote`` + ``after``. ``url`` is empty where it is no web address."""

    n: int
    about: str
    url: str
    heading: str
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """A hit. ``passage`` is its number among the report's passages; ``holds``: what answers the question is in it."""

    rank: int
    score: float
    title: str
    heading: str
    passage: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A question, ready to be shown. ``groups`` are its keys in each dimension of the tables.

    ``answered`` is None where only retrieval ran, or an error was met. ``ms``: how long it took, in milliseconds.
    """

    record: Record
    outcome: Words
    css: str
    good: bool
    lost: bool
    why: Words | None
    understood: str
    answer: str
    said: tuple[Said, ...]
    notes: str
    facts: tuple[Fact, ...]
    gold: tuple[Gold, ...]
    cited: tuple[Cited, ...]
    found: tuple[Found, ...]
    groups: dict[str, Sequence[str]]
    answered: bool | None
    answerer: str
    scores: list[tuple[str, str]]
    judged: list[tuple[str, str]]
    timings: list[tuple[Words, float]]
    ms: float


def case(record: Record, passages: Passages) -> Case:
    """Make a record ready to be shown; its hits' texts are added to ``passages``."""
    result, said = record.result or {}, reply(record)
    hits, citations = (said.hits, said.citations) if said else ((), ())
    facts = tuple(Fact(tuple(fact), holds(fact, said.text if said else "")) for fact in record.answers)
    missing = [fact for fact in facts if not fact.found]
    wanted = [fact.wordings for fact in missing] or record.answers
    with_answer = [
        rank
        for rank, hit in enumerate(hits, start=1)
        if is_evidence(hit, record) or any(holds(fact, hit.text) for fact in wanted)
    ]
    understood = result.get("standalone_question", record.question)
    return Case(
        record=record,
        outcome=OUTCOMES[record.outcome],
        css=css_name(record.outcome),
        good=record.outcome in GOOD,
        lost=record.outcome in LOST,
        why=why(record, with_answer, [fact.wordings[0] for fact in missing]),
        understood=understood if understood != record.question else "",
        answer=result.get("answer", ""),
        said=tuple(Said(one.text, one.citations, one.support, SUPPORT[one.support]) for one in _sentences(said)),
        notes=_notes(result.get("answer", ""), _sentences(said)),
        facts=facts,
        gold=tuple(_gold(record, number, hits, citations, passages) for number in range(len(record.evidence))),
        cited=tuple(
            _cited(*pair) for pair in zip(result.get("citations", []), _contexts(record, citations), strict=True)
        ),
        found=tuple(
            Found(rank, hit["score"], hit["title"], hit["heading"], passages.number(hit), rank in with_answer)
            for rank, hit in enumerate(result.get("hits", []), start=1)
        ),
        groups={dimension: keys_of(record, dimension) for dimension in DIMENSIONS},
        answered=said.answered if said else None,
        answerer=said.answerer if said else "",
        scores=[(name, shown(name, record.scores[name])) for name in ordered(record.scores)],
        judged=[(name, f"{value:.2f}") for name, value in record.judged.items()],
        timings=[(stage(name), spent) for name, spent in (said.timings_ms if said else {}).items()],
        ms=round(said.timings_ms.get("total", record.seconds * 1000) if said else record.seconds * 1000, 1),
    )


def _sentences(said: Reply | None) -> Sequence[reply_parts.Said]:
    return said.sentences if said else ()


def _gold(
    record: Record,
    number: int,
    hits: Sequence[reply_parts.Passage],
    citations: Sequence[reply_parts.Cited],
    passages: Passages,
) -> Gold:
    item = record.evidence[number]
    places = record.gold[number] if number < len(record.gold) else []
    names = dict.fromkeys([place.article_id for place in places] or [item.article_id or ""])
    return Gold(
        item.quote,
        " / ".join(passages.titles.get(name, name) for name in names if name),
        bool(places),
        tuple(rank for rank, hit in enumerate(hits, start=1) if any(overlap(hit, place) for place in places)),
        tuple(one.n for one in citations if any(overlap(one, place) for place in places)),
    )


def _contexts(record: Record, citations: Sequence[reply_parts.Cited]) -> list[Context]:
    """The passage of each citation; one that was not kept is the quote alone."""
    kept = list(record.contexts[: len(citations)])
    rest = citations[len(kept) :]
    return kept + [Context(article_id=one.article_id, start=one.start, end=one.end, text=one.quote) for one in rest]


def _cited(citation: dict[str, Any], context: Context) -> Cited:
    start, end = citation["start"] - context.start, citation["end"] - context.start
    quote: str = citation["quote"]
    text = context.text
    if text[max(0, start) : max(0, end)] != quote:  # words that go on beyond the passage: show them on their own
        text, start, end = quote, 0, len(quote)
    url = citation.get("url") or ""
    return Cited(
        n=citation["n"],
        about=" · ".join(part for part in (citation["title"], citation["publisher"], citation["date"]) if part),
        url=url if url.startswith(("http://", "https://")) else "",
        heading=context.heading,
        before=text[:start],
        quote=quote,
        after=text[end:],
    )


def _notes(answer: str, sentences: Sequence[reply_parts.Said]) -> str:
    """What an answer says beside its sentences: what is not answered, which sources disagree."""
    rest = _MARK.sub("", answer)
    for sentence in sentences:
        rest = rest.replace(sentence.text.strip(), "", 1)
    return rest.strip(" \n-•·") if sentences else ""
