"""What a model is converted to for this machine: in the user's cache, made once, whole or absent."""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from index.errors import WeightsError

log = logging.getLogger(__name__)


def converted(folder: Path, needed: Sequence[str], program: Sequence[str], what: str, older: str) -> Path:
    """``folder``, made by the module and arguments ``program`` where one of the files ``needed`` is not in it.

    The program gets the folder to fill as its last argument. Afterwards folders beside it that match ``older``, a glob,
    are removed: what earlier versions made takes 0.7 GB that nothing reads any more.
    Raises: WeightsError, saying that ``what`` could not be converted or kept.
    """
    if _holds(folder, needed):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not _holds(folder, needed):
                log.warning("converting %s for this machine, once: up to half a minute", what)
                _convert(folder, needed, program, what)
                clear_older(folder, older)
    except OSError as error:
        raise WeightsError(
            f"{what} cannot be kept in {folder.parent}: {error.strerror}; name another folder in GUSU_CACHE"
        ) from error
    return folder


def clear_older(folder: Path, pattern: str) -> None:
    """Remove the folders beside ``folder`` that match, but not itself."""
    for other in folder.parent.glob(pattern):
        if other.is_dir() and other.name != folder.name:
            shutil.rmtree(other, ignore_errors=True)


def _holds(folder: Path, needed: Sequence[str]) -> bool:
    return all((folder / name).is_file() for name in needed)


def _convert(folder: Path, needed: Sequence[str], program: Sequence[str], what: str) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f"draft-{folder.name}.", dir=folder.parent))
    try:
        run = subprocess.run(
            [sys.executable, "-m", *program, str(draft)],
            env={**os.environ, "HF_HUB_OFFLINE": "1"},  # all it needs is here
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if run.returncode != 0 or not _holds(draft, needed):
            log.debug("conversion said: %s", run.stderr)
            last = (run.stderr.strip().splitlines() or ["no message"])[-1]
            raise WeightsError(f"{what} could not be converted: {last}")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
