"""States of texts from the first layers of the encoder, in torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from app.answer.reader.layout import Layout
from app.answer.reader.network import Apart
from index.embed.words import PAD

_BATCH = 16


def autocast() -> torch.autocast:
    """bfloat16 where the processor computes in it; elsewhere it would take four times as long as float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


@dataclass(frozen=True, slots=True)
class States:
    """A text in tokens, with a state for each: float16 (t, dim)."""

    layout: Layout
    states: NDArray[np.float16]


class StatesOf:
    """Runs the first layers over many texts."""

    def __init__(self, encoder: Path) -> None:
        self.bert = BertModel.from_pretrained(encoder, add_pooling_layer=False).eval().requires_grad_(False)
        self._apart = Apart(self.bert).eval()
        self._tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of texts."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Characters of each token of a text, without the special ones."""
        found: list[tuple[int, int]] = self._tokenizer.encode(text).offsets[1:-1]
        return found

    def __call__(self, layouts: Sequence[Layout]) -> list[States]:
        """States of texts, in their order."""
        order = sorted(range(len(layouts)), key=lambda i: len(layouts[i].ids))
        found: dict[int, States] = {}
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            ids = torch.full((len(rows), len(layouts[rows[-1]].ids)), PAD)
            for row, i in enumerate(rows):
                ids[row, : len(layouts[i].ids)] = torch.from_numpy(layouts[i].ids)
            with torch.no_grad(), autocast():
                words = self.bert.embeddings.word_embeddings(ids)
                states = self._apart(words, (ids != PAD).long()).float().numpy().astype(np.float16)
            found |= {i: States(layouts[i], states[row, : len(layouts[i].ids)]) for row, i in enumerate(rows)}
        return [found[i] for i in range(len(layouts))]
