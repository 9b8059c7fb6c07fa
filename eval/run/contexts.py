"""The passages that citations stand in."""

from collections.abc import Sequence

from app.answer.events import Citation
from eval.run.record import Context
from index.generation import Generation
from index.search import Hit
from index.split import Passage


def contexts(citations: Sequence[Citation], hits: Sequence[Hit], generation: Generation) -> list[Context]:
    """The passage of each citation, in their order: the one that holds most of its words."""
    found = []
    for citation in citations:
        near = [Passage(hit.article_id, hit.start, hit.end, hit.heading) for hit in hits]
        best = max(near, key=lambda passage: _shared(passage, citation), default=None)
        if best is None or _shared(best, citation) < citation.end - citation.start:
            best = max(_passages(citation.article_id, generation), key=lambda passage: _shared(passage, citation))
        text = generation.article(best.article_id).quote(best.start, best.end)
        found.append(
            Context(article_id=best.article_id, start=best.start, end=best.end, text=text, heading=best.heading)
        )
    return found


def _passages(article_id: str, generation: Generation) -> list[Passage]:
    return [generation.passage(row)[1] for row in generation.rows_of([article_id]).tolist()]


def _shared(passage: Passage, citation: Citation) -> int:
    """Characters that both hold; below 1 where there are none."""
    if passage.article_id != citation.article_id:
        return 0
    return min(passage.end, citation.end) - max(passage.start, citation.start)
