"""Bytes of a text file to characters, for the encodings that Chinese text comes in."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

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


_DECLARED = {  # as what an encoding that a text names is read: the widest of its family
    "utf-8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "cp1252": "cp1252",
}
_ABOVE = re.compile(rb"[\x80-\xff]+")
_MOST_WESTERN = 0.1  # share of bytes above ASCII in a Western text; servers call Chinese pages Western too
_MOST_DAMAGED = 0.001  # share of characters of a text whose encoding is known that may be beyond reading
_NAMES = {"utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be", "big5hkscs": "big5-hkscs"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and how many of its characters could not be read (U+FFFD stands for them)."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes) -> str:
    """The text of ``data``, as ``decoded`` gives it. Raises as decoded."""
    return decoded(data).text


def decoded(data: bytes, declared: str | None = None) -> Decoded:
    """The text of ``data``, its lines ended by a line feed: UTF-8, UTF-16, UTF-32, GB18030 or Big5.

    ``declared`` is the encoding that the text itself names, as web pages do: it is tried first, and a text of which it
    explains all but a thousandth is taken. Raises: SourceError if the bytes are not text in any of these.
    """
    found = (declared and _as_declared(data, declared)) or _characters(data)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    controls = {c for c in set(text) if unicodedata.category(c) == "Cc"} - _CONTROLS_ALLOWED
    if sum(text.count(c) for c in controls) > _MOST_CONTROLS * len(text):
        raise SourceError("is not a text file")
    return Decoded(text, _NAMES.get(found.encoding, found.encoding), found.damaged)


def _as_declared(data: bytes, declared: str) -> Decoded | None:
    """The text by the encoding it names; None where that is none we know, or does not explain it."""
    try:
        encoding = _DECLARED.get(codecs.lookup(declared.strip()).name)
    except (LookupError, ValueError):  # a name with a NUL in it is a ValueError
        encoding = None
    if encoding is None or any(data.startswith(mark) for mark, _ in _MARKS):
        return None
    if encoding != "utf-8" and _is_utf8(data):
        return Decoded(data.decode("utf-8"), "utf-8")
    if encoding == "cp1252" and not _is_western(data):
        return None
    text = data.decode(encoding, errors="replace")
    damaged = text.count("\ufffd")
    return Decoded(text, encoding, damaged) if damaged <= _MOST_DAMAGED * len(text) else None


def _is_western(data: bytes) -> bool:
    """Whether the few bytes above ASCII stand alone, as ’ and é do; those of Chinese come in pairs."""
    above = sum(len(run) for run in _ABOVE.findall(data))
    return above <= _MOST_WESTERN * len(data) and all(len(run) == 1 for run in _ABOVE.findall(data))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _characters(data: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        return _guess(data, ["utf_16_le", "utf_16_be"])
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guess(data, ["gb18030", "big5", "big5hkscs"])


def _strictly(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"begins as {encoding.upper()} but byte {error.start} is not: save it as UTF-8") from error


def _guess(data: bytes, encodings: list[str]) -> Decoded:
    best = from_bytes(data, cp_isolation=encodings).best()
    if best is None and b"\0" not in data and _is_western(data):
        return Decoded(data.decode("cp1252", errors="replace"), "cp1252")
    if best is None:
        raise SourceError("is not a text file, or in an encoding that is not known: save it as UTF-8")
    return _strictly(data, best.encoding)
