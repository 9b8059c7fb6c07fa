"""Retrieval: how near the top of what was found the evidence stands.

Articles are ranked by their first hit, so that each counts once; relevance is binary, an article is gold if evidence of
the question stands in it. What lies beyond the hits that the product asked for counts as not found.
"""

import math
from collections.abc import Collection, Sequence

from eval.match import holds
from eval.metrics.overlap import gold_articles, overlap
from eval.run.record import Record
from eval.run.reply import Passage, reply

DEPTH = 10


def hit(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """hit@k: 1 if a gold article is among the first ``k`` of ``ranked``, else 0; 0 where nothing is gold.

    Also called success@k or, by a list of which one article is gold, recall@k.
    """
    return float(any(article in gold for article in ranked[:k]))


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str], k: int = DEPTH) -> float:
    """RR@k = 1 / r, r the rank from 1 of the first gold article among the first ``k``; 0 if there is none.

    Its mean over questions is MRR@k. Source: Voorhees 1999, "The TREC-8 Question Answering Track Report".
    """
    return next((1 / rank for rank, article in enumerate(ranked[:k], start=1) if article in gold), 0.0)


def ndcg(ranked: Sequence[str], gold: Collection[str], k: int = DEPTH) -> float:
    """nDCG@k = DCG / IDCG; DCG is the sum of rel_i / log2(i + 1) over ranks i from 1 to ``k``, rel_i 1 if gold, else 0.

    IDCG is the DCG of a ranking with all gold articles first; 0 where nothing is gold. Source: Järvelin and Kekäläinen
    2002, "Cumulated gain-based evaluation of IR techniques", with the discount log2(i + 1) of trec_eval.
    """
    gain = sum(1 / math.log2(rank + 1) for rank, article in enumerate(ranked[:k], start=1) if article in gold)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(gold), k) + 1))
    return gain / best if best else 0.0


def evidence_recall(record: Record, hits: Sequence[Passage]) -> float | None:
    """Share of the question's key facts that stand in the text of one of ``hits`` (see ``eval.match``).

    A question without key facts: share of its items of evidence that share a character with a hit, by their spans.
    None for a question with neither.
    """
    if record.answers:
        return sum(any(holds(fact, hit.text) for hit in hits) for fact in record.answers) / len(record.answers)
    if record.evidence:
        found = [any(overlap(place, hit) for place in places for hit in hits) for places in record.gold]
        return sum(found) / len(record.evidence)
    return None


def retrieval_scores(record: Record) -> dict[str, float]:
    """``hit@1``, ``hit@3``, ``hit@5``, ``hit@10``, ``MRR@10``, ``nDCG@10``, ``evidence_recall@5`` and ``@10``.

    Of answerable questions that ended in no error: the first six if evidence is given, the others if key facts or
    evidence are.
    """
    found = reply(record)
    if found is None or not record.answerable:
        return {}
    scores: dict[str, float] = {}
    if record.evidence:
        ranked, gold = list(dict.fromkeys(hit.article_id for hit in found.hits)), gold_articles(record)
        scores = {f"hit@{k}": hit(ranked, gold, k) for k in (1, 3, 5, 10)}
        scores |= {f"MRR@{DEPTH}": reciprocal_rank(ranked, gold), f"nDCG@{DEPTH}": ndcg(ranked, gold)}
    for k in (5, 10):
        recall = evidence_recall(record, found.hits[:k])
        if recall is not None:
            scores[f"evidence_recall@{k}"] = recall
    return scores
