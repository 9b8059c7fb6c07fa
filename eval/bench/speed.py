"""Embedding, asking and starting, beside the plain way of doing each with the same weights, in one run.

python -m eval.bench.speed --squad cmrc2018_dev.json [--rounds 3]

The reference for texts is ``SentenceTransformer.encode`` (fp32, batch 16), for questions LangChain's ``FAISS`` with
``HuggingFaceEmbeddings`` over the same passages (pip install langchain-community langchain-huggingface). Both sides
take turns, so that a noisy machine disturbs them alike.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from app.settings import read_settings
from eval.dataset import read_questions
from eval.squad import import_squad
from index.build import Builder
from index.embed.cache import default_model
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from index.store.open import open_live

_TEXTS, _CHARACTERS = 96, 500  # about 34,000 tokens
_ARTICLES = 100
_QUESTIONS = 200
_STARTS = 5
_FIRST_SEARCH = """
import time; began = time.perf_counter()
import sys; from pathlib import Path
from app.build_engine import build_searcher; from app.settings import read_settings
imported = time.perf_counter()
searcher = build_searcher(read_settings(store=Path(sys.argv[1]))); opened = time.perf_counter()
searcher.search(sys.argv[2]); done = time.perf_counter()
print(imported - began, opened - imported, done - opened)
"""


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, required=True, help="a question set in SQuAD's format")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        import_squad(given.squad, work / "all", work / "questions.jsonl")
        texts = [path.read_text(encoding="utf-8") for path in sorted((work / "all").iterdir())]
        asked = [q.question for q in read_questions(work / "questions.jsonl").questions][:_QUESTIONS]
        (work / "some").mkdir()
        for path in sorted((work / "all").iterdir())[:_ARTICLES]:
            path.rename(work / "some" / path.name)
        settings = read_settings()
        embedder = LazyEmbedder(settings.embedder, settings.cache)
        Builder(work / "store", embedder, SplitSettings()).build([work / "some"])
        figures = _embedding(embedder, [text[:_CHARACTERS] for text in texts if len(text) >= _CHARACTERS], given.rounds)
        figures |= _questions(work / "store", Searcher(work / "store", embedder), asked)
        figures |= _starting(work / "store", asked[0])
    print(json.dumps(figures, indent=1))


def _embedding(embedder: LazyEmbedder, texts: list[str], rounds: int) -> dict[str, Any]:
    texts = texts[:_TEXTS]
    settings = read_settings()
    theirs = SentenceTransformer(str(default_model(settings.cache)), device="cpu")
    tokens = sum(len(ids) for ids in theirs.tokenizer([f"passage: {text}" for text in texts])["input_ids"])

    def ours() -> np.ndarray:
        return embedder.passages(texts)

    def reference() -> np.ndarray:
        return np.asarray(theirs.encode_document(texts, batch_size=16, normalize_embeddings=True))

    cosines = (ours() * reference()).sum(axis=1)  # also warms both
    mine, other = np.min([(_seconds(ours), _seconds(reference)) for _ in range(rounds)], axis=0)
    return {
        "texts": len(texts),
        "tokens": tokens,
        "tokens/s": round(tokens / mine),
        "tokens/s, SentenceTransformer": round(tokens / other),
        "ratio, embedding": round(other / mine, 2),
        "lowest cosine": round(float(cosines.min()), 5),
    }


def _questions(root: Path, searcher: Searcher, asked: list[str]) -> dict[str, Any]:
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    settings = read_settings()
    theirs = HuggingFaceEmbeddings(
        model_name=str(default_model(settings.cache)),
        model_kwargs={"device": "cpu"},
        encode_kwargs={"normalize_embeddings": True},
    )
    generation = open_live(root)
    passages = [generation.passage(row) for row in range(len(generation))]
    texts = [article.quote(passage.start, passage.end) for article, passage in passages]
    vectors = generation.vectors(np.arange(len(generation))).tolist()
    store = FAISS.from_embeddings(list(zip(texts, vectors, strict=True)), theirs)
    searcher.embedder.prepare()
    ours, others = [], []
    for question in asked:
        ours.append(_seconds(partial(searcher.search, question, 10)) * 1000)
        others.append(_seconds(partial(store.similarity_search, question, k=10)) * 1000)
    figures = {
        "passages": len(generation),
        "question p50 ms": round(float(np.median(ours)), 1),
        "question p95 ms": round(float(np.percentile(ours, 95)), 1),
        "question p50 ms, LangChain": round(float(np.median(others)), 1),
        "question p95 ms, LangChain": round(float(np.percentile(others, 95)), 1),
        "ratio, question": round(float(np.median(others) / np.median(ours)), 2),
    }
    cores = os.cpu_count() or 1
    for workers in (1, cores, 2 * cores):
        cpu, began = time.process_time(), time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(searcher.search, asked))
        seconds = time.perf_counter() - began
        figures[f"questions/s, {workers} at once"] = round(len(asked) / seconds, 1)
        figures[f"cores busy, {workers} at once"] = round((time.process_time() - cpu) / seconds, 2)
    return figures


def _starting(store: Path, question: str) -> dict[str, Any]:
    """Medians over fresh processes: until the imports, the store, the first hits are there."""
    runs = []
    for _ in range(_STARTS):
        done = subprocess.run(
            [sys.executable, "-c", _FIRST_SEARCH, str(store), question], capture_output=True, text=True, check=True
        )
        runs.append([float(part) for part in done.stdout.split()])
    imported, opened, searched = np.median(runs, axis=0)
    return {
        "import s": round(float(imported), 2),
        "open s": round(float(opened), 2),
        "first search s": round(float(searched), 2),
        "import, open and first search s": round(float(np.median(np.sum(runs, axis=1))), 2),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
