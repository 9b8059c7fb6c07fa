"""The default embedder: multilingual-e5-small in OpenVINO, without torch."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embed.runtime import openvino_runtime
from index.errors import WeightsError

_PASSAGE, _QUESTION = "passage: ", "query: "  # the prompts the model was trained with
_WINDOW = 512  # tokens the encoder reads at once, its two special ones among them
_BATCH = 8  # measured: eval/bench/README.md
_PAD = 1


class OpenVinoEmbedder:
    """Runs the IR of a folder that ``cache.default_model`` gives. Safe to call from several threads.

    A text longer than the encoder's 512 tokens is read in windows whose means are averaged by their tokens, so that
    nothing of it is left out.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        try:
            self._model = (
                openvino_runtime()
                .Core()
                .compile_model(str(folder / "openvino" / "model.xml"), "CPU", {"PERFORMANCE_HINT": "LATENCY"})
            )
        except RuntimeError as error:
            raise WeightsError(f"OpenVINO cannot run the model in {folder}: remove the folder and try again") from error
        self.dim = int(self._model.output("mean_embedding").get_partial_shape()[1].get_length())
        self._local = threading.local()

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim), row i of texts[i]."""
        return self._embed([_PASSAGE + text for text in texts])

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        return np.asarray(self._embed([_QUESTION + text])[0], dtype=np.float32)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        sums = np.zeros((len(texts), self.dim), dtype=np.float32)
        windows = [
            (row, window)
            for row, encoding in enumerate(self._tokenizer.encode_batch_fast(texts))
            for window in _windows(encoding.ids)
        ]
        windows.sort(key=lambda w: len(w[1]))  # texts of one length waste no padding
        for at in range(0, len(windows), _BATCH):
            batch = windows[at : at + _BATCH]
            ids, mask = _padded([window for _, window in batch])
            means = self._infer(ids, mask)
            for (row, window), mean in zip(batch, means, strict=True):
                sums[row] += mean * len(window)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def _infer(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        if not hasattr(self._local, "request"):
            self._local.request = self._model.create_infer_request()
        outputs = self._local.request.infer({"input_ids": ids, "attention_mask": mask})
        return np.asarray(outputs["mean_embedding"], dtype=np.float32)


def _windows(ids: list[int]) -> list[list[int]]:
    """Token ids in windows of at most 512, each between the text's own first and last (special) token."""
    if len(ids) <= _WINDOW:
        return [ids]
    content = ids[1:-1]
    return [[ids[0], *content[at : at + _WINDOW - 2], ids[-1]] for at in range(0, len(content), _WINDOW - 2)]


def _padded(windows: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    longest = max(len(window) for window in windows)
    ids = np.full((len(windows), longest), _PAD, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = window
        mask[row, : len(window)] = 1
    return ids, mask
