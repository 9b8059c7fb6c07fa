"""Where question and passage match, token by token: what the network is told beside their states."""

import numpy as np
from numpy.typing import NDArray

_PROMPT_TOKENS = 5  # of a question: the special first one, and its prompt
_COMMON = 0.8  # about the late interaction of any two texts, so that its weight does not act as a bias


def token_matches(
    question: NDArray[np.float32], question_ids: NDArray[np.int64], passage: NDArray[np.float32], ids: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How each token of a passage matches the question, and the cosines that this comes from.

    Takes states (q, dim) and (p, dim) with their ids. Gives (p, 2): whether the very token stands in the question, and
    its highest cosine with a token of the question; and the cosines (q', p), the question without its prompt.
    """
    content = question_ids[_PROMPT_TOKENS:-1]
    similar = _unit(question[_PROMPT_TOKENS:-1]) @ _unit(passage).T
    if not len(content):
        return np.zeros((len(ids), 2), dtype=np.float32), similar
    return np.stack([np.isin(ids, content), similar.max(axis=0)], axis=1).astype(np.float32), similar


def late_interaction(similar: NDArray[np.float32], sentence: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """For each of ``count`` sentences the mean over the question's tokens of their highest cosine in it, centred.

    Source: Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction
    over BERT", 2020.
    """
    found = np.full(count, -1.0, dtype=np.float32)
    for number in range(count):
        own = similar[:, sentence == number]
        if own.size:
            found[number] = own.max(axis=1).mean()
    return found - _COMMON


def _unit(states: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = states / np.linalg.norm(states, axis=1, keepdims=True).clip(min=1e-6)
    return unit
