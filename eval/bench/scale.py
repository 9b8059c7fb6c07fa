"""How building, opening and searching grow with the store: 10 thousand, 100 thousand, a million passages.

python -m eval.bench.scale --squad cmrc2018_dev.json --squad drcd_dev.json --work DIR [--sizes 10000 ...] [--plot PNG]

The first 10,000 passages are real: paragraphs of the sets in passages of about 100 characters, embedded by the model.
Larger stores are drawn: an article's title is one of the sets', its text real sentences in new company, and its vectors
are near real ones (a real vector moved half way along the difference of two others, which keeps the spread that real
ones have). Questions, and their vectors, are the sets' own. All of it goes through the product's builder and searcher;
each stage runs in a process of its own, the searches on one core.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.settings import read_settings
from corpus.load import load
from corpus.sentences import statements
from eval.bench.drawn import REAL, DrawnEmbedder, sources
from eval.bench.process import apart, peak, resident
from eval.dataset import read_questions
from eval.squad import import_squad
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings, passages
from index.store.layout import Layout
from index.store.open import open_live

_PASSAGE_CHARS = 100  # of the real part: so many passages are in the sets only in short ones
_ASKED = 300
_NEAREST = 10


def main() -> None:
    """Print a table, and write ``scale.json`` in the work folder and the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, action="append", required=True, help="a question set in SQuAD's format")
    parser.add_argument("--work", type=Path, required=True, help="folder of texts and stores; 5 GB for a million")
    parser.add_argument("--sizes", type=int, nargs="+", default=[REAL, 100_000, 1_000_000])
    parser.add_argument("--plot", type=Path, help="PNG to draw")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    if not (given.work / "real.npy").exists():
        built = apart(_prepare, given.work, given.squad)
        (given.work / f"built-{REAL}.json").write_text(json.dumps(built), encoding="utf-8")
    rows = []
    for size in given.sizes:
        store = given.work / f"store-{size}"
        built = given.work / f"built-{size}.json"
        if not built.exists():
            built.write_text(json.dumps(apart(_build, given.work, size, store)), encoding="utf-8")
        row = json.loads(built.read_text(encoding="utf-8")) | apart(_search, given.work, store)
        row |= apart(_recall, given.work, store) | apart(_add, given.work, store)
        rows.append(row)
        print(json.dumps(row), flush=True)
    (given.work / "scale.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for name in rows[0]:
        print(f"| {name} | {' | '.join(str(row[name]) for row in rows)} |")
    if given.plot:
        _plot(rows, given.plot)


def _prepare(work: Path, sets: Sequence[Path]) -> dict[str, Any]:
    """Write the real articles, their sentences and titles, the questions; build the first store, keep its vectors."""
    for source in sets:
        import_squad(source, work / "real", work / f"{source.stem}.jsonl")
    articles = load([work / "real"]).articles
    lines = [
        {"title": a.title, "sentences": [a.quote(s.start, s.end) for s in statements(a, 0, len(a.text))]}
        for a in articles
    ]
    (work / "sentences.json").write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
    asked = [q.question for source in sets for q in read_questions(work / f"{source.stem}.jsonl").questions]
    random.Random(1).shuffle(asked)
    settings = read_settings()
    embedder = LazyEmbedder(settings.embedder, settings.cache)
    vectors = np.stack([embedder.question(question) for question in asked[:_ASKED]])
    np.save(work / "questions.npy", vectors, allow_pickle=False)
    (work / "questions.json").write_text(json.dumps(asked[:_ASKED], ensure_ascii=False), encoding="utf-8")
    kept, count = [], 0  # whole articles up to the number of passages wanted
    for article in articles:
        count += len(passages(article, SplitSettings(_PASSAGE_CHARS)))
        if count > REAL:
            break
        kept.append(Path(article.path))
    (work / "kept.json").write_text(json.dumps([str(path) for path in kept]), encoding="utf-8")
    store = work / f"store-{REAL}"
    built = _build(work, REAL, store)
    generation = open_live(store)
    np.save(work / "real.npy", generation.vectors(np.arange(len(generation))), allow_pickle=False)
    return built


def _build(work: Path, size: int, store: Path) -> dict[str, Any]:
    files = sources(work, size)
    settings = read_settings()
    real = size <= REAL
    embedder = LazyEmbedder(settings.embedder, settings.cache) if real else DrawnEmbedder(np.load(work / "real.npy"))
    splitter = SplitSettings(_PASSAGE_CHARS) if real else SplitSettings()
    began = peak()
    summary = Builder(store, embedder, splitter).build(files)
    folder = Layout(store).generations / summary.generation
    return {
        "passages": summary.passages,
        "articles": summary.articles,
        "build s": round(summary.seconds),
        "build peak RSS MB": peak(),
        "RSS before MB": began,
        "store MB": _megabytes(folder),
        "dense MB": sum(_megabytes(path) for path in folder.rglob("dense.*.faiss")),
        "lexical MB": _megabytes(folder / "lexical"),
        "vectors kept MB": round(sum(p.stat().st_size for p in store.glob("embeddings.sqlite*")) / 1e6, 1),
    }


def _search(work: Path, store: Path) -> dict[str, Any]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    settings = read_settings()
    asked = json.loads((work / "questions.json").read_text(encoding="utf-8"))
    began = time.perf_counter()
    opened = open_live(store)
    seconds = time.perf_counter() - began
    embedder = LazyEmbedder(settings.embedder, settings.cache)
    drawn = opened.manifest.embedder != embedder.fingerprint
    del opened
    searcher = Searcher(store, DrawnEmbedder(np.load(work / "real.npy")) if drawn else embedder)
    searcher.embedder.prepare()
    for question in asked[:20]:
        searcher.search(question)
    rest = resident()
    found = [searcher.search(question).timings_ms for question in asked]
    search = [timings["search"] for timings in found]
    return {
        "open s": round(seconds, 2),
        "RSS after 20 questions MB": rest,
        f"RSS after {_ASKED} more MB": resident(),
        "search p50 ms": round(float(np.median(search)), 1),
        "search p95 ms": round(float(np.percentile(search, 95)), 1),
        "embedding p50 ms": round(float(np.median([timings["embed"] for timings in found])), 1),
    }


def _recall(work: Path, store: Path) -> dict[str, Any]:
    """Share of the exact ten nearest that the store's dense search puts among its ten."""
    generation = open_live(store)
    questions = np.load(work / "questions.npy")
    nothing: tuple[NDArray[np.int64], NDArray[np.float32]] = (np.zeros(0, np.int64), np.zeros(0, np.float32))
    best = [nothing] * len(questions)
    for begin in range(0, len(generation), 50_000):
        rows = np.arange(begin, min(begin + 50_000, len(generation)))
        cosines = questions @ generation.vectors(rows).T
        for number, scores in enumerate(cosines):
            near = np.argpartition(-scores, min(_NEAREST, len(scores) - 1))[:_NEAREST]
            ids = np.concatenate([best[number][0], rows[near]])
            values = np.concatenate([best[number][1], scores[near]])
            order = np.argsort(-values)[:_NEAREST]
            best[number] = ids[order], values[order]
    shares = []
    for question, (exact, _) in zip(questions, best, strict=True):
        found = np.concatenate([generation.nearest(question, 100, language) for language in generation.languages])
        found = found[np.argsort(-generation.cosines(question, found))][:_NEAREST]
        shares.append(len(set(exact.tolist()) & set(found.tolist())) / _NEAREST)
    return {"recall@10": round(float(np.mean(shares)), 4)}


def _add(work: Path, store: Path) -> dict[str, Any]:
    """What one more article costs, and taking it out again; of a store of this size."""
    settings = read_settings()
    generation = open_live(store)
    before = {path.stat().st_ino for path in generation.folder.rglob("*")}
    model = LazyEmbedder(settings.embedder, settings.cache)
    drawn = generation.manifest.embedder != model.fingerprint
    splitter = SplitSettings(generation.manifest.splitter["passage_chars"])
    builder = Builder(store, DrawnEmbedder(np.load(work / "real.npy")) if drawn else model, splitter)
    page = work / "one-more.md"
    page.write_text("# 又一篇\n\n苏州又添一家人工智能企业。\n", encoding="utf-8")
    model.prepare()
    began = time.perf_counter()
    summary = builder.add([page])
    added = time.perf_counter() - began
    folder = Layout(store).generations / summary.generation
    written = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.stat().st_ino not in before)
    began = time.perf_counter()
    builder.remove(["one-more"])
    return {
        "add one article s": round(added, 2),
        "written for it MB": round(written / 1e6, 2),
        "remove it s": round(time.perf_counter() - began, 2),
    }


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return round(sum(p.stat().st_size for p in files) / 1e6, 1)


def _plot(rows: Sequence[dict[str, Any]], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    sizes = [row["passages"] for row in rows]
    panels = (
        ("search on one core, ms", ("search p50 ms", "search p95 ms"), 60),
        ("memory, MB", ("RSS after 20 questions MB", f"RSS after {_ASKED} more MB"), 1500),
        ("seconds to open", ("open s",), 2),
        ("on the disk, MB", ("store MB", "dense MB", "lexical MB"), None),
        ("seconds to build, and to add one article", ("build s", "add one article s"), None),
        ("recall@10 against exact search", ("recall@10",), 0.95),
    )
    figure, axes = pyplot.subplots(2, 3, figsize=(13, 7), layout="constrained")
    for axis, (title, names, target) in zip(axes.flat, panels, strict=True):
        for name in names:
            axis.plot(sizes, [row[name] for row in rows], marker="o", label=name)
        if target:
            axis.axhline(target, color="grey", linestyle="--", linewidth=1, label=f"target {target}")
        axis.set(title=title, xscale="log", xlabel="passages")
        if "disk" in title or "build" in title:
            axis.set_yscale("log")
        axis.set_ylim(bottom=0.9 if "recall" in title else None, top=1.005 if "recall" in title else None)
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8)
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
