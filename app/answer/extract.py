"""The answerer that needs no model server: the best sentences, word for word, in reading order."""

from app.answer.evidence import Candidate, Evidence
from index.fold import terms

MOST_SENTENCES = 3
_MARGIN = 0.008  # a further sentence is worth reading if its score is this near the best: eval/bench/README.md

_TOLD = 0.5  # of a sentence's terms in those already chosen: it tells the same again


def choose(evidence: Evidence) -> list[Candidate]:
    """One to three sentences of one language: the best, and those nearly as good that add something to it.

    Sentences of one article stand in its order; articles in the order of their best sentence.
    """
    best = evidence.candidates[0]
    chosen: list[Candidate] = []
    for candidate in evidence.candidates:
        if best.score - candidate.score > _MARGIN or len(chosen) == MOST_SENTENCES:
            break
        if candidate.article.language == best.article.language and not _told(candidate, chosen):
            chosen.append(candidate)
    articles = list(dict.fromkeys(candidate.article.id for candidate in chosen))
    return sorted(chosen, key=lambda c: (articles.index(c.article.id), c.span.start))


def _told(candidate: Candidate, chosen: list[Candidate]) -> bool:
    """Whether the chosen sentences say it already: several articles may tell one fact in their own words."""
    known = {term for other in chosen for term in terms(other.text)}
    new = set(terms(candidate.text))
    return len(new & known) >= _TOLD * len(new)
