"""What this process and its worker say to one another over a pipe: JSON, never a pickle, behind its length."""

import struct
from dataclasses import dataclass
from typing import IO

from pydantic import TypeAdapter

from corpus.formats.several import Several

_LENGTH = struct.Struct(">Q")
_MOST = 1 << 30  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Task:
    """Read ``size`` bytes, which follow, as a format; in no more than ``seconds``, or die."""

    format: str
    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a task: articles, or the reason why not."""

    several: Several | None = None
    error: str | None = None


READY = b"ready"
"""Said by a worker that has a task's bytes and is about to read them."""

TASK = TypeAdapter(Task)
ANSWER = TypeAdapter(Answer)


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write a message. Raises: OSError if nobody reads it."""
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """The next message; None if the other side is gone, or breaks off in it."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _MOST:
        return None
    message = pipe.read(length)
    return message if len(message) == length else None
