"""Rows of an article and of its passages."""

import hashlib
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.naming import text_key
from index.filter import period
from index.fold import characters_of_folded, fold, terms_of_folded
from index.milvus.conditions import cut
from index.milvus.schema import BYTES, NAME_BYTES, TAG_BYTES, TAGS
from index.milvus.weights import dimension, weights
from index.split import Passage, SplitSettings
from index.store.catalog import Entry
from index.store.segment import ARTICLE

BUCKETS = 4_096  # that sources fall into; a shard is a run of them
_PART = 16_000  # characters: at four bytes each they are one text of Milvus'
_NONE = "\u0000"  # a passage without a term must have one weight


def digest(*parts: str) -> bytes:
    """32 bytes that tell these texts from others."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()


def bucket(source: str) -> int:
    """Which of the buckets a source falls into, by its path or address."""
    return int.from_bytes(digest(source)[:8], "little") % BUCKETS


def version(article: Article, content_hash: str, splitter: SplitSettings) -> str:
    """Another value as soon as any row of the article would be another."""
    return digest(article.id, content_hash, article.path, repr(sorted(splitter.fingerprint().items()))).hex()[:32]


def passage_rows(
    article: Article,
    of_version: str,
    pieces: Sequence[Passage],
    texts: Sequence[str],
    vectors: NDArray[np.floating],
    splitter: SplitSettings,
) -> list[dict[str, Any]]:
    """A row a passage. ``texts`` are what was embedded of each, row i of ``vectors`` is of the i-th."""
    first, last = period(article.date) if article.date else (0, 0)
    same = {
        "article": article.id,
        "version": of_version,
        "language": fold(article.language),
        "publisher": cut(fold(article.publisher).strip(), NAME_BYTES) if article.publisher else "",
        "tags": sorted({cut(fold(tag).strip(), TAG_BYTES) for tag in article.tags})[:TAGS],
        "first_day": first,
        "last_day": last,
    }
    rows = []
    for piece, text, vector in zip(pieces, texts, vectors, strict=True):
        folded = fold(text)
        rows.append(
            {
                **same,
                "id": int.from_bytes(digest(of_version, str(piece.start), str(piece.end))[:8], "little") >> 1,
                "start": piece.start,
                "stop": piece.end,
                "text_key": digest(text).hex()[:32],
                "characters": cut(" ".join(sorted(set(characters_of_folded(folded)))), BYTES),
                "vector": np.asarray(vector, dtype=np.float32),
                "terms": weights(terms_of_folded(folded), splitter.passage_chars) or {dimension(_NONE): 1.0},
            }
        )
    return rows


def article_rows(
    article: Article, content_hash: str, of_version: str, passages: int, in_bucket: int
) -> list[dict[str, Any]]:
    """The article in parts, the first of them last: where that one is, all are."""
    body = ARTICLE.dump_json(article).decode()
    entry = Entry(
        id=article.id,
        title=article.title,
        path=article.path,
        content_hash=content_hash,
        language=article.language,
        publisher=article.publisher,
        date=article.date,
        url=article.url,
        tags=article.tags,
        characters=len(article.text),
        passages=passages,
        offset=0,
        size=len(body),
    )
    parts = [body[at : at + _PART] for at in range(0, len(body), _PART)]
    same = {
        "article": article.id,
        "version": of_version,
        "path": article.path,
        "text_key": text_key(article.text).hex()[:32],
        "bucket": in_bucket,
        "born": time.time_ns() // 1_000_000,
        "passages": passages,
        "nothing": [0.0, 0.0],
    }
    rows = [
        {
            **same,
            "key": f"{of_version}-{number}",
            "part": number,
            "entry": entry.model_dump_json() if not number else "",
            "body": part,
        }
        for number, part in enumerate(parts)
    ]
    return rows[::-1]


def fits(article: Article) -> str:
    """Why an article's head is larger than Milvus takes; empty where it is not."""
    for name, value, size in (("id", article.id, NAME_BYTES), ("path", article.path, 4 * NAME_BYTES)):
        if len(value.encode()) > size:
            return f"its {name} has more than {size} bytes, which Milvus does not take"
    if len(repr((article.title, article.publisher, article.url, article.tags)).encode()) > BYTES // 2:
        return f"its title, publisher, address and tags have more than {BYTES // 2} bytes, which Milvus does not take"
    return ""
