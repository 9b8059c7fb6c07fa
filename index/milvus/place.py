"""Where a Milvus is."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.errors import ServiceError, UsageError
from index.errors import StoreBusy

if TYPE_CHECKING:
    from pymilvus import MilvusClient

INSTALL = "install it: pip install 'gusu[milvus]'"
_SECONDS = 30.0  # for one call
_SELDOM = {"grpc.keepalive_time_ms": 3_600_000}  # milvus-lite hangs up on a client that pings as often as pymilvus does


@dataclass(frozen=True, slots=True)
class Place:
    """``uri``: the address of a server, ``http://…``, or a file of milvus-lite, which one process at a time has open.

    ``name`` is what the names of its collections begin with. Raises: UsageError for a file that milvus-lite would not
    take for one.
    """

    uri: str
    token: str = field(default="", repr=False)
    name: str = "gusu"

    def __post_init__(self) -> None:
        if "://" not in self.uri and not self.uri.endswith(".db"):
            raise UsageError(f"milvus_uri is {self.uri!r}, expected an address (http://…) or a file that ends with .db")

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        return self.file is not None or urlsplit(self.uri).hostname in ("localhost", "127.0.0.1", "::1")

    @property
    def file(self) -> Path | None:
        """The file of milvus-lite; None for a server."""
        return None if "://" in self.uri else Path(self.uri)


def connect(place: Place) -> "MilvusClient":
    """A client of the server, or of milvus-lite in this process.

    Raises: UsageError if a package is missing; StoreBusy if the file cannot be opened; ServiceError if the server
    cannot be reached.
    """
    try:
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException
    except ModuleNotFoundError as error:
        raise UsageError(f"the Milvus engine needs the package pymilvus: {INSTALL}") from error
    for name in ("pymilvus", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they log, with its traceback, is raised as well
    if place.file:
        _serve(place.file)
    try:
        return MilvusClient(
            uri=place.uri, token=place.token, timeout=_SECONDS, grpc_options=_SELDOM if place.is_here else {}
        )
    except MilvusException as error:
        told = " ".join(str(error.message).split())
        raise ServiceError(
            f"Milvus at {place.uri} cannot be reached ({told}): is it running, is its token right?"
        ) from error


def _serve(path: Path) -> None:
    """Have milvus-lite open a file in this process, if it has not yet."""
    try:
        from milvus_lite.server_manager import server_manager_instance
    except ModuleNotFoundError as error:
        raise UsageError(f"a file of Milvus needs the package milvus-lite: {INSTALL}") from error
    path.absolute().parent.mkdir(parents=True, exist_ok=True)
    if server_manager_instance.start_and_get_uri(str(path)) is None:
        raise StoreBusy(
            f"{path} cannot be opened. If another process has it open, end that, for milvus-lite serves one only, or "
            "run `milvus-lite server` and name its address"
        )
