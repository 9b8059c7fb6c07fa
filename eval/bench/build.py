"""From files on the disk to a store that answers: how fast, what of it is not the embedding, how much memory.

python -m eval.bench.build --work DIR [--articles 5000] [--squad cmrc2018_dev.json ...] [--drawn] [--profile]

The articles have 2,000 Chinese characters each: sentences of our own articles, or of the sets named, in new company,
drawn with a seed, in five sections. With ``--drawn`` the vectors are drawn too, and what is measured is all the rest:
embedding 5,000 articles takes two cores an hour. Each stage runs in a process of its own.
"""

import argparse
import cProfile
import json
import pstats
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import corpus
from app.settings import read_settings
from corpus.load import load
from corpus.sentences import statements
from eval.bench.drawn import DrawnEmbedder
from eval.bench.process import apart, peak, resident
from eval.squad import import_squad
from index.build import Builder
from index.embed.embedder import Embedder, LazyEmbedder
from index.split import SplitSettings

_CHARACTERS = 2_000  # of an article
_SECTIONS = 5
_ADDED = 5  # articles, one after the other
_REAL = 10_000  # vectors that others are drawn around
_SLOWEST = 25  # functions of a profile


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument(
        "--squad", type=Path, action="append", help="a question set in SQuAD's format; our own articles"
    )
    parser.add_argument("--work", type=Path, help="folder of texts and stores, kept for the next run; a temporary one")
    parser.add_argument("--drawn", action="store_true", help="draw the vectors: measure all but the embedding")
    parser.add_argument("--profile", action="store_true", help="print the slowest functions of the build")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        folder = apart(draw, work, given.squad or [], given.articles)
        store = work / f"store-{given.articles}{'-drawn' if given.drawn else ''}"
        figures = apart(_build, store, folder, given.drawn, given.profile)
        figures |= apart(_add, store, folder, given.drawn)
        if not given.drawn:
            figures |= _add_by_command(store, folder)
    print(json.dumps(figures, indent=1))


def draw(work: Path, sets: Sequence[Path], count: int) -> Path:
    """A folder of ``count`` drawn articles, and as many more as are added later; written once."""
    folder = work / f"articles-{count}"
    if not folder.exists():
        for source in sets:
            import_squad(source, work / "sets", work / f"{source.stem}.jsonl")
        places = [work / "sets"] if sets else [Path(corpus.__file__).parent / "articles"]
        read = [article for article in load(places).articles if article.language == "zh"]
        sentences = [a.quote(span.start, span.end) for a in read for span in statements(a, 0, len(a.text))]
        chance = random.Random(count)
        for n in range(count + _ADDED + 1):
            place = folder if n < count else folder.with_name(f"{folder.name}-more")
            place.mkdir(exist_ok=True)
            (place / f"{n:06d}.md").write_text(_article(chance, sentences), encoding="utf-8")
    return folder


def _article(chance: random.Random, sentences: Sequence[str]) -> str:
    parts = [f"# {chance.choice(sentences)[:24]}"]
    for number in range(1, _SECTIONS + 1):
        paragraph = ""
        while len(paragraph) < _CHARACTERS // _SECTIONS:
            paragraph += chance.choice(sentences)
        parts += [f"## 之{number}", paragraph]
    return "\n\n".join(parts) + "\n"


class _Timed:
    """An embedder that counts the seconds its texts take, its loading among them."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint
        self.seconds = self.cpu_seconds = 0.0
        self.characters = 0

    @property
    def dim(self) -> int:
        return self._embedder.dim

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        began, cpu = time.perf_counter(), time.process_time()
        vectors = self._embedder.passages(texts)
        self.seconds += time.perf_counter() - began
        self.cpu_seconds += time.process_time() - cpu
        self.characters += sum(map(len, texts))
        return vectors

    def question(self, text: str) -> NDArray[np.float32]:
        return self._embedder.question(text)

    def prepare(self) -> None:
        self._embedder.prepare()


def _embedder(drawn: bool) -> Embedder:
    if drawn:
        real = np.random.default_rng(0).normal(size=(_REAL, 384)).astype(np.float32)
        return DrawnEmbedder(real / np.linalg.norm(real, axis=1, keepdims=True))
    settings = read_settings()
    return LazyEmbedder(settings.embedder, settings.cache)


def _build(store: Path, folder: Path, drawn: bool, profile: bool) -> dict[str, Any]:
    shutil.rmtree(store, ignore_errors=True)
    embedder = _Timed(_embedder(drawn))
    before = resident()
    profiler = cProfile.Profile()
    began, cpu = time.perf_counter(), time.process_time()
    if profile:
        profiler.enable()
    stages: dict[str, float] = {}

    def told(stage: str, done: int, total: int) -> None:
        stages[stage] = time.perf_counter() - began  # the last word of each stage

    summary = Builder(store, embedder, SplitSettings(), told).build([folder])
    profiler.disable()
    seconds = time.perf_counter() - began
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(_SLOWEST)
    other, other_cpu = seconds - embedder.seconds, time.process_time() - cpu - embedder.cpu_seconds
    return {
        "articles": summary.articles,
        "passages": summary.passages,
        "seconds": round(seconds, 1),
        "articles a second": round(summary.articles / seconds, 1),
        "embedding s": round(embedder.seconds, 1),
        "embedded characters a second": round(embedder.characters / embedder.seconds),
        "embedding, core seconds": round(embedder.cpu_seconds, 1),
        "not embedding s": round(other, 1),
        "not embedding, core seconds": round(other_cpu, 1),
        "not embedding, ms an article": round(1000 * other / summary.articles, 2),
        "not embedding, share": round(other / seconds, 3),
        "reading s": round(stages["load"], 1),
        "RSS before MB": before,
        "peak RSS MB": peak(),
    }


def _add(store: Path, folder: Path, drawn: bool) -> dict[str, Any]:
    """What one more article costs a process that has the model loaded; the median of some."""
    embedder = _embedder(drawn)
    embedder.prepare()
    builder = Builder(store, embedder, SplitSettings())
    seconds, cpu = [], []
    for page in sorted(folder.with_name(f"{folder.name}-more").iterdir())[:_ADDED]:
        began, used = time.perf_counter(), time.process_time()
        if builder.add([page]).added != 1:
            raise RuntimeError(f"{page} was not added")
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return {
        "add one article s": round(float(np.median(seconds)), 2),
        "slowest of them s": round(max(seconds), 2),
        "core seconds of it": round(float(np.median(cpu)), 2),
    }


def _add_by_command(store: Path, folder: Path) -> dict[str, Any]:
    """What one more costs from the command line, Python's start and the model's loading and all."""
    page = max(folder.with_name(f"{folder.name}-more").iterdir())
    command = [sys.executable, "-m", "gusu", "index", "add", str(page), "--store", str(store)]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return {"gusu index add s": round(time.perf_counter() - began, 2)}


if __name__ == "__main__":
    main()
