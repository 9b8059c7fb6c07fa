"""Our metrics beside those of other programs, on random rankings and texts: the largest difference of each.

python -m eval.bench.metrics [--count 2000]     # pip install pytrec_eval-terrier rouge-chinese

pytrec_eval is trec_eval itself; rouge-chinese is the ROUGE of most Chinese papers. hit@k is trec_eval's success_k.
"""

import argparse
import importlib
import json
import random

from eval.metrics.answers import rouge_l
from eval.metrics.retrieval import DEPTH, hit, ndcg, reciprocal_rank
from index.fold import characters

_DOCUMENTS = [f"d{n}" for n in range(30)]
_UNITS = list("苏州有五万亿元人工智能，。2026") + [" AI ", " chips "]


def main() -> None:
    """Print the largest differences as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="how many random cases of each")
    count = parser.parse_args().count
    rng = random.Random(0)
    print(json.dumps({"rankings": count, "largest difference": retrieval(rng, count)}))
    print(json.dumps({"pairs of texts": count, "largest difference": text(rng, count)}))


def retrieval(rng: random.Random, count: int) -> dict[str, float]:
    """Of each metric the largest difference from trec_eval's, over rankings of 1 to 20 of which 1 to 6 are gold."""
    evaluator = importlib.import_module("pytrec_eval").RelevanceEvaluator
    worst: dict[str, float] = {}
    for _ in range(count):
        ranked = rng.sample(_DOCUMENTS, rng.randint(1, 20))
        gold = set(rng.sample(_DOCUMENTS, rng.randint(1, 6)))
        judged = {"q": dict.fromkeys(gold, 1)}
        run = {"q": {name: float(-rank) for rank, name in enumerate(ranked[:DEPTH])}}  # recip_rank has no depth
        theirs = evaluator(judged, {"ndcg_cut.10", "recip_rank", "success.1,3,5,10"}).evaluate(run)["q"]
        ours = {"ndcg_cut_10": ndcg(ranked, gold), "recip_rank": reciprocal_rank(ranked, gold)}
        ours |= {f"success_{k}": hit(ranked, gold, k) for k in (1, 3, 5, 10)}
        worst = {name: max(worst.get(name, 0.0), abs(theirs[name] - value)) for name, value in ours.items()}
    return worst


def text(rng: random.Random, count: int) -> dict[str, float]:
    """The largest difference of ROUGE-L, which the other program rounds: also of F from its own P and R."""
    rouge = importlib.import_module("rouge_chinese").Rouge(metrics=["rouge-l"])
    worst = {"rouge-l f": 0.0, "rouge-l f of its p and r": 0.0}
    for _ in range(count):
        reference, said = ("".join(rng.choices(_UNITS, k=rng.randint(1, 40))) for _ in range(2))
        if not characters(reference) or not characters(said):
            continue
        theirs = rouge.get_scores(" ".join(characters(said)), " ".join(characters(reference)))[0]["rouge-l"]
        total = theirs["p"] + theirs["r"]
        exact = 2 * theirs["p"] * theirs["r"] / total if total else 0.0
        ours = rouge_l(reference, said)
        for name, value in zip(worst, (theirs["f"], exact), strict=True):
            worst[name] = max(worst[name], abs(value - ours))
    return worst


if __name__ == "__main__":
    main()
