"""Files in, drafts out: by what they are, within bounds, and the dangerous ones in a worker."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Self

from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.formats.known import FORMATS
from corpus.formats.several import Several
from corpus.kind import ZIP, format_in_zip, is_read, kind_of, unknown
from corpus.naming import slug
from corpus.refusal import Refusal
from corpus.temporary import is_temporary
from corpus.worker.worker import MEMORY, SECONDS, Worker
from corpus.zip import members

_MOST_BYTES = max(known.most for known in FORMATS.values())
_MOST_IN_ZIP = 512 << 20  # bytes of an archive
_LONG = 1 << 20  # bytes from which a text is read in a worker too: parsers of text can be slow as well


@dataclass(frozen=True, slots=True)
class Found:
    """A draft, the path that its article gets, what it is called there, and how to name it to people."""

    path: str
    name: str
    shown: str
    draft: Draft


class Reading:
    """Reads files; its worker is started with the first that needs one. To be closed, or used in a ``with``.

    A file has at most ``seconds`` and ``memory`` bytes to be read in.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._worker = Worker(seconds, memory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def file(self, path: Path) -> Iterator[Found | Refusal]:
        """The articles of a file, or of the files in an archive, and what of it cannot be read.

        Of a file with several, each has the path of the file and behind a slash its name there.
        """
        shown = str(path)
        try:
            data = _bytes(path)
            if data is None:
                with path.open("rb") as file:
                    yield from self._archive(file, str(path.resolve()), shown)
                return
        except UnicodeEncodeError:
            yield Refusal(shown, "has a name that is not UTF-8: rename it")
        except OSError as error:
            yield Refusal(shown, f"cannot be opened: {error.strerror}")
        except SourceError as error:
            yield Refusal(shown, str(error))
        else:
            yield from self.data(path.name, data, str(path.resolve()), shown)

    def data(self, name: str, data: bytes, place: str, shown: str | None = None) -> Iterator[Found | Refusal]:
        """The same for bytes that are called ``name`` and come from ``place``; refusals name ``shown``, else that."""
        shown = shown or place
        try:
            if not data.strip():
                raise SourceError("is empty")
            kind, warning = kind_of(name, data)
            if kind == ZIP:
                yield from self._archive(io.BytesIO(data), place, shown)
                return
            several = self._parsed(kind, data)
        except SourceError as error:
            yield Refusal(shown, str(error))
            return
        yield from (Refusal(shown, reason) for reason in several.refused)
        stem = PurePosixPath(name).stem
        for draft in several.drafts:
            draft.mend()
            if warning:
                draft.warn(warning)
            yield _found(draft, place, shown, stem)

    def _parsed(self, kind: str, data: bytes) -> Several:
        known = FORMATS[kind]
        if len(data) > known.most:
            raise SourceError(_too_large(len(data), known.most))
        return self._worker.read(kind, data) if known.apart or len(data) > _LONG else known.read(data)

    def _archive(self, file: BinaryIO, place: str, shown: str) -> Iterator[Found | Refusal]:
        for member in members(file, _MOST_BYTES):
            if isinstance(member, Refusal):
                yield Refusal(f"{shown}/{member.path}", member.reason)
                continue
            path = PurePosixPath(member.name)
            if any(is_temporary(part) for part in path.parts):
                continue
            if path.suffix.lower() == ".zip":
                yield Refusal(f"{shown}/{path}", "is an archive in an archive: unpack it")
            else:
                yield from self.data(path.name, member.data, f"{place}/{path}", f"{shown}/{path}")


def _bytes(path: Path) -> bytes | None:
    """The bytes of a file; None for an archive, which is read part by part.

    Raises: SourceError; OSError; UnicodeEncodeError for a name that no text can hold.
    """
    str(path).encode()
    if not path.is_file():
        raise SourceError("is not a file")
    if not is_read(path.name):
        raise unknown(path.name)
    suffix, size = path.suffix.lower(), path.stat().st_size
    most = next((known.most for known in FORMATS.values() if suffix in known.suffixes), _MOST_BYTES)
    if suffix == ".zip":
        with path.open("rb") as file:
            if file.read(2) == b"PK" and format_in_zip(file) == ZIP:
                most = _MOST_IN_ZIP
                if size <= most:
                    return None
    if size > most:
        raise SourceError(_too_large(size, most))
    return path.read_bytes()


def _found(draft: Draft, place: str, shown: str, stem: str) -> Found:
    if draft.name is None:
        return Found(place, stem, shown, draft)
    name = f"{stem}-{draft.name}" if draft.name.isdecimal() else draft.name
    return Found(f"{place}/{slug(draft.name)}", name, f"{shown}/{slug(draft.name)}", draft)


def _too_large(size: int, most: int) -> str:
    return f"is {size / (1 << 20):.0f} MB large, at most {most >> 20} MB are read: divide it"
