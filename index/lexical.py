"""Lexical search: BM25 over character pairs and words (``fold.terms``), by tantivy. The one file that imports it.

A tantivy index is a handful of immutable files that are mapped, not read; it takes in a few passages without touching
those it holds, finds the best by block-max WAND, and needs no more memory for a million passages than for ten.
"""

import errno
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import FieldType, Occur, Query

from corpus.article import Article
from index.errors import StoreDamaged
from index.filter import Filter, period
from index.fold import characters_of_folded, fold, terms, terms_of_folded
from index.store.layout import link

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]

_WRITER_BYTES = 64 << 20  # of memory before terms go to disk
_NO_DATE = 0
LOCKS = (".tantivy-meta.lock", ".tantivy-writer.lock")  # made by whoever opens the index, no part of it


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    # Of single characters only the frequency is asked for: they find nothing, they weigh (rerank.py).
    builder.add_text_field("characters", tokenizer_name="whitespace", index_option="basic")
    for name in ("article", "publisher", "tag", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("passage", "first_day", "last_day"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    return builder.build()


class LexicalIndex:
    """BM25 (k1 1.2, b 0.75, lengths rounded to one byte: tantivy's, as Lucene's) of passages by their numbers."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``. Raises: StoreDamaged if tantivy cannot read it."""
        try:
            index = tantivy.Index.open(str(folder))
            index.config_reader(reload_policy="manual")
            self._searcher = index.searcher()
        except (ValueError, OSError) as error:
            raise StoreDamaged(f"{folder} is not a tantivy index ({error})") from error
        self._schema = index.schema

    def __len__(self) -> int:
        return self._searcher.num_docs

    def top(self, question: str, k: int, where: Filter | None = None) -> tuple[Ids, Scores]:
        """Numbers and BM25 of the ``k`` best passages that share a term with ``question``, best first, shapes (n,)."""
        query = self._terms(question)
        return self._search(query, k, self._filter(where) if where else None) if query else _NOTHING

    def scores(self, question: str, passages: Ids) -> Scores:
        """BM25 of these passages for ``question``, shape of ``passages``; 0 where no term is shared."""
        query = self._terms(question)
        if query is None or not len(passages):
            return np.zeros(len(passages), dtype=np.float32)
        only = Query.term_set_query(self._schema, "passage", passages.tolist())
        found, scores = self._search(query, len(passages), only)
        by_number = dict(zip(found.tolist(), scores.tolist(), strict=True))
        return np.array([by_number.get(number, 0.0) for number in passages.tolist()], dtype=np.float32)

    def idf(self, term: str, field: Literal["terms", "characters"] = "terms") -> float:
        """Inverse document frequency over the passages, ln(1 + (n - df + 0.5) / (df + 0.5)), as BM25 weighs it."""
        frequency = self._searcher.doc_freq(field, term)
        return math.log(1 + max(len(self) - frequency + 0.5, 0.5) / (frequency + 0.5))

    def _terms(self, question: str) -> Query | None:
        """Any of the question's terms, each as often as the question says it."""
        found = [Query.term_query(self._schema, "terms", term, "freq") for term in terms(question)]
        return Query.boolean_query([(Occur.Should, query) for query in found]) if found else None

    def _filter(self, where: Filter) -> Query:
        needed = []
        fields = {
            "article": list(where.articles),
            "publisher": where.spellings("publishers"),
            "tag": where.spellings("tags"),
            "language": where.spellings("languages"),
        }
        for name, values in fields.items():
            if values:
                needed.append(Query.term_set_query(self._schema, name, values))
        first, last = where.bounds()
        if first is not None:  # "no date" is 0 and passes no bound
            needed.append(Query.range_query(self._schema, "last_day", FieldType.Unsigned, first, None))
        if last is not None:
            needed.append(Query.range_query(self._schema, "first_day", FieldType.Unsigned, _NO_DATE + 1, last))
        return Query.boolean_query([(Occur.Must, query) for query in needed])

    def _search(self, query: Query, k: int, only: Query | None) -> tuple[Ids, Scores]:
        if only is not None:
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(only, 0.0))])
        hits = self._searcher.search(query, limit=k, count=False).hits
        if not hits:
            return _NOTHING
        numbers = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return np.array(numbers, dtype=np.int64), np.array([score for score, _ in hits], dtype=np.float32)


_NOTHING = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)


class LexicalWriter:
    """Writes an index into ``folder``, on top of an older one if ``base`` names its folder; ``close`` makes it whole.

    The files of ``base`` are linked, not copied: tantivy never writes into a file it has finished.
    Every method raises OSError if the disk does not take it.
    """

    def __init__(self, folder: Path, base: Path | None = None) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        for path in base.iterdir() if base else []:
            if path.name not in LOCKS:
                link(path, folder / path.name)
        with _as_os_error():
            index = tantivy.Index.open(str(folder)) if base else tantivy.Index(_schema(), path=str(folder))
            self._writer = index.writer(_WRITER_BYTES, num_threads=1)  # in the order they came

    def add(self, number: int, article: Article, words: str) -> None:
        """Index ``words`` as the passage ``number`` of ``article``."""
        document = tantivy.Document()
        document.add_unsigned("passage", number)
        folded = fold(words)
        document.add_text("terms", " ".join(terms_of_folded(folded)))
        document.add_text("characters", " ".join(set(characters_of_folded(folded))))
        document.add_text("article", article.id)
        document.add_text("language", fold(article.language))
        if article.publisher:
            document.add_text("publisher", fold(article.publisher).strip())
        for tag in article.tags:
            document.add_text("tag", fold(tag).strip())
        first, last = period(article.date) if article.date else (_NO_DATE, _NO_DATE)
        document.add_unsigned("first_day", first)
        document.add_unsigned("last_day", last)
        with _as_os_error():
            self._writer.add_document(document)

    def drop(self, article_ids: Iterable[str]) -> None:
        """Take out all passages of these articles that ``base`` held."""
        for article_id in article_ids:
            self._writer.delete_documents_by_term("article", article_id)

    def close(self) -> None:
        """Write what is left, and wait until small files have been merged."""
        with _as_os_error():
            self._writer.commit()
            self._writer.wait_merging_threads()
        for name in LOCKS:
            (self._folder / name).unlink(missing_ok=True)

    def discard(self) -> None:
        """Let go of the files, as they are."""
        del self._writer


@contextmanager
def _as_os_error() -> Iterator[None]:
    """A full disk is one error, whoever meets it."""
    try:
        yield
    except ValueError as error:  # tantivy's word for it
        raise OSError(errno.EIO, str(error)) from error
