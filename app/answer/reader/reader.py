"""Reads passages for a question: how much each sentence looks like its answer."""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from app.answer.reader.files import APART, TOGETHER, TUNED, converted_reader
from app.answer.reader.layout import Layout, lay_out_passage, lay_out_question
from app.answer.reader.matching import late_interaction, token_matches
from index.embed.cache import default_model
from index.embed.runtime import openvino_runtime, padded_length
from index.embed.words import Tokens, Words
from index.errors import WeightsError

PASSAGES_IN_MEMORY = 512  # whose states are kept, about 0.2 MB each
_CORES_A_QUESTION = 2
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read: ``about`` is its title and headings, ``sentences`` its statements in order."""

    about: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _States:
    """A text as the first layers see it: its tokens, the number of each one's sentence, and float16 (t, dim)."""

    layout: Layout
    states: NDArray[np.float16]


class PassageReader:
    """Runs the reading network. Safe to call from several threads; keeps the states of passages it has met.

    The network is loaded, and converted where it is not yet, when the first passage comes.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._loaded: _Network | None = None
        self._loading = threading.Lock()
        self._known = lru_cache(maxsize=PASSAGES_IN_MEMORY)(self._read_apart)

    def prepare(self) -> None:
        """Load now what the first calls would do without: for a process that stays. Raises as ``read``."""
        self._network().tokens.load()

    def tokens(self, text: str) -> int:
        """How many tokens of the encoder a text has, without the special ones. Raises as ``read``."""
        return len(self._network().tokens.encode([text])[0]) - 2

    def look_at(self, passage: Passage) -> None:
        """Read a passage before a question comes for it: a later ``read`` has less to do, and gives the same.

        Raises as ``read``.
        """
        self._known(passage)

    def read(self, question: str, passages: Sequence[Passage]) -> list[NDArray[np.float32]]:
        """For each passage the scores of its sentences, shape (sentences,): log odds against no answer in it.

        A sentence that is cut off, as its passage is too long, gets -10,000.
        Raises: WeightsError if the network cannot be converted.
        """
        asked = self._states(lay_out_question(self._network().tokens.encode, question))
        return [self._read_together(asked, self._known(passage), len(passage.sentences)) for passage in passages]

    def _network(self) -> "_Network":
        with self._loading:
            if self._loaded is None:
                self._loaded = _Network(self._cache)
        return self._loaded

    def _read_apart(self, passage: Passage) -> _States:
        return self._states(lay_out_passage(self._network().tokens.encode, passage.about, passage.sentences))

    def _states(self, layout: Layout) -> _States:
        network, length = self._network(), len(layout.ids)
        words, mask = _room(length, network.words.dim)
        words[0, :length], mask[0, :length] = network.words.vectors(layout.ids), 1
        outputs = network.apart({"words": words, "mask": mask})
        return _States(layout, outputs["states"][0, :length].astype(np.float16))

    def _read_together(self, asked: _States, passage: _States, count: int) -> NDArray[np.float32]:
        """Scores of the sentences of a passage, ``count`` of them."""
        texts = (asked, passage)
        lengths = [len(text.layout.ids) for text in texts]
        (question, question_mask), (states, mask) = (
            _room(length, text.states.shape[1]) for length, text in zip(lengths, texts, strict=True)
        )
        question[0, : lengths[0]], question_mask[0, : lengths[0]] = asked.states, 1
        states[0, : lengths[1]], mask[0, : lengths[1]] = passage.states, 1
        match = np.zeros((*mask.shape, 2), dtype=np.float32)
        match[0, : lengths[1]], similar = token_matches(
            question[0, : lengths[0]], asked.layout.ids, states[0, : lengths[1]], passage.layout.ids
        )
        outputs = self._network().together(
            {
                "question": question,
                "question_mask": question_mask,
                "passage": states,
                "passage_mask": mask,
                "match": match,
            }
        )
        sentence = passage.layout.sentence
        late = late_interaction(similar, sentence, count)
        return _sentence_scores(outputs["tokens"][0], sentence, late, self._network().weights, outputs["nothing"][0])


def _room(length: int, dim: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Where the states of a text's tokens go, (1, t, dim), and their mask, (1, t)."""
    padded = padded_length(length)
    return np.zeros((1, padded, dim), dtype=np.float32), np.zeros((1, padded), dtype=np.int64)


class _Network:
    """The converted network with what it reads by."""

    def __init__(self, cache: Path) -> None:
        encoder = default_model(cache)
        folder = converted_reader(cache, encoder)
        self.words = Words(encoder / "openvino" / "words.npy")
        self.tokens = Tokens(encoder)
        self.weights: NDArray[np.float32] = load_file(TUNED)["weights"].astype(np.float32)
        self._core = openvino_runtime().Core()
        self._models = {name: self._compile(folder, name) for name in (APART, TOGETHER)}
        self._local = threading.local()

    def apart(self, inputs: dict[str, Any]) -> Any:
        """Outputs of the first layers."""
        return self._request(APART).infer(inputs)

    def together(self, inputs: dict[str, Any]) -> Any:
        """Outputs of the last layers."""
        return self._request(TOGETHER).infer(inputs)

    def _request(self, name: str) -> Any:
        """This thread's own: the tensors of one belong to one inference at a time."""
        if not hasattr(self._local, name):
            setattr(self._local, name, self._models[name].create_infer_request())
        return getattr(self._local, name)

    def _compile(self, folder: Path, name: str) -> Any:
        streams = max(1, (os.cpu_count() or 1) // _CORES_A_QUESTION)
        options = {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": streams}
        if os.access(folder, os.W_OK):  # what was compiled once for this processor is kept beside the network
            options["CACHE_DIR"] = str(folder)
        try:
            return self._core.compile_model(str(folder / name), "CPU", options)
        except RuntimeError as error:
            raise WeightsError(f"OpenVINO cannot run the model in {folder}: remove the folder and try again") from error


def _sentence_scores(
    tokens: NDArray[np.float32],
    sentence: NDArray[np.int64],
    late: NDArray[np.float32],
    weights: NDArray[np.float32],
    nothing: float,
) -> NDArray[np.float32]:
    """As ``network.Together.sentence_scores``, of one passage, against no answer in it."""
    scores = np.full(len(late), _NEVER, dtype=np.float32)
    for number in range(len(late)):
        own = tokens[: len(sentence)][sentence == number]
        if len(own):
            answer, spoken = own[:, 0], own[:, 1]
            peak = answer.max() + np.log(np.exp(answer - answer.max()).sum())
            scores[number] = spoken.mean() + weights[0] * peak + weights[1] * late[number] - nothing
    return scores
