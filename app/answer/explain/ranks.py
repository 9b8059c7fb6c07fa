"""At which place each hit was found, by meaning and by shared words."""

from collections.abc import Callable, Iterable

from app.answer.engine import Engine
from app.answer.events import Answer
from app.answer.explain.explanation import RankedHit
from app.answer.extract import Extract
from index.search import MOST_HITS, Hit, Retrieval

_Place = tuple[str, int]


def ranked(engine: Engine, answer: Answer, retrieval: Retrieval, extract: Extract) -> tuple[RankedHit, ...]:
    """The hits of the whole question, with their places among as many as can be asked for.

    The cosines are centred by language, as they are when they are fused.
    """
    everything = engine.searcher.search(answer.standalone_question, MOST_HITS)
    gaps, live = everything.language_gaps, everything.generation
    languages = {name: live.article(name).language for name in {hit.article_id for hit in everything.hits}}
    by_meaning = _places(everything.hits, lambda hit: hit.dense + gaps[languages[hit.article_id]])
    by_words = _places((hit for hit in everything.hits if hit.lexical > 0), lambda hit: hit.lexical)
    read = {
        (candidate.hit.article_id, candidate.hit.start)
        for evidence in (extract.evidence, *(evidence for _, evidence in extract.parts))
        for candidate in evidence.candidates
    }
    found = []
    for hit in retrieval.hits:
        place = (hit.article_id, hit.start)
        cited = tuple(
            c.n for c in answer.citations if c.article_id == hit.article_id and hit.start <= c.start < hit.end
        )
        found.append(RankedHit(hit, by_meaning.get(place), by_words.get(place), place in read, cited))
    return tuple(found)


def _places(hits: Iterable[Hit], score: Callable[[Hit], float]) -> dict[_Place, int]:
    """The place of each, from 1, best first."""
    order = sorted(hits, key=score, reverse=True)
    return {(hit.article_id, hit.start): rank for rank, hit in enumerate(order, start=1)}
