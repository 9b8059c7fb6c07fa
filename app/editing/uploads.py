"""Files that editors upload: kept in a folder beside the store, as sources that a later build can read again."""

import re
import shutil
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceError, StoreError
from corpus.kind import is_read, unknown
from corpus.refusal import Refusal

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')  # on some system, or that mislead
_LONGEST_NAME = 150  # bytes; systems take 255
_BEFORE = ".before-"  # begins the name of what an upload replaces, until that is indexed


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in: what its editor calls it, and where it lies now; it is moved from there."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload in its place: ``path`` is where it is read from and stays."""

    name: str
    path: Path


class AllRefused(SourceError):
    """None of the uploads is worth a try; ``refused`` says why, by their names."""

    def __init__(self, refused: Sequence[Refusal]) -> None:
        self.refused = tuple(refused)
        super().__init__("; ".join(f"{one.path} {one.reason}" for one in self.refused))


class Uploads:
    """The folder of the uploads of one store."""

    def __init__(self, store: Path, most_bytes: int) -> None:
        """``STORE-uploads`` beside the store; a file may have ``most_bytes``."""
        store = store.absolute()
        self.folder = store.with_name(f"{store.name}-uploads")
        self.most_bytes = most_bytes

    def check(self, upload: Upload) -> None:
        """Raises: SourceError if it is too large, empty, or of a kind that is not read."""
        size = upload.path.stat().st_size
        if size > self.most_bytes:
            raise SourceError(
                f"is {size / (1 << 20):.0f} MB large, at most {self.most_bytes >> 20} MB can be uploaded: divide it, "
                "or raise upload_mb"
            )
        if not size:
            raise SourceError("is empty")
        if not is_read(upload.name):
            raise unknown(upload.name)

    @contextmanager
    def kept(self, uploads: Sequence[Upload], used: Collection[Path]) -> Iterator[list[Kept]]:
        """Move the uploads into the folder, in place of those of the same names.

        At the end of the block, only those in ``used`` stay: the others, or all if it ends in an error, are as before.
        Raises: StoreError if the folder cannot be written.
        """
        kept: list[Kept] = []
        try:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                for upload in uploads:
                    kept.append(self._take(upload, {one.path for one in kept}))
            except OSError as error:
                raise StoreError(f"{self.folder} cannot be written: {error.strerror}") from error
            yield kept
        except BaseException:
            self._settle(kept, frozenset())
            raise
        self._settle(kept, used)

    def holds(self, path: str) -> bool:
        """Whether what an article was loaded from is an upload."""
        return self.folder in Path(path).parents

    def _take(self, upload: Upload, taken: Collection[Path]) -> Kept:
        name = file_name(upload.name)
        path = self.folder / name
        number = 2
        while path in taken:  # two of one name at once are two files
            path = self.folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
            number += 1
        if path.exists():
            path.replace(_before(path))
        shutil.move(upload.path, path)
        path.chmod(0o644)
        return Kept(upload.name, path)

    def _settle(self, kept: Sequence[Kept], used: Collection[Path]) -> None:
        for one in kept:
            before = _before(one.path)
            if one.path in used:
                before.unlink(missing_ok=True)
            elif before.exists():
                before.replace(one.path)
            else:
                one.path.unlink(missing_ok=True)


def file_name(given: str) -> str:
    """A name that every system takes and that leads nowhere: ``../a?.md`` → ``a_.md``."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = _FORBIDDEN.sub("_", name).strip(" .") or "upload"
    stem, suffix = (name, "") if "." not in name else (name.rpartition(".")[0], f".{name.rpartition('.')[2]}")
    room = _LONGEST_NAME - len(suffix.encode())
    return stem.encode()[: max(room, 1)].decode(errors="ignore") + suffix


def _before(path: Path) -> Path:
    return path.with_name(f"{_BEFORE}{path.name}")
