"""What a generation says of itself, and whether its files are as they were written."""

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import StoreDamaged, StoreMismatch

FORMAT = 2
NAME = "manifest.json"


class FileRecord(BaseModel):
    """A file as it was written."""

    model_config = ConfigDict(frozen=True)
    sha256: str
    size: int  # bytes
    modified: int  # nanoseconds since 1970


class Manifest(BaseModel):
    """``manifest.json`` of a generation; ``files`` are all others, by their path in the generation's folder."""

    model_config = ConfigDict(frozen=True)
    format: int
    generation: str
    created: str  # ISO 8601, UTC
    gusu: str
    embedder: str  # fingerprint
    dim: int
    splitter: dict[str, int]
    articles: int
    passages: int
    next_passage: int  # number that the next new passage gets
    files: dict[str, FileRecord]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a generation's folder.

        Raises: StoreDamaged if it is missing or cut; StoreMismatch if another version of the format wrote it.
        """
        path = folder / NAME
        try:
            manifest = cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise StoreDamaged(f"{path} is missing or damaged: {_REPAIR}") from error
        if manifest.format != FORMAT:
            raise StoreMismatch(
                f"{folder} has the format {manifest.format}, this version of gusu reads {FORMAT}: run gusu index build"
            )
        return manifest

    def check(self, folder: Path, thorough: bool = False) -> None:
        """Compare every file with its sha256. Raises: StoreDamaged naming one that differs.

        A file of 16 MB or more that nobody has written to since, by its size and time, is not read, unless
        ``thorough``: gigabytes would be read at every start.
        """
        doubtful = []
        for name, record in self.files.items():
            path = folder / name
            if not path.is_file():
                raise StoreDamaged(f"{path} is missing: {_REPAIR}")
            state = path.stat()
            if state.st_size != record.size:
                raise StoreDamaged(f"{path} is damaged (its size is not the one written): {_REPAIR}")
            if thorough or record.size < _LARGE or state.st_mtime_ns != record.modified:
                doubtful.append(name)
        doubtful.sort(key=lambda name: -self.files[name].size)
        with ThreadPoolExecutor() as pool:  # a digest is computed outside of Python's lock, on as many cores
            digests = pool.map(lambda name: record_of(folder / name).sha256, doubtful)
            for name, digest in zip(doubtful, digests, strict=True):
                if digest != self.files[name].sha256:
                    raise StoreDamaged(f"{folder / name} is damaged (its sha256 is not the one written): {_REPAIR}")


_LARGE = 16 << 20  # bytes
_REPAIR = "run gusu index build to write a new generation"


def record_of(path: Path) -> FileRecord:
    """Size, time and sha256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    state = path.stat()
    return FileRecord(sha256=digest, size=state.st_size, modified=state.st_mtime_ns)


def records_of(folder: Path, known: Mapping[str, FileRecord] | None = None) -> dict[str, FileRecord]:
    """Of every file below ``folder``, by its path there; those in ``known`` are not read again."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: (known or {}).get(name) or record_of(folder / name) for name in names}
