"""The converted default model in the user's cache: made once, whole or absent."""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock

from index.embed.pieces import FILES
from index.embed.weights import FILE, SHA256, weights_path
from index.errors import WeightsError

log = logging.getLogger(__name__)

_CONVERSION = 2  # a new number when convert.py would write something else
FINGERPRINT = f"{Path(FILE).stem}-{SHA256[:12]}-v{_CONVERSION}"
_NEEDED = (
    *("tokenizer.json", "model.safetensors", "modules.json"),
    *(f"openvino/{name}" for name in ("model.xml", "model.bin", "words.npy", *FILES)),
)


def default_model(cache: Path) -> Path:
    """Folder of the converted default model below ``cache``; converts it on first use, about 25 s.

    The folder is a SentenceTransformer model with its OpenVINO IR under ``openvino/``.
    Raises: WeightsError if the weights are missing or damaged or the conversion fails.
    """
    folder = cache / "models" / FINGERPRINT
    if _is_complete(folder):
        return folder
    weights_path()  # missing weights are named before anything is made
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not _is_complete(folder):
                log.warning("converting the embedding model for this machine, once: about half a minute")
                _convert(folder)
    except OSError as error:
        raise WeightsError(
            f"the model cannot be kept in {cache}: {error.strerror}; name another folder in GUSU_CACHE"
        ) from error
    return folder


def _is_complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _NEEDED)


def _convert(folder: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}  # all it needs is here
    try:
        run = subprocess.run(
            [sys.executable, "-m", "index.embed.convert", str(draft)],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if run.returncode != 0 or not _is_complete(draft):
            log.debug("conversion said: %s", run.stderr)
            last = (run.stderr.strip().splitlines() or ["no message"])[-1]
            raise WeightsError(f"the default weights could not be converted: {last}")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
        clear_older(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def clear_older(folder: Path) -> None:
    """Remove what earlier versions converted: each is 0.7 GB that nothing reads any more."""
    weights = folder.name.rsplit("-v", 1)[0]
    for other in folder.parent.glob(f"{weights}-v*"):
        if other.is_dir() and other.name != folder.name:
            shutil.rmtree(other, ignore_errors=True)
