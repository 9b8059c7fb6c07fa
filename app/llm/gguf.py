"""A model file (GGUF) served in this process by llama.cpp, on a loopback port whose key only this process knows."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ServiceError, UsageError

_CONTEXT_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class GgufServer:
    """A running server; it ends with the process. ``server`` has to be kept, or it stops."""

    base_url: str
    key: str
    server: Any


def serve_gguf(path: Path) -> GgufServer:
    """Load a model file and serve it; takes some seconds.

    Raises: UsageError if there is no such file or xllamacpp is not installed, ServiceError if it cannot be loaded.
    """
    if not path.is_file():
        raise UsageError(f"--llm gguf:{path}: there is no such file")
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise UsageError(f"--llm gguf:{path} is no model in GGUF format")
    try:
        import xllamacpp
    except ImportError as error:
        raise UsageError('--llm gguf: needs a package that is not here: pip install "gusu[gguf]"') from error
    key = secrets.token_hex(16)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = _CONTEXT_TOKENS
    parameters.cpuparams.n_threads = os.cpu_count() or 1
    parameters.n_parallel = 1  # the whole context for one question; more wait in its queue
    parameters.verbosity = -1
    parameters.api_keys = [key]
    parameters.ui = False
    try:
        server = xllamacpp.Server(parameters)
    except (RuntimeError, ValueError) as error:
        raise ServiceError(f"{path} cannot be loaded by llama.cpp: {error}") from error
    return GgufServer(f"{server.listening_address}/v1", key, server)
