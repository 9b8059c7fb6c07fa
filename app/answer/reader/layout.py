"""How a question and a passage are laid out in tokens for the network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.fold import simplify

MOST_PASSAGE_TOKENS = 400
MOST_QUESTION_TOKENS = 64
_QUESTION, _PASSAGE = "query: ", "passage: "  # the prompts the encoder was trained with

Encode = Callable[[Sequence[str]], list[list[int]]]
"""Token ids of texts, each between the encoder's first and last special token."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A text in tokens: their ``ids``, and the number of each one's sentence; -1 for a title and the special ones."""

    ids: NDArray[np.int64]
    sentence: NDArray[np.int64]


def lay_out_question(encode: Encode, question: str) -> Layout:
    """A question; the end of a very long one is left out."""
    ids = np.array(encode([_QUESTION + simplify(question)])[0][:MOST_QUESTION_TOKENS], dtype=np.int64)
    return Layout(ids, np.full(len(ids), -1))


def lay_out_passage(encode: Encode, about: str, sentences: Sequence[str]) -> Layout:
    """Title and headings, then sentence by sentence; what is over ``MOST_PASSAGE_TOKENS`` is left out at the end."""
    head, *rest = encode([_PASSAGE + simplify(about), *(simplify(sentence) for sentence in sentences)])
    ids, numbers = head[:-1], [-1] * (len(head) - 1)
    for number, tokens in enumerate(rest):
        ids += tokens[1:-1]
        numbers += [number] * (len(tokens) - 2)
    most = MOST_PASSAGE_TOKENS - 1
    return Layout(np.array([*ids[:most], head[-1]], dtype=np.int64), np.array([*numbers[:most], -1], dtype=np.int64))
