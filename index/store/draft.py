"""A generation in the making: what the one before it holds and did not change is linked, the rest is written."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.lexical import LexicalWriter
from index.resemblance import resemblances
from index.signature import FILE as SIGNATURES
from index.signature import sign
from index.split import Passage, SplitSettings
from index.store.alike import FILE as ALIKE
from index.store.alike import Alike, Copy, Pair
from index.store.generation import LEXICAL, SEGMENTS, Generation, seal
from index.store.layout import link
from index.store.manifest import FileRecord
from index.store.segment import PASSAGE, Content, Segment, embedded_text, passage_at
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
        self._added: set[str] = set()
        self._ids: list[tuple[Path, list[str]]] = []  # of the articles of each finished segment
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
        self._added.add(article.id)
        if self._base and article.id in self._base:
            self._readded.add(article.id)
            self._lexical.drop([article.id])
        rows = np.zeros(len(passages), dtype=PASSAGE)
        rows["number"] = np.arange(self._next_passage, self._next_passage + len(passages))
        rows["start"], rows["end"] = [p.start for p in passages], [p.end for p in passages]
        self._next_passage += len(passages)
        for number, text in zip(rows["number"].tolist(), texts, strict=True):
            self._lexical.add(number, article, text)
        self._append(Content(article, content_hash, rows, vectors, sign(article.text)))

    def finish(
        self,
        name: str,
        gone: set[str],
        embedder: str,
        splitter: SplitSettings,
        copies: Mapping[str, tuple[Copy, ...]],
    ) -> Alike:
        """Take over the base's articles but those ``gone`` or added anew, and write the manifest.

        ``copies`` are the other sources of articles' texts, by the articles' ids. Gives what texts came more than once.
        """
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
        alike = Alike(dict(copies), self._pairs())
        alike.write(self.folder)
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
        return alike

    def discard(self) -> None:
        """Give up: let go of the files and remove them."""
        if self._writer:
            self._writer.discard()
        self._lexical.discard()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pairs(self) -> tuple[Pair, ...]:
        """Articles that are nearly the same: the base's pairs of which both are left as they were, and the new ones."""
        ids = [article_id for _, held in self._ids for article_id in held]
        known = self._base.alike.pairs if self._base else ()
        compared = self._base is not None and (self._base.folder / ALIKE).exists()
        unchanged = set(ids) - self._added if compared else set()
        kept = [pair for pair in known if pair.one in unchanged and pair.other in unchanged]
        signatures = [np.load(folder / SIGNATURES, mmap_mode="r", allow_pickle=False) for folder, _ in self._ids]
        fresh = np.array([article_id not in unchanged for article_id in ids], dtype=bool)
        for found in resemblances(signatures, fresh):
            one, other = sorted((ids[found.first], ids[found.second]))
            kept.append(Pair(one, other, found.similarity))
        return tuple(sorted(kept, key=lambda pair: (-pair.similarity, pair.one, pair.other)))

    def _append(self, content: Content) -> None:
        if self._writer and len(self._writer) + len(content.passages) > SEALED:
            self._close()
        if self._writer is None:
            self._writer = SegmentWriter(self.folder / SEGMENTS / f"{self._next_segment:06d}")
            self._next_segment += 1
        self._writer.add(content)

    def _take_over(self, segment: Segment, without: set[str]) -> None:
        for content in segment.contents(without):
            if not self._keeps_terms:
                self._index_terms(content.article, content.passages)
            self._append(content)

    def _link(self, segment: Segment) -> None:
        place = f"{SEGMENTS}/{segment.folder.name}"
        (self.folder / place).mkdir(parents=True)
        for path in segment.folder.iterdir():
            link(path, self.folder / place / path.name)
        if self._base:
            self._known |= {n: r for n, r in self._base.manifest.files.items() if n.startswith(f"{place}/")}
        if not self._keeps_terms:
            for content in segment.contents(set()):
                self._index_terms(content.article, content.passages)
        if not (self.folder / place / SIGNATURES).exists():
            np.save(self.folder / place / SIGNATURES, segment.signatures, allow_pickle=False)
        self._ids.append((self.folder / place, [article_id for article_id, *_ in segment.catalog.known()]))
        self._counts.append((len(segment.catalog), len(segment)))

    def _index_terms(self, article: Article, rows: NDArray[np.void]) -> None:
        for number, _, start, end in rows.tolist():
            self._lexical.add(number, article, embedded_text(article, passage_at(article, start, end)))

    def _close(self) -> None:
        if self._writer:
            self._writer.close(self._dim)
            self._counts.append((self._writer.articles, len(self._writer)))
            self._ids.append((self._writer.folder, self._writer.ids))
            self._writer = None
