"""The default embedder: multilingual-e5-small in OpenVINO, without torch."""

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed.runtime import openvino_runtime, padded_length
from index.embed.words import PAD, Tokens, Words
from index.errors import WeightsError

_PASSAGE, _QUESTION = "passage: ", "query: "  # the prompts the model was trained with
_WINDOW = 512  # tokens the encoder reads at once, its two special ones among them
_BATCH = 4  # windows; this and the next are measured: eval/bench/README.md
_MANY = 64  # windows from which it pays to compile the model for throughput
_CORES_A_QUESTION = 2


class OpenVinoEmbedder:
    """Runs the IR of a folder that ``cache.default_model`` gives. Safe to call from several threads.

    A text longer than the encoder's 512 tokens is read in windows whose means are averaged by their tokens, so that
    nothing of it is left out.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._folder = folder
        self._words = Words(folder / "openvino" / "words.npy")
        self.dim = self._words.dim
        self._tokens = Tokens(folder)
        self._core = openvino_runtime().Core()
        streams = max(1, (os.cpu_count() or 1) // _CORES_A_QUESTION)
        self._model = self._compile({"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": streams})
        self._local = threading.local()
        self._bulk: Any = None  # a queue of requests, one a core
        self._bulk_lock = threading.Lock()

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape (len(texts), dim), row i of texts[i]."""
        return self._embed([_PASSAGE + text for text in texts])

    def question(self, text: str) -> NDArray[np.float32]:
        """Vector of a question, shape (dim,)."""
        return np.asarray(self._embed([_QUESTION + text])[0], dtype=np.float32)

    def prepare(self) -> None:
        """Load now what the first calls would do without: for a process that stays."""
        self._tokens.load()

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        sums = np.zeros((len(texts), self.dim), dtype=np.float32)
        windows = [(row, window) for row, ids in enumerate(self._tokens.encode(texts)) for window in _windows(ids)]
        windows.sort(key=lambda w: -len(w[1]))  # texts of one length waste no padding; the longest keep no core waiting
        batches = [windows[at : at + _BATCH] for at in range(0, len(windows), _BATCH)]
        for batch, means in self._infer_all(batches):
            for (row, window), mean in zip(batch, means, strict=True):
                sums[row] += mean * len(window)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def _infer_all(self, batches: list[list[tuple[int, list[int]]]]) -> Iterator[tuple[Any, NDArray[np.float32]]]:
        """Means of the windows of each batch, in any order."""
        if len(batches) * _BATCH < _MANY:
            if not hasattr(self._local, "request"):
                self._local.request = self._model.create_infer_request()
            for batch in batches:
                outputs = self._local.request.infer(self._inputs(batch))
                yield batch, np.asarray(outputs["mean_embedding"], dtype=np.float32)
            return
        done: list[tuple[Any, NDArray[np.float32]]] = []
        with self._bulk_lock:
            if self._bulk is None:
                model = self._compile({"PERFORMANCE_HINT": "THROUGHPUT"})
                self._bulk = openvino_runtime().AsyncInferQueue(model)
            self._bulk.set_callback(
                lambda request, batch: done.append((batch, np.array(request.get_tensor("mean_embedding").data)))
            )
            for batch in batches:
                self._bulk.start_async(self._inputs(batch), batch)
            self._bulk.wait_all()
        yield from done

    def _inputs(self, batch: list[tuple[int, list[int]]]) -> dict[str, NDArray[Any]]:
        longest = padded_length(max(len(window) for _, window in batch))
        ids = np.full((len(batch), longest), PAD, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, (_, window) in enumerate(batch):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        return {"words": self._words.vectors(ids), "attention_mask": mask}

    def _compile(self, options: dict[str, Any]) -> Any:
        ours = self._folder / "openvino"
        if os.access(ours, os.W_OK):  # what was compiled once for this processor is kept beside the model
            options = options | {"CACHE_DIR": str(ours)}
        try:
            return self._core.compile_model(str(ours / "model.xml"), "CPU", options)
        except RuntimeError as error:
            raise WeightsError(
                f"OpenVINO cannot run the model in {self._folder}: remove the folder and try again"
            ) from error


def _windows(ids: list[int]) -> list[list[int]]:
    """Token ids in windows of at most 512, each between the text's own first and last (special) token."""
    if len(ids) <= _WINDOW:
        return [ids]
    content = ids[1:-1]
    return [[ids[0], *content[at : at + _WINDOW - 2], ids[-1]] for at in range(0, len(content), _WINDOW - 2)]
