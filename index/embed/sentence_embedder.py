"""Any other sentence-transformers model, by hub id or folder. Brings torch with it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import WeightsError

_READ_WHOLE = 1 << 20  # bytes: of larger files (weights) size, head and tail tell versions apart


class SentenceEmbedder:
    """A SentenceTransformer with the prompts of its own configuration for questions and passages.

    Raises: WeightsError if there is no such model, or it comes as pickles only.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name, device="cpu", model_kwargs={"use_safetensors": True})
        except (OSError, ValueError) as error:
            first = str(error).strip().splitlines()[0]
            raise WeightsError(f"embedder {name!r} cannot be loaded: {first}") from error
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = f"{name}-{_digest(Path(name))}" if Path(name).is_dir() else f"{name}-{self._revision()}"

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim)."""
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dim)

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        vector = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)

    def prepare(self) -> None:
        """Nothing is left to load."""

    def _revision(self) -> str:
        config = getattr(self._model.transformers_model, "config", None)
        return str(getattr(config, "_commit_hash", None) or "unknown")[:12]


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as file:
            digest.update(file.read(_READ_WHOLE))
            if size > _READ_WHOLE:
                file.seek(-_READ_WHOLE, 2)
                digest.update(file.read())
    return digest.hexdigest()[:12]
