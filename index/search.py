"""A question in, hits out: dense and lexical candidates of the live generation, fused."""

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.draft import guess_language
from corpus.errors import StoreError, UsageError
from index.embed.embedder import Embedder
from index.errors import StoreMismatch
from index.filter import Filter
from index.fold import simplify
from index.fuse import fuse
from index.generation import Candidates, Generation, Shelf
from index.names.chinese import with_chinese_names
from index.rerank import RERANKED, Reranker
from index.store.open import FolderShelf

log = logging.getLogger(__name__)

CANDIDATES = 100  # of each language, and as many lexical ones, before fusion
MOST_HITS = 1000
_LEXICAL = 0.4  # weight of BM25 beside the cosine: eval/bench/README.md


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. ``score`` is the fused one, comparable within one search only; ``dense`` is the cosine
    and ``lexical`` the BM25 behind it. ``page`` is where the passage begins, in a document that has pages.
    """

    rank: int
    score: float
    article_id: str
    title: str
    heading: str
    start: int
    end: int
    text: str
    publisher: str | None
    date: str | None
    dense: float
    lexical: float
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Hits for a question, best first, with the generation whose articles they are spans of.

    ``looked_up`` is the question as it was looked up: in English, with the Chinese of its names beside them.
    ``language_gaps``: how much lower a text of a language scores for this question than one of the nearest language,
    whatever it says; as a cosine, by language.
    """

    question: str
    looked_up: str
    hits: tuple[Hit, ...]
    generation: Generation
    vector: NDArray[np.float32]  # of the question, shape (dim,)
    language_gaps: dict[str, float]
    timings_ms: dict[str, float]


class Searcher:
    """Searches the live generation of a store, and takes up a newer one between two questions. Thread-safe."""

    def __init__(self, store: Path | Shelf, embedder: Embedder) -> None:
        """Open the store: a folder, or what another engine keeps.

        Raises: StoreMissing, StoreDamaged, StoreMismatch (another embedder built it).
        """
        self._shelf = FolderShelf(store) if isinstance(store, Path) else store
        self._embedder = embedder
        self._opening = threading.Lock()
        self._live = self._open()

    @property
    def embedder(self) -> Embedder:
        """What questions are embedded with."""
        return self._embedder

    def generation(self) -> Generation:
        """The live generation; the one in hand where a newer one cannot be opened, or is being opened and is not quick
        to open.
        """
        return self._live_now(wait=self._shelf.quick).generation

    def take_up(self) -> Generation:
        """The live generation, however long it takes to open: for who changed the store, before readers are told so."""
        return self._live_now(wait=True).generation

    def search(self, question: str, k: int = 10, where: Filter | None = None) -> Retrieval:
        """The ``k`` best passages, of those that pass ``where``; fewer where there are fewer.

        Raises: UsageError for an empty question or a ``k`` outside 1 to 1000.
        """
        if not question.strip():
            raise UsageError("the question is empty: say what you want to know")
        if any("\ud800" <= character <= "\udfff" for character in question):
            raise UsageError("the question is not valid text: your terminal sends it in another encoding than UTF-8")
        if not 1 <= k <= MOST_HITS:
            raise UsageError(f"-k is {k}, expected 1 to {MOST_HITS}")
        live = self._live_now(wait=self._shelf.quick)
        generation = live.generation
        started = time.perf_counter()
        looked_up = with_chinese_names(question, generation)
        read = time.perf_counter()
        vector = self._embedder.question(simplify(looked_up))
        if len(vector) != generation.manifest.dim:
            raise StoreMismatch(
                f"the embedder {self._embedder.fingerprint} gives vectors of {len(vector)} numbers now, "
                f"those in the store have {generation.manifest.dim}: another model needs a store of its own"
            )
        embedded = time.perf_counter()
        gaps = _language_gaps(generation, vector)
        found = generation.candidates(looked_up, vector, max(k, CANDIDATES), where)
        fair = found.dense + generation.by_language(found.rows, gaps)
        own = generation.language_code(guess_language(question))
        order, scores = _rank(live, looked_up, own, found, fair)
        generation.at_hand(found.rows[order[:k]])
        hits = tuple(
            _hit(generation, rank, int(found.rows[i]), float(score), float(found.dense[i]), float(found.lexical[i]))
            for rank, (i, score) in enumerate(zip(order[:k], scores[:k], strict=True), start=1)
        )
        done = time.perf_counter()
        embedding = embedded - read
        timings = {"embed": round(embedding * 1000, 1), "search": round((done - started - embedding) * 1000, 1)}
        return Retrieval(question, looked_up, hits, generation, vector, gaps, timings)

    def _live_now(self, wait: bool) -> "_Live":
        """What is live. Where another thread is opening it: without ``wait``, what is in hand."""
        try:
            if self._shelf.live() != self._live.generation.name and self._opening.acquire(blocking=wait):
                try:
                    if self._shelf.live() != self._live.generation.name:
                        self._live = self._open(self._live.generation)
                finally:
                    self._opening.release()
        except StoreError as error:
            log.warning("staying with generation %s: %s", self._live.generation.name, error)
        return self._live

    def _open(self, before: Generation | None = None) -> "_Live":
        generation = self._shelf.open(before)
        if generation.manifest.embedder != self._embedder.fingerprint:
            raise StoreMismatch(
                f"store {self._shelf.place} was built with the embedder {generation.manifest.embedder}, the settings "
                f"name {self._embedder.fingerprint}. Build it again: gusu index build --store {self._shelf.place}"
            )
        return _Live(generation, Reranker(generation))


@dataclass(frozen=True, slots=True)
class _Live:
    """A generation and what scores its passages anew."""

    generation: Generation
    reranker: Reranker


def _rank(
    live: _Live, question: str, own: int, found: Candidates, fair: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places of the candidates, best first, and their scores: fused, and the first of them looked at again.

    ``own`` is the code of the question's language, ``fair`` are their cosines, centred by language.
    """
    generation = live.generation
    groups = generation.language_codes(found.rows)
    fused = fuse(fair, [(_LEXICAL, found.lexical)], groups, own)
    order = np.argsort(-fused, kind="stable")
    first, rest = order[:RERANKED], order[RERANKED:]
    generation.at_hand(found.rows[first])
    again = live.reranker.scores(question, found.rows[first].tolist(), fused[first], groups[first], own)
    behind = again.min(initial=0.0) - (fused[first].min(initial=0.0) - fused[rest])  # the rest keep their order
    best = np.argsort(-again, kind="stable")
    return np.concatenate([first[best], rest]), np.concatenate([again[best], behind])


def _language_gaps(generation: Generation, question: NDArray[np.float32]) -> dict[str, float]:
    """How much lower each language scores for a question than the nearest one, whatever its texts say.

    The encoder puts texts of a question's own language nearer to it, so that an off-topic sentence in English would
    beat the right one in Chinese. Centring the cosines of each language mends that: measured, eval/bench/README.md.
    """
    means = {name: generation.mean_cosine(question, name) for name in generation.languages}
    return {name: max(means.values()) - mean for name, mean in means.items()}


def _hit(generation: Generation, rank: int, row: int, score: float, dense: float, lexical: float) -> Hit:
    article, passage = generation.passage(row)
    return Hit(
        rank=rank,
        score=round(score, 4),
        article_id=article.id,
        title=article.title,
        heading=passage.heading,
        start=passage.start,
        end=passage.end,
        text=article.quote(passage.start, passage.end),
        publisher=article.publisher,
        date=article.date,
        dense=round(dense, 4),
        lexical=round(lexical, 4),
        page=article.page_of(passage.start),
    )
