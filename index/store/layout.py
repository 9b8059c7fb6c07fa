"""Where things lie in a store, which generation is live, and who may write.

store/
  CURRENT                 name of the live generation; replaced by one atomic rename
  PREVIOUS                name of the one that was live before, to which rollback.py goes back
  generations/000012/     see generation.py
  embeddings.sqlite       see vectors.py
  lock                    held by the one writer
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import StoreError
from index.errors import StoreBusy, StoreMissing

_NAME = re.compile(r"\d{6,}")
_LEFT = ("draft*", "dropped*")  # folders that a build killed in the midst leaves
_TRIES, _PAUSE_SECONDS = 50, 0.02  # to replace a file that a reader has open: Windows refuses it for that moment


class Layout:
    """Paths of a store; nothing is read or made before it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.current = root / "CURRENT"
        self.last = root / "PREVIOUS"
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

    def previous(self) -> str | None:
        """Name of the generation that was live before this one, if it is still there. Raises as ``live``."""
        live, names = self.live(), self.names()
        noted = self.last.read_text(encoding="utf-8").strip() if self.last.is_file() else ""
        if noted != live and noted in names:
            return noted
        return max((name for name in names if int(name) < int(live)), key=int, default=None)

    def go_to(self, name: str) -> None:
        """Make a complete generation the live one; the one that was stays."""
        self._point(self.last, self.live())
        self._point(self.current, name)
        _flush_names(self.root)

    def forget(self) -> None:
        """Drop all generations but the live one."""
        live = self.live()
        self.last.unlink(missing_ok=True)
        for old in self.names():
            if old != live:
                self._drop(self.generations / old)

    def draft(self) -> Path:
        """A new, empty folder to write a generation in."""
        folder = self.generations / "draft"
        folder.mkdir(parents=True)
        return folder

    def publish(self, draft: Path, name: str) -> None:
        """Make a complete draft the live generation, and drop all but it and the one that was live before."""
        before = self.current.read_text(encoding="utf-8").strip() if self.current.exists() else name
        _flush(draft)
        draft.rename(self.generations / name)
        _flush_names(self.generations)
        try:
            self._point(self.last, before)
            self._point(self.current, name)
        except OSError:
            self._drop(self.generations / name)
            raise
        _flush_names(self.root)
        for old in self.names():
            if old not in (name, before):
                self._drop(self.generations / old)

    def _point(self, target: Path, name: str) -> None:
        pointer = target.with_name(f"{target.name}.new")
        with pointer.open("w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        _replace(pointer, target)

    def _drop(self, generation: Path) -> None:
        """Take a generation away under its name first: a folder that bears one is whole, or is being read."""
        dropped = generation.with_name(f"dropped-{generation.name}")
        try:
            generation.rename(dropped)
        except OSError:
            return  # Windows keeps what somebody reads; a later build drops it
        shutil.rmtree(dropped, ignore_errors=True)

    @contextmanager
    def writing(self, patience: float = 0) -> Iterator[None]:
        """Hold the writer's lock; the system lets go of it when the process dies. What such a one left is cleared away.

        Raises: StoreBusy if another process holds it for ``patience`` seconds; StoreError if the folder cannot be made
        or written.
        """
        lock = FileLock(self.lock, timeout=patience)
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
            self._sweep()
            yield
        finally:
            lock.release()

    def _sweep(self) -> None:
        """Clear away what killed builds left."""
        for left in [path for pattern in _LEFT for path in self.generations.glob(pattern)]:
            shutil.rmtree(left, ignore_errors=True)


def _replace(source: Path, target: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            source.replace(target)
        except PermissionError:
            if not left:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _flush(folder: Path) -> None:
    """Bring every file of the folder to the disk, so that a power cut after the rename finds them whole."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        else:
            _flush_names(path)


def _flush_names(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system has a way to."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def link(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system has no hard links."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)  # with its time, by which the manifest knows it
