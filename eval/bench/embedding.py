"""The default embedder beside ``SentenceTransformer.encode`` with the same weights, in one run.

python -m eval.bench.embedding [--squad cmrc2018_dev.json]   # texts: 96 paragraphs of the set, else our passages
"""

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

import corpus as corpus_room
from app.settings import read_settings
from corpus.load import load
from index.embed.cache import default_model
from index.embed.embedder import LazyEmbedder
from index.split import passages

TEXTS = 96
ROUNDS = 3
QUESTIONS = 40


def main() -> None:
    """Print tokens a second, their ratio, the lowest cosine, and the median of one question, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, help="a question set in SQuAD's format")
    settings = read_settings()
    texts = _texts(parser.parse_args().squad)
    ours = LazyEmbedder(settings.embedder, settings.cache).load()
    theirs = SentenceTransformer(str(default_model(settings.cache)), device="cpu")
    tokens = sum(len(ids) for ids in theirs.tokenizer([f"passage: {text}" for text in texts])["input_ids"])

    def reference() -> np.ndarray:
        return np.asarray(theirs.encode_document(texts, batch_size=16, normalize_embeddings=True))

    cosines = (ours.passages(texts) * reference()).sum(axis=1)  # also warms both
    seconds = [(_seconds(lambda: ours.passages(texts)), _seconds(reference)) for _ in range(ROUNDS)]
    mine, other = np.min(seconds, axis=0)
    questions = [text[:24] for text in texts[:QUESTIONS]]
    question_ms = [_seconds(partial(ours.question, question)) * 1000 for question in questions]
    reference_ms = [_seconds(partial(theirs.encode_query, question)) * 1000 for question in questions]
    figures = {
        "texts": len(texts),
        "tokens": tokens,
        "tokens_per_second": round(tokens / mine),
        "reference_tokens_per_second": round(tokens / other),
        "ratio": round(other / mine, 2),
        "lowest_cosine": round(float(cosines.min()), 5),
        "question_ms_p50": round(float(np.median(question_ms)), 1),
        "reference_question_ms_p50": round(float(np.median(reference_ms)), 1),
    }
    print(json.dumps(figures, indent=1))


def _texts(squad: Path | None) -> list[str]:
    if squad:
        data = json.loads(squad.read_text(encoding="utf-8"))["data"]
        contexts = [p["context"] for document in data for p in document["paragraphs"]]
        return [context[:500] for context in contexts if len(context) >= 500][:TEXTS]
    settings = read_settings()
    articles = load([Path(corpus_room.__file__).parent / "articles"]).articles
    return [a.quote(p.start, p.end) for a in articles for p in passages(a, settings.splitter)][:TEXTS]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
