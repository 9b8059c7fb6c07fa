"""What a text is recognised by: a key for the same words, and a MinHash for nearly the same.

The resemblance of two texts is that of the sets of their runs of characters; it is estimated from the least of each of
128 hashes over a set (Broder, "On the resemblance and containment of documents", 1997), with a standard error of 0.035
at 0.8. The hashes are rensa's.
"""

import re

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from corpus.naming import text_key
from index.fold import fold

_WIDTH = 128  # hashes
_RUN = 5  # characters
_MARKS = re.compile(r"[\W_]+")

SIGNATURE = np.dtype([("key", "<u8"), ("minhash", "<u4", (_WIDTH,))])
FILE = "signatures-2.npy"
"""A signature a row; the number grows when a text would get another one, and files of another number are made anew."""


def sign(text: str) -> NDArray[np.void]:
    """The signature of a text, shape (); case, punctuation, white space and the script do not move its MinHash."""
    signature = np.zeros((), dtype=SIGNATURE)
    signature["key"] = short_key(text_key(text))
    sketch = RMinHash(num_perm=_WIDTH, seed=1)
    sketch.update(_runs(_MARKS.sub("", fold(text)).encode("utf-8", "replace").decode()))  # a lone surrogate is no text
    signature["minhash"] = sketch.digest()
    return signature


def short_key(key: bytes) -> int:
    """The part of a ``text_key`` that signatures keep; of equal ones the texts themselves have to be compared."""
    return int.from_bytes(key[:8], "little")


def _runs(text: str) -> list[str]:
    """The runs of characters, in their order; of a shorter text itself, of an empty one none."""
    return [text[at : at + _RUN] for at in range(max(len(text) - _RUN + 1, min(len(text), 1)))]
