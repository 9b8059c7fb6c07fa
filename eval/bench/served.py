"""A server for benchmarks: ``gusu chat`` in a process of its own, on a store of the product's own articles."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_SECONDS_TO_START = 180


@dataclass(frozen=True)
class Served:
    """A server that is ready."""

    url: str
    pid: int

    def resident(self) -> int:
        """Its resident memory in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000

    def cpu(self) -> float:
        """The seconds of processor time it has taken."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(store: Path, folder: Path, **settings: str) -> Iterator[Served]:
    """Serve ``store`` on a free port with these settings; the log goes to a file in ``folder``.

    Raises: RuntimeError with the log if it does not become ready.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}", folder / "server.log"
    command = [sys.executable, "-m", "gusu", "chat", "--store", str(store), "--port", str(port)]
    environment = os.environ | {f"GUSU_{name.upper()}": value for name, value in settings.items()}
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            until = time.monotonic() + _SECONDS_TO_START
            while not _is_ready(url):
                if time.monotonic() > until or process.poll() is not None:
                    raise RuntimeError(f"the server did not become ready: {log.read_text(encoding='utf-8')}")
                time.sleep(0.3)
            yield Served(url, process.pid)
        finally:
            process.terminate()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").status_code == 200
    except httpx.TransportError:
        return False
