"""Memory of a process that stays."""

import ctypes
import sys

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_ARENAS = 2


def bound_arenas() -> None:
    """Have glibc's malloc serve all threads from two arenas, before the first thread is begun.

    It would give each thread its own, up to eight a core, and what rebuilds free in one is not used again by another:
    the server grew by a tenth in thirty rebuilds (eval/bench/README.md, under load). Elsewhere it does nothing.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)
