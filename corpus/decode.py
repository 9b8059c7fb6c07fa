"""Bytes of a text file to characters, for the encodings that Chinese text comes in."""

import codecs
import unicodedata

from charset_normalizer import from_bytes

from corpus.errors import SourceError

_MARKS = [  # longest first: the UTF-32 mark begins with the UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_CONTROLS_ALLOWED = set("\t\n\r\f\x0b\x1a")
_MOST_CONTROLS = 0.01  # a text has none; a stray one is forgiven


def decode(data: bytes) -> str:
    """The text of ``data``, its lines ended by a line feed: UTF-8, UTF-16, UTF-32, GB18030 or Big5.

    Raises: SourceError if the bytes are not text in any of these.
    """
    text = _characters(data).replace("\r\n", "\n").replace("\r", "\n")
    controls = sum(unicodedata.category(c) == "Cc" and c not in _CONTROLS_ALLOWED for c in text)
    if controls > _MOST_CONTROLS * len(text):
        raise SourceError("is not a text file")
    return text


def _characters(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        return _guess(data, ["utf_16_le", "utf_16_be"])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data, ["gb18030", "big5", "big5hkscs"])


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"begins as {encoding.upper()} but byte {error.start} is not: save it as UTF-8") from error


def _guess(data: bytes, encodings: list[str]) -> str:
    best = from_bytes(data, cp_isolation=encodings).best()
    if best is None:
        raise SourceError("is not a text file, or in an encoding that is not known: save it as UTF-8")
    return _strictly(data, best.encoding)
