"""BM25 as an inner product: a term's weight in a passage stands in its row, its worth comes with the question.

Milvus has a BM25 of its own, by an analyzer that cuts words. Ours takes the terms that the other engine takes
(``fold.terms``), in which a word is found wherever it stands and in either script; with the same k1 and b, so that both
rank alike. milvus-lite's would weigh by segment, so that an article added last would weigh otherwise than the rest.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable

_K1, _B = 1.2, 0.75  # tantivy's, as Lucene's
_TERMS_A_CHARACTER = 0.4  # mean terms of a passage by the characters it may have: measured, 162 of 400
_DIMENSIONS = 2**32 - 2


def dimension(term: str) -> int:
    """The place of a term in the sparse vectors: of a million terms, about a hundred share theirs."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little") % _DIMENSIONS


def weights(terms: Iterable[str], passage_chars: int) -> dict[int, float]:
    """Weights of a passage's terms, by dimension. ``passage_chars`` is the longest passage."""
    counts = Counter(dimension(term) for term in terms)
    length = 1 - _B + _B * counts.total() / (_TERMS_A_CHARACTER * passage_chars)
    return {place: count * (_K1 + 1) / (count + _K1 * length) for place, count in counts.items()}
