"""Builds in processes of their own, that can be killed: fast ones, by an embedder that needs no model."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.build import Builder
from index.split import SplitSettings

# A fork server has everything imported and has never searched, so its children begin at once and are whole.
_START = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
_SECONDS = 120


class CharacterEmbedder:
    """A text's vector is the sum of its characters', each drawn by its code point: alike where they share many."""

    dim = 64
    fingerprint = "characters-64"

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.question(text) for text in texts])

    def question(self, text: str) -> NDArray[np.float32]:
        vector = np.sum([_drawn(character) for character in text], axis=0)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def prepare(self) -> None:
        pass


@cache
def _drawn(character: str) -> NDArray[np.float64]:
    return np.random.default_rng(ord(character)).normal(size=CharacterEmbedder.dim)


def builder(store: Path) -> Builder:
    return Builder(store, CharacterEmbedder(), SplitSettings(passage_chars=60))


@contextmanager
def building(store: Path, sources: Sequence[Path], wait: bool = False) -> Iterator[BaseProcess]:
    """A process that has begun to build from each of ``sources`` in turn; it is over at the end of the block.

    With ``wait`` it goes on only then.
    """
    context = get_context(_START)
    if _START == "forkserver":
        context.set_forkserver_preload(["pytest", "index.build"])
    ours, its = context.Pipe()
    process = context.Process(target=_build, args=(store, sources, its, wait))
    process.start()
    its.close()
    try:
        ours.recv()
        yield process
    finally:
        if wait:
            ours.send("go on")
        process.join(_SECONDS)
        ours.close()
        process.close()


def _build(store: Path, sources: Sequence[Path], line: Connection, wait: bool) -> None:
    mine = builder(store)

    def begun(*_: object) -> None:
        mine.progress = lambda *_: None
        line.send("begun")
        if wait:
            line.recv()

    mine.progress = begun
    for source in sources:
        mine.build([source])
