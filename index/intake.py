"""Embeds what is new, some passages at a time, and makes a generation of it."""

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.split import Passage, passages
from index.store.alike import Alike, Copy
from index.store.draft import GenerationDraft
from index.store.generation import Generation
from index.store.segment import embedded_text
from index.store.vectors import VectorCache, passage_key

if TYPE_CHECKING:
    from index.build import Builder

log = logging.getLogger(__name__)

_EMBEDDED_AT_ONCE = 256  # passages between two steps of the progress bar, and two commits of vectors


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that is live now; numbers of its articles and passages."""

    name: str
    articles: int
    passages: int
    alike: Alike


class Intake:
    """Takes new articles, and hands them to a draft that is begun with the first of them."""

    def __init__(self, builder: "Builder", base: Generation | None) -> None:
        self._builder = builder
        self._base = base
        self._draft: GenerationDraft | None = None
        self._cache: VectorCache | None = None
        self._waiting: list[tuple[Article, str, list[Passage], list[str]]] = []
        self.embedded = 0
        self.passages: dict[str, int] = {}
        """Number of passages of each article taken, by its id."""

    def add(self, article: Article, content_hash: str) -> None:
        """Take a new or changed article."""
        pieces = passages(article, self._builder.splitter)
        texts = [embedded_text(article, piece) for piece in pieces]
        self.passages[article.id] = len(pieces)
        self._waiting.append((article, content_hash, pieces, texts))
        if sum(len(texts) for *_, texts in self._waiting) >= _EMBEDDED_AT_ONCE:
            self._embed()

    def publish(self, gone: set[str], copies: Mapping[str, Sequence[Copy]]) -> Published:
        """Make it all the live generation, without the base's articles that are ``gone``; nothing new, nothing is done.

        ``copies`` are the other sources of articles' texts, by the articles' ids.
        """
        if self._waiting:
            self._embed()
        self._builder.progress("write", 0, 1)
        layout, base = self._builder.layout, self._base
        others = {name: tuple(sorted(found, key=lambda copy: copy.path)) for name, found in sorted(copies.items())}
        if base and not self._draft and not gone and others == base.alike.copies:
            self._settle(base.name)
            self._builder.progress("write", 1, 1)
            return Published(base.name, base.manifest.articles, len(base), base.alike)
        dim = base.manifest.dim if base else self._builder.embedder.dim
        draft = self._draft = self._draft or GenerationDraft(layout.draft(), base, dim)
        replaced = draft.replaced | gone
        name = layout.next_name()
        alike = draft.finish(name, gone, self._builder.embedder.fingerprint, self._builder.splitter, others)
        self._part_with(replaced, name)
        layout.publish(draft.folder, name)
        self._draft = None
        self._settle(name)
        self._builder.progress("write", 1, 1)
        return Published(name, draft.articles, draft.passages, alike)

    def close(self) -> None:
        """Let go of the vectors' file, and of a draft that came to nothing."""
        if self._cache:
            self._cache.close()
        if self._draft:
            self._draft.discard()

    def _embed(self) -> None:
        keys = [[passage_key(text) for text in texts] for *_, texts in self._waiting]
        texts = {
            key: text for k, (*_, t) in zip(keys, self._waiting, strict=True) for key, text in zip(k, t, strict=True)
        }
        vectors = self._vectors(texts)
        if self._draft is None:
            self._draft = GenerationDraft(self._builder.layout.draft(), self._base, self._builder.embedder.dim)
        for (article, content_hash, pieces, words), names in zip(self._waiting, keys, strict=True):
            rows = np.array([vectors[name] for name in names]).reshape(len(names), self._builder.embedder.dim)
            self._draft.add(article, content_hash, pieces, words, rows)
        self._waiting = []

    def _vectors(self, texts: dict[str, str]) -> dict[str, NDArray[np.floating]]:
        cache = self._open_cache()
        known = cache.get(texts)
        missing = [key for key in texts if key not in known]
        if missing:
            fresh = self._builder.embedder.passages([texts[key] for key in missing])
            found = dict(zip(missing, fresh, strict=True))
            cache.put(found)
            known |= found
            self.embedded += len(missing)
        return known

    def _part_with(self, article_ids: set[str], generation: str) -> None:
        """Note the vectors of passages that are no more once ``generation`` is live.

        A build that is killed right then leaves the note to the next one.
        """
        cache = self._open_cache()
        if not self._base:
            cache.part_with_others(generation)
            return
        articles = (self._base.article(article_id) for article_id in article_ids)
        pieces = ((article, piece) for article in articles for piece in passages(article, self._builder.splitter))
        cache.part_with((passage_key(embedded_text(article, piece)) for article, piece in pieces), generation)

    def _settle(self, live: str) -> None:
        try:
            self._open_cache().settle(live)
        except sqlite3.OperationalError as error:  # the generation is live all the same
            log.warning("vectors of text that is gone are dropped by the next build only: %s", error)

    def _open_cache(self) -> VectorCache:
        if self._cache is None:
            layout = self._builder.layout
            self._cache = VectorCache(layout.embeddings, self._builder.embedder.fingerprint)
            self._cache.settle(layout.live() if layout.current.exists() else "")
        return self._cache
