"""The bytes of an answer: unpacked as they come, and never more than allowed."""

import zlib
from collections.abc import Iterable

from corpus.errors import SourceError
from corpus.fetch.limits import MEGABYTE

PACKINGS = "gzip, deflate"
_GZIP = b"\x1f\x8b"
_EITHER = zlib.MAX_WBITS | 32  # gzip or zlib, as the head says
_BARE = -zlib.MAX_WBITS  # deflate as some servers understand it, without a head


def read_body(chunks: Iterable[bytes], packing: str, most: int) -> bytes:
    """All of ``chunks``, unpacked as the header Content-Encoding says: at most ``most`` bytes before and after.

    Raises: SourceError for more, for a packing that was not asked for, for bytes that are not packed so.
    """
    sent = _counted(chunks, most)
    match packing.strip().lower():
        case "" | "identity":
            return b"".join(sent)
        case "gzip" | "x-gzip" | "deflate":
            return _unpacked(sent, most)
        case other:
            raise SourceError(f"is sent packed as {other[:30]!r}, which was not asked for")


def ungzip(data: bytes, most: int) -> bytes:
    """``data``, unpacked if it is gzip (a sitemap's file may be), at most ``most`` bytes. Raises as read_body."""
    return _unpacked([data], most) if data.startswith(_GZIP) else data


def _counted(chunks: Iterable[bytes], most: int) -> Iterable[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > most:
            raise _too_large(most)
        yield chunk


def _unpacked(chunks: Iterable[bytes], most: int) -> bytes:
    out = bytearray()
    engine = None
    for chunk in chunks:
        while chunk:
            engine = engine or zlib.decompressobj(_EITHER if _has_head(chunk) else _BARE)
            try:
                out += engine.decompress(chunk, most + 1 - len(out))
            except zlib.error as error:
                raise SourceError(f"is damaged: it cannot be unpacked ({error})") from error
            if len(out) > most:
                raise _too_large(most)
            if engine.eof:  # gzip files may follow one another; other bytes behind one are padding
                chunk = engine.unused_data
                if not chunk.startswith(_GZIP):
                    return bytes(out)
                engine = None
            else:
                chunk = engine.unconsumed_tail
    if engine:
        raise SourceError("breaks off before its end")
    return bytes(out)


def _has_head(chunk: bytes) -> bool:
    return chunk.startswith(_GZIP) or (chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2]) % 31 == 0)


def _too_large(most: int) -> SourceError:
    return SourceError(f"is larger than {most / MEGABYTE:g} MB")
