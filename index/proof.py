"""After a removal: nothing of the store gives the removed text any more. Looked at, not concluded."""

import mmap
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from corpus.article import Article
from corpus.errors import StoreError
from corpus.sentences import statements
from index.embed.embedder import Embedder
from index.filter import Filter
from index.search import Searcher
from index.split import SplitSettings, passages
from index.store.alike import FILE as ALIKE
from index.store.layout import Layout
from index.store.segment import ARTICLES, embedded_text
from index.store.vectors import VectorCache, passage_key

_ASKED = 60  # sentences at most, of all removed articles together
_SOUGHT = 20  # … whose bytes are looked for in the files
_SHORTEST, _LONGEST = 8, 200  # characters of such a sentence
_HITS = 10
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')  # characters that a JSON file does not hold as they are


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at after a removal, and found not to give the text.

    ``sentences`` of the removed articles were searched for, ``vectors`` looked up in the cache, and ``files``, of so
    many ``bytes``, read for the words of some of the sentences. ``elsewhere`` are articles of the store that hold such
    words themselves; ``previous`` is the generation that still holds the articles, so that a rollback brings them back.
    """

    articles: tuple[str, ...]
    sentences: int
    vectors: int
    files: int
    bytes: int
    elsewhere: tuple[str, ...]
    previous: str | None
    seconds: float


def prove(layout: Layout, embedder: Embedder, splitter: SplitSettings, removed: Sequence[Article]) -> Proof:
    """Look for what is left of ``removed``: in the live generation and the cached vectors, and in every file of the
    store where no other generation is left.

    Raises: StoreError naming the first place that still gives any of it.
    """
    started = time.perf_counter()
    searcher = Searcher(layout.root, embedder)
    generation = searcher.generation()
    names = {article.id for article in removed}
    said = _sentences(removed)
    elsewhere = _searched(searcher, names, said)
    vectors = _cached(layout, embedder, splitter, removed, [generation.article(name) for name in elsewhere])
    previous = layout.previous()
    looked_in = layout.generations / generation.name if previous else layout.root
    files = [path for path in looked_in.rglob("*") if path.is_file()]
    sought = _spread([words for words in said if not _ESCAPED.search(words)], _SOUGHT)
    elsewhere |= _read(files, sought, names)
    return Proof(
        articles=tuple(sorted(names)),
        sentences=len(said),
        vectors=vectors,
        files=len(files),
        bytes=sum(path.stat().st_size for path in files),
        elsewhere=tuple(sorted(elsewhere)),
        previous=previous,
        seconds=round(time.perf_counter() - started, 3),
    )


def _sentences(articles: Sequence[Article]) -> list[str]:
    """Some of each article, from its beginning to its end."""
    most = max(1, _ASKED // len(articles))
    found = []
    for article in articles[:_ASKED]:
        texts = [article.quote(span.start, span.end) for span in statements(article, 0, len(article.text))]
        found += _spread([text[:_LONGEST] for text in texts if len(text) >= _SHORTEST] or texts, most)
    return found


def _spread(texts: Sequence[str], most: int) -> list[str]:
    """At most so many of them, as far apart as they can be."""
    step = max(1.0, len(texts) / most)
    return [texts[int(n * step)] for n in range(min(most, len(texts)))]


def _searched(searcher: Searcher, removed: set[str], sentences: Sequence[str]) -> set[str]:
    """Ids of articles of the store that say one of the sentences."""
    generation = searcher.generation()
    place = f"the live generation {generation.name}"
    where = Filter(articles=tuple(sorted(removed)))
    for name in sorted(removed):
        if name in generation:
            raise StoreError(f"{place} still lists the removed article {name!r}: run gusu index build")
    if len(generation.rows_of(removed)):
        raise StoreError(f"{place} still holds passages of {sorted(removed)[0]!r}: run gusu index build")
    elsewhere = set()
    for sentence in sentences:
        if len(generation.lexical.top(sentence, 1, where)[0]):
            raise StoreError(f"{place} still finds removed words: {sentence[:40]!r}. Run gusu index build")
        for hit in searcher.search(sentence, _HITS).hits:
            if hit.article_id in removed:
                raise StoreError(f"{place} still gives a passage of {hit.article_id!r}: run gusu index build")
            if sentence in hit.text:
                elsewhere.add(hit.article_id)
    return elsewhere


def _cached(
    layout: Layout,
    embedder: Embedder,
    splitter: SplitSettings,
    removed: Sequence[Article],
    alike: Sequence[Article],
) -> int:
    """How many vectors were looked up; none is there, but of passages that articles ``alike`` have word for word."""
    keys = _keys(removed, splitter)
    cache = VectorCache(layout.embeddings, embedder.fingerprint)
    try:
        left = cache.get(keys).keys() - _keys(alike, splitter)
    finally:
        cache.close()
    if left:
        raise StoreError(
            f"{layout.embeddings} still holds {len(left)} vectors of removed passages: run gusu index build"
        )
    return len(keys)


def _keys(articles: Sequence[Article], splitter: SplitSettings) -> set[str]:
    return {passage_key(embedded_text(a, piece)) for a in articles for piece in passages(a, splitter)}


class _Line(BaseModel):
    id: str


def _read(files: Sequence[Path], sentences: Sequence[str], removed: set[str]) -> set[str]:
    """Ids of articles that hold one of the sentences themselves: in their texts first, as titles repeat in others."""
    holders: set[str] = set()
    known: set[str] = set()  # sentences of theirs
    for path in sorted(files, key=lambda path: path.name != ARTICLES):
        if path.name == ALIKE or not path.stat().st_size:  # it names articles, and what it names is there
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for sentence in sentences:
                words = sentence.encode()
                at = -1 if sentence in known and path.name != ARTICLES else data.find(words)
                while at >= 0:
                    begin, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
                    name = _Line.model_validate_json(data[begin:end]).id if path.name == ARTICLES else ""
                    if not name or name in removed:
                        raise StoreError(f"{path} still holds removed words: {sentence[:40]!r}. Run gusu index build")
                    holders.add(name)
                    known.add(sentence)
                    at = data.find(words, end) if end >= 0 else -1
    return holders
