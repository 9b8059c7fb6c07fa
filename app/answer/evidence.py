"""The hits' sentences, scored against the question, and whether they are enough to answer from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.answer.question import Question, years
from corpus.article import Article, Span
from corpus.sentences import statements
from index.embed.embedder import Embedder
from index.fold import simplify, terms
from index.lexical import LexicalIndex
from index.search import Hit, Retrieval

# All measured by eval/bench/answers.py on CMRC2018 dev; figures in eval/bench/README.md.
READ_HITS = 5  # passages whose sentences are read
_COVERAGE = 0.03  # of a sentence's score, beside its cosine
_PASSAGE = 0.005  # of a sentence's score, a unit of its passage's fused score
_SUFFICIENT_COSINE = 64.0  # logistic regression: answerable or not
_SUFFICIENT_COVERAGE = 3.06
_SUFFICIENT_PASSAGE_COVERAGE = 3.07
_SUFFICIENT_BIAS = -60.8
_COSINE_ALONE_BIAS = -55.4  # where terms tell little, in English or across languages: 0.5 at cosine 0.865
_MISSING_YEAR = 0.05  # off a sentence's score if its passage does not name a year that is asked for
SUFFICIENT = 0.5
_VECTORS_IN_MEMORY = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could answer: ``cosine`` with the question, ``coverage`` of the question's terms, by weight.

    ``passage_coverage`` counts the terms anywhere in the passage; title and heading count for both.
    """

    article: Article
    hit: Hit
    span: Span
    cosine: float
    coverage: float
    passage_coverage: float
    score: float

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.article.quote(self.span.start, self.span.end)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Candidates, best first, how likely they hold the answer (0 to 1), and asked years the best passage lacks."""

    candidates: tuple[Candidate, ...]
    sufficiency: float
    missing_years: frozenset[str]

    @property
    def sufficient(self) -> bool:
        """Whether to answer at all."""
        return bool(self.candidates) and self.sufficiency >= SUFFICIENT and not self.missing_years


class EvidenceReader:
    """Scores sentences; keeps the vectors of those it has met, as the same ones come up again and again."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def read(self, question: Question, retrieval: Retrieval) -> Evidence:
        """Score the sentences of the first hits; no hits give evidence that is never sufficient."""
        hits = retrieval.hits[:READ_HITS]
        if not hits:
            return Evidence((), 0.0, question.years)
        weight = _Weight(question, retrieval.generation.lexical)
        articles = {hit.rank: retrieval.generation.article(hit.article_id) for hit in hits}
        found = [(hit, span) for hit in hits for span in statements(articles[hit.rank], hit.start, hit.end)]
        contexts = [_in_context(hit, articles[hit.rank].quote(span.start, span.end)) for hit, span in found]
        cosines = self._vectors(contexts) @ retrieval.vector
        in_passage = {hit.rank: weight.covered(_in_context(hit, hit.text)) for hit in hits}
        missing = {hit.rank: question.years - years(_in_context(hit, hit.text)) for hit in hits}
        candidates = []
        for (hit, span), context, cosine in zip(found, contexts, cosines.tolist(), strict=True):
            article = articles[hit.rank]
            coverage = weight.covered(context)
            score = cosine + retrieval.language_gaps[article.language] + _COVERAGE * coverage
            score += _PASSAGE * (hit.score - hits[0].score) - _MISSING_YEAR * bool(missing[hit.rank])
            candidates.append(Candidate(article, hit, span, cosine, coverage, in_passage[hit.rank], score))
        candidates.sort(key=lambda c: (-c.score, c.hit.rank, c.span.start))
        best = candidates[0]
        gap = retrieval.language_gaps[best.article.language]
        return Evidence(tuple(candidates), _sufficiency(question, best, gap), missing[best.hit.rank])

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        known = self._known  # other threads may put another one in its place; this one only grows
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            fresh = self._embedder.passages([simplify(text) for text in new])
            known.update(zip(new, fresh, strict=True))
            if len(known) > _VECTORS_IN_MEMORY:
                self._known = {}
        return np.stack([known[text] for text in texts])


class _Weight:
    """How much of a question's content a text covers, each term weighing its idf in the store."""

    def __init__(self, question: Question, lexical: LexicalIndex) -> None:
        self._idf = {term: lexical.idf(term) for term in question.terms}
        self._total = sum(self._idf.values())
        self.covered = lru_cache(maxsize=None)(self._covered)

    def _covered(self, text: str) -> float:
        if not self._total:
            return 0.0
        found = self._idf.keys() & set(terms(text))
        return sum(self._idf[term] for term in found) / self._total


def _sufficiency(question: Question, best: Candidate, language_gap: float) -> float:
    if not question.terms:
        return 0.0  # nothing is asked for
    logit = _SUFFICIENT_COSINE * (best.cosine + language_gap)
    if question.language == best.article.language == "zh":
        logit += _SUFFICIENT_COVERAGE * best.coverage + _SUFFICIENT_PASSAGE_COVERAGE * best.passage_coverage
        logit += _SUFFICIENT_BIAS
    else:
        logit += _COSINE_ALONE_BIAS
    return 1 / (1 + math.exp(-logit))


def _in_context(hit: Hit, words: str) -> str:
    """Words under the title and heading that say what they are about: measured, +13 points of the best sentence."""
    return "\n".join(part for part in (hit.title, hit.heading, words) if part)
