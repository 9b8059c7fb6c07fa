"""Stores larger than the text there is: real sentences in new company, with vectors near real ones."""

import hashlib
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.settings import read_settings
from index.embed.embedder import LazyEmbedder

REAL = 10_000  # passages up to which a store is real
_SECTIONS = 20  # of a drawn article, each a passage
_SENTENCES = 4  # of a section
_TOWARDS = 0.5  # of the difference of two real vectors


class DrawnEmbedder:
    """Gives passages vectors near real ones, by their words; questions are embedded by the model."""

    def __init__(self, real: NDArray[np.float32]) -> None:
        settings = read_settings()
        self._real = real
        self._model = LazyEmbedder(settings.embedder, settings.cache)
        self.dim = int(real.shape[1])
        self.fingerprint = "drawn-around-real-vectors"

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim)."""
        digests = b"".join(hashlib.blake2b(text.encode(), digest_size=12).digest() for text in texts)
        a, b, c = (np.frombuffer(digests, dtype="<u4").reshape(-1, 3) % len(self._real)).T
        drawn = self._real[a] + _TOWARDS * (self._real[b] - self._real[c])
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        return self._model.question(text)

    def prepare(self) -> None:
        """Load the model."""
        self._model.prepare()


def sources(work: Path, size: int) -> list[Path]:
    """The files that make a store of ``size`` passages; drawn ones are written once."""
    if size <= REAL:
        return [Path(path) for path in json.loads((work / "kept.json").read_text(encoding="utf-8"))]
    folder = work / f"drawn-{size}"
    if not folder.exists():
        pool = json.loads((work / "sentences.json").read_text(encoding="utf-8"))
        sentences = [sentence for article in pool for sentence in article["sentences"]]
        chance = random.Random(size)
        folder.mkdir()
        for number in range(size // _SECTIONS):
            texts = ("".join(chance.choices(sentences, k=_SENTENCES)) for _ in range(_SECTIONS))
            body = "\n\n".join(f"## {place}\n\n{text}" for place, text in enumerate(texts, start=1))
            title = chance.choice(pool)["title"]
            (folder / f"{number:06d}.md").write_text(f"# {title}\n\n{body}\n", encoding="utf-8")
    return [folder]
