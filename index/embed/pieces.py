"""Tokenizing a few texts without loading the whole vocabulary, which takes a second.

A unigram tokenizer splits a text into those of its 250,002 pieces that stand in the text; the others play no part. So
for one question a vocabulary is made of the pieces that do, looked up by their hashes in a mapped file, and the
``tokenizers`` library splits by it as it would by the whole.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models

from index.embed.tokens import build_tokenizer
from index.embed.weights import Vocabulary

_PIECE = np.dtype([("hash", "<u8"), ("score", "<f4"), ("id", "<u4")])
_TABLE, _FRAME = "pieces.npy", "frame.json"
FILES = (_TABLE, _FRAME)
_LONGEST = 16  # characters of a piece
_SPECIAL = 4  # ids 0 to 3: <s>, <pad>, </s>, <unk>


def write_pieces(vocabulary: Vocabulary, folder: Path) -> None:
    """Write what ``SmallTokenizer`` reads: the table of pieces, and a tokenizer of the special ones alone."""
    if {vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unknown} != set(range(_SPECIAL)):
        raise ValueError("the special pieces of this vocabulary do not stand first")
    if any(len(piece) > _LONGEST for piece in vocabulary.pieces):
        raise ValueError(f"this vocabulary has pieces of more than {_LONGEST} characters")
    table = np.array(
        [(_hash(piece), score, id_) for id_, (piece, score) in enumerate(_scored(vocabulary))], dtype=_PIECE
    )
    np.save(folder / _TABLE, np.sort(table, order="hash"), allow_pickle=False)
    # The lowest score belongs to every vocabulary: what no piece covers is scored by it.
    lowest = min(_scored(vocabulary)[_SPECIAL:], key=lambda piece: piece[1])
    frame = build_tokenizer(vocabulary, [*_scored(vocabulary)[:_SPECIAL], lowest])
    frame.add_special_tokens(vocabulary.pieces[:_SPECIAL])  # as transformers does to the whole one
    frame.save(str(folder / _FRAME))


class SmallTokenizer:
    """Gives the ids that the whole tokenizer gives. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._frame = folder / _FRAME
        self._table: NDArray[np.void] = np.load(folder / _TABLE, mmap_mode="r", allow_pickle=False)
        whole = Tokenizer.from_file(str(self._frame))
        self._normalizer, self._pre_tokenizer = whole.normalizer, whole.pre_tokenizer
        vocabulary = whole.get_vocab()
        self._lowest = next(piece for piece, id_ in vocabulary.items() if id_ == _SPECIAL)
        self._special = [piece for piece, _ in sorted(vocabulary.items(), key=lambda item: item[1])[:_SPECIAL]]

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, ``<s> … </s>``."""
        pieces, ids = self._pieces_in(texts)
        tokenizer = Tokenizer.from_file(str(self._frame))
        tokenizer.model = models.Unigram(pieces, unk_id=_SPECIAL - 1, byte_fallback=False)
        return [ids[encoding.ids].tolist() for encoding in tokenizer.encode_batch_fast(list(texts))]

    def _pieces_in(self, texts: Sequence[str]) -> tuple[list[tuple[str, float]], NDArray[np.int64]]:
        """The pieces that stand in the texts, after the special ones, and the id of each in the whole vocabulary."""
        runs: set[str] = set()
        for text in texts:
            for word, _ in self._pre_tokenizer.pre_tokenize_str(self._normalizer.normalize_str(text)):
                for start in range(len(word)):
                    runs.update(word[start:end] for end in range(start + 1, min(len(word), start + _LONGEST) + 1))
        words = [self._lowest, *sorted(runs - {self._lowest})]
        hashes = np.array([_hash(word) for word in words], dtype=np.uint64)
        places = np.minimum(np.searchsorted(self._table["hash"], hashes), len(self._table) - 1)
        rows = self._table[places]
        known = (rows["hash"] == hashes) & (rows["id"] >= _SPECIAL)
        scores = rows["score"].tolist()
        found = [(word, score) for word, score, here in zip(words, scores, known.tolist(), strict=True) if here]
        ids = np.concatenate([np.arange(_SPECIAL), rows["id"][known].astype(np.int64)])
        return [*((piece, 0.0) for piece in self._special), *found], ids


def _scored(vocabulary: Vocabulary) -> list[tuple[str, float]]:
    return list(zip(vocabulary.pieces, vocabulary.scores, strict=True))


def _hash(piece: str) -> int:
    return int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest(), "little")
