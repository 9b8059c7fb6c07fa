"""Writes a segment article by article, in memory that does not grow with its text."""

from array import array
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import FLAT_UP_TO, DenseIndex
from index.signature import FILE, SIGNATURE
from index.store.catalog import CatalogWriter
from index.store.segment import ARTICLE, ARTICLES, PASSAGE, VECTOR, Content

_VECTORS_AT_ONCE = FLAT_UP_TO


class SegmentWriter:
    """Takes articles with their passages and vectors; ``close`` makes the segment whole."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._catalog = CatalogWriter(folder / "catalog.sqlite")
        self._articles = (folder / ARTICLES).open("wb")
        self._raw = folder / "vectors.raw"
        self._vectors = self._raw.open("wb")
        self._passages = array("Q")  # four numbers a passage, as in PASSAGE
        self._languages: list[str] = []  # of each article
        self._signatures: list[NDArray[np.void]] = []  # of each article
        self.ids: list[str] = []  # of each article
        self._offset = 0

    def __len__(self) -> int:
        return len(self._passages) // 4

    @property
    def articles(self) -> int:
        """Articles taken so far."""
        return len(self._languages)

    def add(self, content: Content) -> None:
        """Append an article; the rows of its passages get its number here."""
        article, passages = content.article, content.passages
        line = ARTICLE.dump_json(article) + b"\n"
        self._articles.write(line)
        row = self._catalog.add(article, content.content_hash, len(passages), self._offset, len(line))
        self._offset += len(line)
        self._languages.append(article.language)
        self._signatures.append(content.signature)
        self.ids.append(article.id)
        for number, _, start, end in passages.tolist():
            self._passages.extend((number, row, start, end))
        self._vectors.write(np.ascontiguousarray(content.vectors, dtype=VECTOR).tobytes())

    def discard(self) -> None:
        """Let go of the files, as they are."""
        for file in (self._articles, self._vectors):
            with suppress(OSError):  # what is left to be written does not fit the disk
                file.close()
        self._catalog.discard()

    def close(self, dim: int) -> None:
        """Sort the passages by language and write all that is left; ``dim`` numbers are in a vector."""
        for file in (self._articles, self._vectors):
            file.close()
        self._catalog.close()
        columns = np.frombuffer(self._passages, dtype=np.uint64).reshape(-1, 4)
        passages = np.empty(len(columns), dtype=PASSAGE)
        for name, column in zip(("number", "article", "start", "end"), columns.T, strict=True):
            passages[name] = column
        languages = np.array(self._languages, dtype=str)[passages["article"]]
        order = np.argsort(languages, kind="stable")
        np.save(self.folder / "passages.npy", passages[order], allow_pickle=False)
        np.save(self.folder / FILE, np.array(self._signatures, dtype=SIGNATURE), allow_pickle=False)
        if len(order):
            self._write_vectors(order, languages[order], dim)
        else:
            np.save(self.folder / "vectors.npy", np.zeros((0, dim), dtype=VECTOR), allow_pickle=False)
            np.save(self.folder / "centroids.npy", np.zeros((0, dim), dtype=np.float32), allow_pickle=False)
        self._raw.unlink()

    def _write_vectors(self, order: NDArray[np.int64], languages: NDArray[np.str_], dim: int) -> None:
        raw = np.memmap(self._raw, dtype=VECTOR, mode="r", shape=(len(order), dim))
        with (self.folder / "vectors.npy").open("wb") as file:  # not through a map: a full disk would kill the process
            header = {"descr": VECTOR.str, "fortran_order": False, "shape": raw.shape}
            np.lib.format.write_array_header_1_0(file, header)
            for at in range(0, len(order), _VECTORS_AT_ONCE):
                file.write(raw[order[at : at + _VECTORS_AT_ONCE]].tobytes())
        vectors = np.load(self.folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
        centroids = []
        names, firsts, counts = np.unique(languages, return_index=True, return_counts=True)
        for name, first, count in zip(names, firsts.tolist(), counts.tolist(), strict=True):
            part = vectors[first : first + count]
            centroids.append(part.sum(axis=0, dtype=np.float64) / count)
            DenseIndex.of(part).save(self.folder / f"dense.{name}.faiss")
        np.save(self.folder / "centroids.npy", np.array(centroids, dtype=np.float32), allow_pickle=False)
