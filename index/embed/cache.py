"""The converted default model in the user's cache."""

from pathlib import Path

from index.embed.converted import converted
from index.embed.pieces import FILES
from index.embed.weights import FILE, SHA256, weights_path

_CONVERSION = 2  # a new number when convert.py would write something else
_WEIGHTS = f"{Path(FILE).stem}-{SHA256[:12]}"
FINGERPRINT = f"{_WEIGHTS}-v{_CONVERSION}"
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
    if not folder.is_dir():
        weights_path()  # missing weights are named before anything is made
    return converted(folder, _NEEDED, ["index.embed.convert"], "the embedding model", f"{_WEIGHTS}-v*")
