"""The waiting side: hands files to a worker, and kills it when their time is over."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Self

import corpus
from corpus.errors import SourceError
from corpus.formats.several import Several
from corpus.worker.message import ANSWER, READY, TASK, Task, receive, send

SECONDS = 60.0
MEMORY = 2 << 30  # bytes of address space
_TO_START = 300.0  # seconds in which it has imported what it needs
_SERVE = "import sys; sys.path[:] = sys.argv[2:]; from corpus.worker.serve import serve; serve(int(sys.argv[1]))"
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "LD_LIBRARY_PATH")
_LAST_LINES = 4000  # bytes of what a worker wrote before it died


class _Deadline:
    """Kills a process if it is not through when its time is over."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._timer = threading.Timer(seconds, self._stop)
        self.overdue = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def receive(self) -> bytes | None:
        """What the process says next; None if it dies."""
        return receive(self._process.stdout) if self._process.stdout else None

    def _stop(self) -> None:
        self.overdue = True
        self._process.kill()


class Worker:
    """Reads files in a process of its own, which is started with the first of them and kept for the others.

    A file gets ``seconds`` and ``memory`` bytes; one that needs more, or that makes its parser crash, costs the process
    and is refused, and the next file gets a new one. For one thread at a time; to be closed, or used in a ``with``.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None  # what the process writes to stderr

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, name: str, data: bytes) -> Several:
        """The articles of a file of the format ``name``. Raises: SourceError, also if it takes too long."""
        process = self._process or self._start()
        message = None
        overdue = False
        if self._hand_over(process, name, data):
            with _Deadline(process, _TO_START) as deadline:
                ready = deadline.receive() == READY
            overdue = deadline.overdue
            if ready:
                with _Deadline(process, self._seconds) as deadline:
                    message = deadline.receive()
                overdue = deadline.overdue
        if message is None:
            reason = self._reason(process, overdue)
            self.close()
            raise SourceError(reason)
        answer = ANSWER.validate_json(message)
        if answer.several is None:
            raise SourceError(answer.error or "cannot be read")
        return answer.several

    def close(self) -> None:
        """End the process; a later file starts another."""
        if self._process:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    _close(pipe)
            self._process.wait()
        if self._said:
            self._said.close()
        self._process = self._said = None

    def _start(self) -> subprocess.Popen[bytes]:
        self._said = tempfile.TemporaryFile()
        paths = [str(Path(corpus.__path__[0]).parent), *(path for path in sys.path if path)]
        environment = {
            name: os.environ[name] for name in _KEPT if name in os.environ
        }  # no keys: it reads foreign files
        environment["OPENBLAS_NUM_THREADS"] = "1"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-c", _SERVE, str(self._memory), *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=environment,
        )
        return self._process

    def _hand_over(self, process: subprocess.Popen[bytes], name: str, data: bytes) -> bool:
        """Whether the process took the file."""
        if process.stdin is None:
            return False
        try:
            send(process.stdin, TASK.dump_json(Task(name, len(data), self._seconds)))
            send(process.stdin, data)
        except OSError:  # it died, of the file before or for want of memory
            return False
        return True

    def _reason(self, process: subprocess.Popen[bytes], overdue: bool) -> str:
        status = process.wait()
        if overdue:
            return f"takes more than {self._seconds:g} seconds to be read: divide it, or save it again"
        last = self._last_line()
        if last.startswith("MemoryError"):
            return f"needs more than {self._memory >> 20} MB of memory to be read: divide it"
        if status < 0 and not last:
            last = signal.Signals(-status).name
        memory = f"{self._memory >> 20} MB of memory"
        return f"is damaged, or asks for more than {memory}: its reader broke off ({last or status})"

    def _last_line(self) -> str:
        if self._said is None:
            return ""
        size = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, size - _LAST_LINES))
        lines = self._said.read().decode("utf-8", errors="replace").split("\n")
        fatal = next((line for line in lines if line.startswith("Fatal Python error")), "")
        said = fatal or next((line for line in reversed(lines) if line.strip()), "")
        return said.strip()[:200]


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not sent is for nobody
        return
