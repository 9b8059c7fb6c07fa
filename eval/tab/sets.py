"""The question sets that the page offers: Gusu's own, and those in a folder of the editor's."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.errors import UsageError
from eval.dataset import READERS, read_questions

OWN = Path(__file__).parent.parent / "questions"
MOST_BYTES = 20_000_000
"""The largest file that is taken as a question set."""


@dataclass(frozen=True, slots=True)
class OfferedSet:
    """A question set: ``key`` is what the page asks for it by, ``count`` its questions; 0 where ``wrong`` says why it
    cannot be read.
    """

    key: str
    path: Path
    count: int
    wrong: str = ""


def offered(folder: Path | None = None) -> list[OfferedSet]:
    """Gusu's own sets by name, then those in ``folder`` by name.

    Our folder holds other files too: what is no question set is left out there. In the editor's own folder it is told.
    """
    own = [one for one in _sets(OWN, "gusu") if not one.wrong]
    return own + (list(_sets(folder, "own")) if folder else [])


def find(key: str, folder: Path | None = None) -> OfferedSet:
    """The set that was asked for by its key. Raises: UsageError if it is not on offer."""
    for one in offered(folder):
        if one.key == key and not one.wrong:
            return one
    raise UsageError(f"the question set {key!r} is not on offer here: choose another")


def take(upload: Path, into: Path) -> Path:
    """Copy an uploaded set into a new folder, under a name of letters and digits; the copy.

    Raises: UsageError if it is too large or cannot be read as a question set; then nothing is left of it.
    """
    if upload.stat().st_size > MOST_BYTES:
        raise UsageError(f"{upload.name} is larger than {MOST_BYTES // 1_000_000} MB: split the question set")
    copy = into / f"{plain_name(upload.stem)}{upload.suffix.lower()}"
    into.mkdir(parents=True)
    try:
        shutil.copyfile(upload, copy)
        read_questions(copy)
    except BaseException:
        shutil.rmtree(into)
        raise
    return copy


def plain_name(words: str) -> str:
    """Letters (of any script), digits and hyphens of a name: a file or folder may be called so on any system."""
    return re.sub(r"[\W_]+", "-", words).strip("-")[:60] or "questions"


def _sets(folder: Path, origin: str) -> Iterator[OfferedSet]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in READERS and path.is_file() and not path.name.startswith((".", "~")):
            stat = path.stat()
            count, wrong = _read(path, stat.st_mtime_ns, stat.st_size)
            yield OfferedSet(f"{origin}/{path.name}", path, count, wrong)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int, size: int) -> tuple[int, str]:
    """How many questions a file holds, or why none; read anew once it is another."""
    if size > MOST_BYTES:
        return 0, f"is larger than {MOST_BYTES // 1_000_000} MB"
    try:
        return len(read_questions(path).questions), ""
    except UsageError as error:
        return 0, str(error).removeprefix(str(path)).lstrip(" ,:")
