"""A generation in the making: what the one before it holds and did not change is linked, the rest is written."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.lexical import LexicalWriter
from index.split import Passage, SplitSettings
from index.store.generation import LEXICAL, SEGMENTS, Generation, seal
from index.store.layout import link
from index.store.manifest import FileRecord
from index.store.segment import PASSAGE, Segment, embedded_text, passage_at
from index.store.segment_writer import SegmentWriter

SEALED = 131_072  # passages at which a segment is full: what is ever rewritten or trained on at once
_SMALL = 20_000  # passages: a segment up to this that loses an article joins the new one; a larger is written anew
_MERGED = 4  # a segment up to this many times the new one's size joins it, so that only few small ones stand about
_RELEARNT = 2_000  # passages up to which the lexical index is made anew, so that its weights forget what was removed


class GenerationDraft:
    """Takes new articles by ``add``; ``finish`` then takes over what is left of ``base`` and makes it whole."""

    def __init__(self, folder: Path, base: Generation | None, dim: int) -> None:
        """Write into the empty ``folder``; ``dim`` numbers are in a vector."""
        self.folder = folder
        self._base = base
        self._dim = dim
        self._next_passage = base.manifest.next_passage if base else 0
        segments = base.segments if base else []
        self._next_segment = 1 + max((int(segment.folder.name) for segment in segments), default=0)
        self._counts: list[tuple[int, int]] = []  # articles and passages of each finished segment
        self._known: dict[str, FileRecord] = {}
        self._readded: set[str] = set()
        self._writer: SegmentWriter | None = None
        keeps_terms = base is not None and len(base) > _RELEARNT
        self._lexical = LexicalWriter(folder / LEXICAL, base.folder / LEXICAL if base and keeps_terms else None)
        self._keeps_terms = keeps_terms

    @property
    def passages(self) -> int:
        """Passages written or taken over so far."""
        return sum(passages for _, passages in self._counts) + (len(self._writer) if self._writer else 0)

    @property
    def articles(self) -> int:
        """Articles written or taken over so far."""
        return sum(articles for articles, _ in self._counts) + (self._writer.articles if self._writer else 0)

    @property
    def replaced(self) -> set[str]:
        """Ids of the base's articles that were added anew."""
        return self._readded

    def add(
        self,
        article: Article,
        content_hash: str,
        passages: Sequence[Passage],
        texts: Sequence[str],
        vectors: NDArray[np.floating],
    ) -> None:
        """Append an article, in place of the base's of this id.

        ``texts[i]`` is the ``embedded_text`` of ``passages[i]``, and row i of ``vectors``, shape (n, dim), its vector.
        """
        if self._base and article.id in self._base:
            self._readded.add(article.id)
            self._lexical.drop([article.id])
        rows = np.zeros(len(passages), dtype=PASSAGE)
        rows["number"] = np.arange(self._next_passage, self._next_passage + len(passages))
        rows["start"], rows["end"] = [p.start for p in passages], [p.end for p in passages]
        self._next_passage += len(passages)
        for number, text in zip(rows["number"].tolist(), texts, strict=True):
            self._lexical.add(number, article, text)
        self._append(article, content_hash, rows, vectors)

    def finish(self, name: str, gone: set[str], embedder: str, splitter: SplitSettings) -> None:
        """Take over the base's articles but those ``gone`` or added anew, and write the manifest."""
        dropped = gone | self._readded
        untouched: list[Segment] = []
        for segment in self._base.segments if self._base else []:
            lost = {article_id for article_id in dropped if segment.catalog.find(article_id)}
            if not lost:
                untouched.append(segment)
            elif len(segment) <= _SMALL:
                self._take_over(segment, lost)
            else:
                self._close()
                self._take_over(segment, lost)
                self._close()
        for segment in sorted(untouched, key=len):
            new = len(self._writer) if self._writer else 0
            if new and len(segment) <= _MERGED * new and len(segment) + new <= SEALED:
                self._take_over(segment, set())
            else:
                self._link(segment)
        self._close()
        self._lexical.drop(gone)
        self._lexical.close()
        if self._keeps_terms and self._base:  # tantivy's finished files keep their names and their bytes
            begin = f"{LEXICAL}/"
            finished = {n: r for n, r in self._base.manifest.files.items() if n.startswith(begin) and "." in n[36:]}
            self._known |= {n: r for n, r in finished.items() if not n.endswith(".json")}
        seal(
            self.folder,
            name,
            next_passage=self._next_passage,
            embedder=embedder,
            dim=self._dim,
            splitter=splitter,
            counts=self._counts,
            known=self._known,
        )

    def _append(
        self, article: Article, content_hash: str, rows: NDArray[np.void], vectors: NDArray[np.floating]
    ) -> None:
        if self._writer and len(self._writer) + len(rows) > SEALED:
            self._close()
        if self._writer is None:
            self._writer = SegmentWriter(self.folder / SEGMENTS / f"{self._next_segment:06d}")
            self._next_segment += 1
        self._writer.add(article, content_hash, rows, vectors)

    def _take_over(self, segment: Segment, without: set[str]) -> None:
        for entry, article, rows, vectors in segment.contents(without):
            if not self._keeps_terms:
                self._index_terms(article, rows)
            self._append(article, entry.content_hash, rows, vectors)

    def _link(self, segment: Segment) -> None:
        place = f"{SEGMENTS}/{segment.folder.name}"
        (self.folder / place).mkdir(parents=True)
        for path in segment.folder.iterdir():
            link(path, self.folder / place / path.name)
        if self._base:
            self._known |= {n: r for n, r in self._base.manifest.files.items() if n.startswith(f"{place}/")}
        if not self._keeps_terms:
            for _, article, rows, _ in segment.contents(set()):
                self._index_terms(article, rows)
        self._counts.append((len(segment.catalog), len(segment)))

    def _index_terms(self, article: Article, rows: NDArray[np.void]) -> None:
        for number, _, start, end in rows.tolist():
            self._lexical.add(number, article, embedded_text(article, passage_at(article, start, end)))

    def _close(self) -> None:
        if self._writer:
            self._writer.close(self._dim)
            self._counts.append((self._writer.articles, len(self._writer)))
            self._writer = None
