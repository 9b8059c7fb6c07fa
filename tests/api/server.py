"""Real servers: ``gusu chat`` in a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.e2e.conftest import wait_until_ready


@dataclass(frozen=True)
class Served:
    """``log`` is what it writes to stderr."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def served(store: Path, folder: Path, **settings: str) -> Iterator[Served]:
    """A server on a free port with these settings, once it is ready; it must end without a traceback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    (folder / "tmp").mkdir()
    environment = {"TMPDIR": str(folder / "tmp")} | {f"GUSU_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, str(ROOT / "gusu.py"), "chat", "--store", str(store), "--port", str(port)]
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | environment, cwd=folder) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_ready(url, process, log)
            yield Served(url, process, log)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)
    assert "Traceback" not in log.read_text(encoding="utf-8")
