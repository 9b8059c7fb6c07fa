"""The answerer that needs no model server: the best sentences, word for word, in reading order."""

from app.answer.evidence import Candidate, Evidence

MOST_SENTENCES = 3
_MARGIN = 0.010  # a further sentence is worth reading if its score is this near the best: eval/bench/README.md


def choose(evidence: Evidence) -> list[Candidate]:
    """One to three sentences: the best, and those nearly as good, no words twice.

    Sentences of one article stand in its order; articles in the order of their best sentence.
    """
    best = evidence.candidates[0]
    chosen: list[Candidate] = []
    for candidate in evidence.candidates:
        if best.score - candidate.score > _MARGIN or len(chosen) == MOST_SENTENCES:
            break
        if all(candidate.text != other.text for other in chosen):
            chosen.append(candidate)
    articles = list(dict.fromkeys(candidate.article.id for candidate in chosen))
    return sorted(chosen, key=lambda c: (articles.index(c.article.id), c.start))
