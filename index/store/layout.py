"""Where things lie in a store, which generation is live, and who may write.

store/
  CURRENT                 name of the live generation; replaced by one atomic rename
  generations/000012/     see generation.py
  embeddings.sqlite       see vectors.py
  lock                    held by the one writer
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import StoreError
from index.errors import StoreBusy, StoreMissing

_NAME = re.compile(r"\d{6,}")


class Layout:
    """Paths of a store; nothing is read or made before it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.current = root / "CURRENT"
        self.generations = root / "generations"
        self.embeddings = root / "embeddings.sqlite"
        self.lock = root / "lock"

    def live(self) -> str:
        """Name of the live generation. Raises: StoreMissing if nothing has been built here."""
        try:
            name = self.current.read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            raise StoreMissing(
                f"no store at {self.root}: build one with gusu index build --store {self.root}"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self.current} cannot be read ({error}): build again into {self.root}") from error
        if not _NAME.fullmatch(name):
            raise StoreError(f"{self.current} is damaged: it names no generation. Build again into {self.root}")
        return name

    def next_name(self) -> str:
        """A name no generation has had."""
        return f"{max((int(name) for name in self.names()), default=0) + 1:06d}"

    def names(self) -> list[str]:
        """Names of the complete generations, oldest first."""
        if not self.generations.is_dir():
            return []
        return sorted((p.name for p in self.generations.iterdir() if _NAME.fullmatch(p.name)), key=int)

    def draft(self) -> Path:
        """A new, empty folder to write a generation in; what killed builds left there is cleared away."""
        for left in self.generations.glob("draft*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = self.generations / "draft"
        folder.mkdir(parents=True)
        return folder

    def publish(self, draft: Path, name: str) -> None:
        """Make a complete draft the live generation, and drop all but it and the one that was live before."""
        kept = {name, self.current.read_text(encoding="utf-8").strip() if self.current.exists() else name}
        _flush(draft)
        draft.rename(self.generations / name)
        pointer = self.root / "CURRENT.new"
        with pointer.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.current)
        for old in self.names():
            if old not in kept:
                shutil.rmtree(self.generations / old, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; the system lets go of it when the process dies.

        Raises: StoreBusy if another process holds it; StoreError if the folder cannot be made or written.
        """
        lock = FileLock(self.lock, timeout=0)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise StoreBusy(f"another build is writing to {self.root}: wait until it is done, then try again") from None
        except (FileExistsError, NotADirectoryError):
            raise StoreError(f"{self.root} is not a folder: name another one with --store") from None
        except OSError as error:
            raise StoreError(f"{self.root} cannot be written: {error.strerror}") from error
        try:
            yield
        finally:
            lock.release()


def _flush(folder: Path) -> None:
    """Bring every file of the folder to the disk, so that a power cut after the rename finds them whole."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def link(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system has no hard links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)  # with its time, by which the manifest knows it
