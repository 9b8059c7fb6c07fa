"""A second look at the first candidates: how well the best sentence of each matches, by pairs and by characters.

A passage may match a question with words from all over it; the one that holds the answer tends to have a sentence that
matches by itself. Measured: eval/bench/README.md.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import statements
from index.fold import characters, characters_of_folded, fold, terms, terms_of_folded
from index.fuse import fuse
from index.generation import Generation

RERANKED = 20  # candidates that are looked at again
_PAIRS, _CHARACTERS = 0.2, 0.2  # weights of standard scores, beside that of the fused score
_K1, _B = 1.2, 0.3  # BM25's, for sentences: their length says less of their topic than a passage's
_PASSAGES_IN_MEMORY = 400  # whose sentences' terms are kept, about 0.1 MB each


class Reranker:
    """Scores candidates of one generation anew; keeps the terms of those it has met."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._sentences = lru_cache(maxsize=_PASSAGES_IN_MEMORY)(partial(_read_sentences, generation))

    def scores(
        self, question: str, rows: Sequence[int], fused: NDArray[np.float64], groups: NDArray[np.integer], own: int
    ) -> NDArray[np.float64]:
        """New scores of the passages in ``rows``, shape (len(rows),), by their fused ones; groups, own: see fuse."""
        sentences = [self._sentences(row) for row in rows]
        idf = self._generation.lexical.idf
        pairs = {term: idf(term) for term in set(terms(question))}
        single = {term: idf(term, "characters") for term in set(characters(question))}
        by_pairs = _best(pairs, terms(question), [[s[0] for s in passage] for passage in sentences])
        by_characters = _best(single, characters(question), [[s[1] for s in passage] for passage in sentences])
        return fuse(fused, [(_PAIRS, by_pairs), (_CHARACTERS, by_characters)], groups, own)


def _read_sentences(generation: Generation, row: int) -> list[tuple[Counter[str], Counter[str]]]:
    """Terms and characters of each sentence of a passage, under its title."""
    article, start, end = generation.span(row)
    texts = [article.quote(span.start, span.end) for span in statements(article, start, end)]
    title, *folded = fold("\n".join(" ".join(text.split("\n")) for text in (article.title, *texts))).split("\n")
    terms_before, characters_before = terms_of_folded(title), characters_of_folded(title)
    return [
        (
            Counter(terms_before + terms_of_folded(text)),
            Counter(characters_before + characters_of_folded(text)),
        )
        for text in folded
    ]


def _best(idf: dict[str, float], question: Iterable[str], passages: Sequence[Sequence[Counter[str]]]) -> list[float]:
    """BM25 of the best sentence of each passage, by idf over all passages and lengths among these sentences.

    Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
    """
    weight = {term: idf[term] * count for term, count in Counter(question).items()}
    sizes = [sentence.total() for passage in passages for sentence in passage]
    mean = max(1.0, sum(sizes) / max(1, len(sizes)))

    def score(sentence: Counter[str]) -> float:
        length = _K1 * (1 - _B + _B * sentence.total() / mean)
        return sum(weight[t] * sentence[t] / (sentence[t] + length) for t in sentence.keys() & weight.keys())

    return [max((score(sentence) for sentence in passage), default=0.0) for passage in passages]
