"""How often the right article is among the first hits: dense, lexical and fused ranking, through the product's doors.

python -m eval.bench.retrieval --squad cmrc2018_dev.json --squad drcd_dev.json [--work DIR]
python -m eval.bench.retrieval                  # our own questions over our own articles, those across languages too

A set is imported, its paragraphs are indexed with the product's defaults, and every answerable question is searched.
Stores are kept in ``--work``, so that a second run embeds nothing.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import corpus as corpus_room
import eval as eval_room
from app.settings import read_settings
from eval.dataset import Question, read_questions
from eval.metrics.intervals import intervals
from eval.squad import import_squad
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.filter import Filter
from index.search import Hit, Searcher

_DEPTH = 10
_CANDIDATES = 100  # hits asked for: as many as the product takes of each ranking before it fuses them

_RANKINGS: dict[str, Callable[[Hit], float]] = {
    "dense": lambda hit: hit.dense,
    "lexical": lambda hit: hit.lexical,
    "fused": lambda hit: -hit.rank,
}


def main() -> None:
    """Print a table of each set, and with ``--json`` the figures too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, action="append", help="a question set in SQuAD's format; may be repeated")
    parser.add_argument("--work", type=Path, help="folder of the stores (a temporary one)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, too")
    given = parser.parse_args()
    settings = read_settings()
    embedder = LazyEmbedder(settings.embedder, settings.cache)
    figures: dict[str, dict[str, dict[str, list[float]]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)

        def searcher(name: str, articles: Path) -> Searcher:
            store = work / name / f"store-{settings.passage_chars}"
            Builder(store, embedder, settings.splitter).build([articles])
            return Searcher(store, embedder)

        for source in given.squad or []:
            place = work / source.stem
            import_squad(source, place / "articles", place / "questions.jsonl")
            asked = [q for q in read_questions(place / "questions.jsonl").questions if q.answerable]
            figures[source.stem] = _measure(searcher(source.stem, place / "articles"), asked)
        if not given.squad:
            ours = searcher("ours", Path(corpus_room.__file__).parent / "articles")
            for name, asked, where in _own_sets():
                figures[name] = _measure(ours, asked, where)
    for name, rankings in figures.items():
        _print(name, rankings)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))


def _own_sets() -> list[tuple[str, list[Question], Filter | None]]:
    folder = Path(eval_room.__file__).parent / "questions"
    suzhou = [q for q in read_questions(folder / "suzhou.jsonl").questions if q.answerable]
    across = read_questions(folder / "crosslingual.jsonl").questions
    english, chinese = ([q for q in across if q.lang == lang] for lang in ("en", "zh"))
    first_only = [q.model_copy(update={"evidence": q.evidence[:1]}) for q in chinese]
    return [
        ("our questions", suzhou, None),
        ("English questions, Chinese articles", english, None),
        ("Chinese questions told in English articles", chinese, None),
        ("… among the English articles alone", first_only, Filter(languages=("en",))),
    ]


def _measure(
    searcher: Searcher, questions: Sequence[Question], where: Filter | None = None
) -> dict[str, dict[str, list[float]]]:
    ranks: dict[str, list[float]] = {name: [] for name in _RANKINGS}
    sizes = set()
    for question in questions:
        retrieval = searcher.search(question.question, _CANDIDATES, where)
        gold = {evidence.article_id for evidence in question.evidence}
        sizes.add(len(retrieval.generation))
        for name, score in _RANKINGS.items():
            articles = dict.fromkeys(hit.article_id for hit in sorted(retrieval.hits, key=score, reverse=True))
            ranks[name].append(next((rank for rank, name in enumerate(articles) if name in gold), np.inf))
    print(f"{len(questions)} questions, {sizes.pop()} passages", flush=True)
    return {name: _figures(np.array(found)) for name, found in ranks.items()}


def _figures(ranks: NDArray[np.float64]) -> dict[str, list[float]]:
    """Each metric with its 95 % bootstrap interval over the questions; ``ranks`` count from 0."""
    near = ranks < _DEPTH
    by_question = {f"hit@{k}": (ranks < k).astype(float) for k in (1, 3, 5, 10)}
    by_question["MRR@10"] = np.where(near, 1 / (ranks + 1), 0)
    by_question["nDCG@10"] = np.where(near, 1 / np.log2(np.where(near, ranks, 0) + 2), 0)
    values = np.stack(list(by_question.values()))
    around = intervals(values, np.ones_like(values))
    return {
        name: [float(found.mean()), float(low), float(high)]
        for name, found, (low, high) in zip(by_question, values, around, strict=True)
    }


def _print(name: str, rankings: dict[str, dict[str, list[float]]]) -> None:
    metrics = list(next(iter(rankings.values())))
    print(f"\n| {name} | {' | '.join(metrics)} |\n|---|{'---|' * len(metrics)}")
    for ranking, figures in rankings.items():
        cells = (f"{mean:.4f} ({low:.3f}-{high:.3f})" for mean, low, high in figures.values())
        print(f"| {ranking} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
