"""The Milvus engine beside the one in files: does it find the same, and what does it take?

python -m eval.bench.milvus quality --squad cmrc2018_dev.json --work DIR [--questions 1000] [--uri http://...]
python -m eval.bench.milvus scale --work DIR [--size 20000] [--uri http://...]

Without ``--uri`` it is a file of milvus-lite, in this process. ``quality`` indexes the paragraphs of a set in both
engines by the same vectors and asks both the same questions. ``scale``, which draws on the texts of ``quality``, builds
a store of drawn passages (see drawn.py) in a process of its own, and searches it in another.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from app.settings import read_settings
from corpus.load import load
from corpus.sentences import statements
from eval.bench.drawn import REAL, DrawnEmbedder, sources
from eval.bench.kept import KeptVectors
from eval.bench.process import apart, peak, resident
from eval.dataset import Question, read_questions
from eval.squad import import_squad
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.milvus.build import MilvusBuilder
from index.milvus.database import Database
from index.milvus.place import Place
from index.milvus.shelf import MilvusShelf
from index.search import Searcher
from index.split import SplitSettings
from index.store.open import open_live

_DEPTH = 5
_ASKED = 100  # questions of a drawn store


def main() -> None:
    """Print the figures as JSON, a line a stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=["quality", "scale"])
    parser.add_argument("--squad", type=Path, help="a question set in SQuAD's format")
    parser.add_argument("--work", type=Path, required=True, help="folder of texts and stores")
    parser.add_argument("--questions", type=int, help="how many, spread over the set (all)")
    parser.add_argument("--size", type=int, default=20_000, help=f"passages of the drawn store, over {REAL}")
    parser.add_argument("--uri", help="address of a Milvus server")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    if given.stage == "quality":
        for line in _quality(given.squad, given.work, given.questions, given.uri):
            print(json.dumps(line, ensure_ascii=False), flush=True)
        return
    if given.size <= REAL:
        parser.error(f"--size is {given.size}, expected more than {REAL}: smaller stores are not drawn")
    uri = given.uri or str(given.work / f"drawn-{given.size}.db")
    _texts(given.work)
    print(json.dumps(apart(_build, given.work, given.size, uri)), flush=True)
    print(json.dumps(apart(_search, given.work, uri)), flush=True)


def _quality(squad: Path, work: Path, count: int | None, uri: str | None) -> list[dict[str, Any]]:
    settings = read_settings()
    articles, files = work / "articles", work / "files"
    import_squad(squad, articles, work / "questions.jsonl")
    embedder = KeptVectors(LazyEmbedder(settings.embedder, settings.cache), work / "vectors.sqlite")
    place = Place(uri or str(work / "quality.db"))
    Builder(files, embedder, settings.splitter).build([articles])
    MilvusBuilder(place, embedder, settings.splitter).build([articles])
    asked = [question for question in read_questions(work / "questions.jsonl").questions if question.answerable]
    asked = asked[:: max(1, len(asked) // count)] if count else asked
    both = {
        "files": Searcher(files, embedder),
        "milvus": Searcher(MilvusShelf(Database(place, embedder.fingerprint)), embedder),
    }
    ranks = {name: [_rank(searcher, question) for question in asked] for name, searcher in both.items()}
    same = np.mean([a == b for a, b in zip(*(found for _, found in map(_parted, ranks.values())), strict=True)])
    told = []
    for name, found in ranks.items():
        places, _ = _parted(found)
        told.append(
            {"engine": name, "questions": len(asked), "passages": len(both[name].generation())} | _figures(places)
        )
    return [*told, {"questions with the same first passage": round(float(same), 4)}]


def _rank(searcher: Searcher, question: Question) -> tuple[float, tuple[str, int]]:
    """Rank of the right article from 0, and the first passage."""
    hits = searcher.search(question.question, 2 * _DEPTH).hits
    gold = {evidence.article_id for evidence in question.evidence}
    articles = dict.fromkeys(hit.article_id for hit in hits)
    return next((rank for rank, name in enumerate(articles) if name in gold), np.inf), (
        hits[0].article_id,
        hits[0].start,
    )


def _parted(found: list[tuple[float, tuple[str, int]]]) -> tuple[np.ndarray[Any, Any], list[tuple[str, int]]]:
    return np.array([rank for rank, _ in found]), [first for _, first in found]


def _figures(ranks: np.ndarray[Any, Any]) -> dict[str, float]:
    return {f"hit@{k}": round(float((ranks < k).mean()), 4) for k in (1, 3, _DEPTH)}


def _texts(work: Path) -> None:
    """What is drawn from: the sentences of the set, and the vectors of its passages."""
    generation = open_live(work / "files")
    np.save(work / "real.npy", generation.vectors(np.arange(len(generation))), allow_pickle=False)
    lines = [
        {"title": a.title, "sentences": [a.quote(s.start, s.end) for s in statements(a, 0, len(a.text))]}
        for a in load([work / "articles"]).articles
    ]
    (work / "sentences.json").write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")


def _build(work: Path, size: int, uri: str) -> dict[str, Any]:
    began = peak()
    embedder = DrawnEmbedder(np.load(work / "real.npy"))
    folder = sources(work, size)
    busy = time.process_time()
    summary = MilvusBuilder(Place(uri), embedder, SplitSettings()).build(folder)
    busy = time.process_time() - busy
    again = MilvusBuilder(Place(uri), embedder, SplitSettings()).build(folder)
    found: dict[str, Any] = {
        "passages": summary.passages,
        "articles": summary.articles,
        "build s": round(summary.seconds),
        "of them busy s": round(busy),
        "the same again s": round(again.seconds),
        "RSS before MB": began,
        "peak RSS MB": peak(),
    }
    if "://" not in uri:
        found["on the disk MB"] = round(sum(p.stat().st_size for p in Path(uri).rglob("*") if p.is_file()) / 1e6)
    return found


def _search(work: Path, uri: str) -> dict[str, Any]:
    asked = [question.question for question in read_questions(work / "questions.jsonl").questions][:: 3219 // _ASKED]
    embedder = KeptVectors(DrawnEmbedder(np.load(work / "real.npy")), work / "vectors.sqlite")
    embedder.prepare()
    for question in asked:
        embedder.question(question)
    before = resident()
    began = time.perf_counter()
    searcher = Searcher(MilvusShelf(Database(Place(uri), embedder.fingerprint)), embedder)
    opened = time.perf_counter() - began
    searcher.search(asked[0])
    search = [searcher.search(question).timings_ms["search"] for question in asked]
    return {
        "open s": round(opened, 2),
        "RSS of the store MB": resident() - before,
        "search p50 ms": round(float(np.median(search)), 1),
        "search p95 ms": round(float(np.percentile(search, 95)), 1),
    }


if __name__ == "__main__":
    main()
