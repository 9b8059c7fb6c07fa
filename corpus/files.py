"""Which files lie in a set of paths."""

import os
from collections.abc import Iterable
from pathlib import Path

from corpus.errors import UsageError
from corpus.refusal import Refusal
from corpus.temporary import is_temporary


def check_paths(paths: Iterable[Path]) -> None:
    """Raises: UsageError for a path that does not exist."""
    for path in paths:
        if not _exists(path):
            raise UsageError(f"{path} does not exist: name a file or a folder of articles")


def files_in(paths: Iterable[Path]) -> tuple[list[Path], list[Refusal]]:
    """The files to read, each once however often it is named, and the folders that could not be looked into.

    Of a folder, all below it in the order of their paths, but hidden and temporary files and indexes of ours.
    """
    files: dict[Path, Path] = {}  # by the place they lead to
    refused: list[Refusal] = []
    folders: set[Path] = set()

    def unreadable(error: OSError) -> None:
        refused.append(Refusal(str(error.filename), f"cannot be looked into: {error.strerror}"))

    for path in paths:
        if path.is_dir():
            for folder, names, inside in os.walk(path, onerror=unreadable, followlinks=True):
                place = Path(folder).resolve()
                if place in folders or _is_store(place):
                    names[:] = []
                    continue
                folders.add(place)
                names[:] = sorted(name for name in names if not is_temporary(name))
                for name in sorted(name for name in inside if not is_temporary(name)):
                    files.setdefault((Path(folder) / name).resolve(), Path(folder) / name)
        else:
            files.setdefault(path.resolve(), path)
    return list(files.values()), refused


def _is_store(folder: Path) -> bool:
    """Whether it is an index of ours: what that holds came from sources, and is none."""
    return (folder / "CURRENT").is_file() and (folder / "generations").is_dir()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name too long for the system
        raise UsageError(f"{path} cannot be opened: {error.strerror}") from error
