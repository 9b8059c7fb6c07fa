"""What a text is recognised by: a key for the same words, and a MinHash for nearly the same.

The resemblance of two texts is that of the sets of their runs of characters; it is estimated from the least of each of
128 hashes over a set (Broder, "On the resemblance and containment of documents", 1997), with a standard error of 0.035
at 0.8. The hashes are datasketch's.
"""

import re
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.naming import text_key
from index.fold import fold

_WIDTH = 128  # hashes
_RUN = 5  # characters
_AT_ONCE = 1_000  # runs that are hashed together: half a megabyte, which the processor keeps at hand
_MARKS = re.compile(r"[\W_]+")
_MIX, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)  # odd, no pattern in their bits

SIGNATURE = np.dtype([("key", "<u8"), ("minhash", "<u4", (_WIDTH,))])
FILE = "signatures-1.npy"
"""A signature a row; the number grows when a text would get another one, and files of another number are made anew."""


def sign(text: str) -> NDArray[np.void]:
    """The signature of a text, shape (); case, punctuation, white space and the script do not move its MinHash."""
    signature = np.zeros((), dtype=SIGNATURE)
    signature["key"] = short_key(text_key(text))
    sketch = _empty().copy()
    hashes = _run_hashes(_MARKS.sub("", fold(text)))
    for at in range(0, len(hashes), _AT_ONCE):
        sketch.update_batch(hashes[at : at + _AT_ONCE].tolist())
    signature["minhash"] = sketch.hashvalues
    return signature


def short_key(key: bytes) -> int:
    """The part of a ``text_key`` that signatures keep; of equal ones the texts themselves have to be compared."""
    return int.from_bytes(key[:8], "little")


def _run_hashes(text: str) -> NDArray[np.uint64]:
    """A number of 32 bits for each run of characters, in their order; for a shorter text one, for an empty one none."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    length = min(_RUN, len(points))
    count = len(points) - length + 1 if length else 0
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(length):
        hashes = hashes * _MIX + points[place : place + count]
    return np.asarray((hashes * _SPREAD) >> np.uint64(32))


@lru_cache(maxsize=1)
def _empty() -> Any:
    from datasketch import MinHash

    return MinHash(_WIDTH, seed=1, hashfunc=int, scheme="affine32")
