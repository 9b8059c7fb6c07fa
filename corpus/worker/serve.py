"""The worker's side: reads files until its pipe is closed."""

import faulthandler
import importlib
import os
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.formats.known import FORMATS
from corpus.worker.message import ANSWER, READY, TASK, Answer, Task, receive, send

_GRACE = 15.0  # seconds behind its time at which a worker ends itself, if nobody is there to kill it


def serve(memory: int) -> None:
    """Answer tasks on stdin over stdout, in at most ``memory`` bytes.

    An error that no reader foresaw ends the process with a traceback: the other side names the file and its last line.
    """
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that waits
    _limit(memory)
    tasks, answers = sys.stdin.buffer, _own_stdout()
    while (message := receive(tasks)) is not None:
        task = TASK.validate_json(message)
        data = receive(tasks)
        if data is None:
            return
        _prepare(task)
        send(answers, READY)
        faulthandler.dump_traceback_later(task.seconds + _GRACE, exit=True)
        answer = _answer(task, data, memory)
        faulthandler.cancel_dump_traceback_later()
        send(answers, ANSWER.dump_json(answer))


def _answer(task: Task, data: bytes, memory: int) -> Answer:
    try:
        several = FORMATS[task.format].read(data)
    except SourceError as error:
        return Answer(error=str(error))
    except MemoryError:
        return Answer(error=f"needs more than {memory >> 20} MB of memory to be read: divide it")
    for draft in several.drafts:
        draft.mend()
    return Answer(several)


def _prepare(task: Task) -> None:
    """Import what reading needs, before its time begins to count: a slow machine is not the file's fault."""
    for module in FORMATS[task.format].libraries:
        with suppress(ImportError):  # its reader says so
            importlib.import_module(module)


def _own_stdout() -> BinaryIO:
    """The pipe for answers; what a library prints goes to stderr instead."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _limit(memory: int) -> None:
    if sys.platform != "linux":
        return  # elsewhere the system has no such limit, or does not keep it
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
