"""Memory of a process that stays."""

import ctypes
import re
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys, threading
from app.operation.memory import bound_arenas
if sys.argv[1] == "bound":
    bound_arenas()
together = threading.Barrier(8)
def work():
    together.wait()
    kept = [bytes(2000) for _ in range(1000)]  # too large for Python's own pools
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="the C library is not glibc"
)
def test_threads_share_two_arenas_where_glibc_would_give_each_its_own() -> None:
    def arenas(how: str) -> int:
        told = subprocess.run(
            [sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True, timeout=60
        )
        return len(re.findall("<heap nr=", told.stdout))

    assert arenas("bound") <= 2 < arenas("as it is")
