"""The errors people meet. Each message is one line: what, which value, what was expected, what to do next.

GusuError            exit status 1, never raised itself
├── UsageError       2  a flag, a setting or an argument is wrong
├── StoreError       3  the store is missing, damaged, or built with another embedder (subclasses in index/)
├── SourceError      4  one source cannot be read; the others still are
├── ServiceError     5  a chat model or a server cannot be reached, or breaks off
└── GateFailed       6  a figure of an evaluation does not keep its bound (in eval/compare/)
"""


class GusuError(Exception):
    """An error that is shown to people as it stands."""

    exit_status = 1


class UsageError(GusuError):
    """A flag, a setting, a path or an argument is wrong."""

    exit_status = 2


class StoreError(GusuError):
    """The store is missing, damaged, or built with another embedder."""

    exit_status = 3


class SourceError(GusuError):
    """One source cannot be read; the message says which and why."""

    exit_status = 4


class ServiceError(GusuError):
    """A chat model or a server cannot be reached, refuses, or breaks off."""

    exit_status = 5
