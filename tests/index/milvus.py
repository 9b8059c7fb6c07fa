"""Stores in milvus-lite: in this process, and behind a server in a process of its own."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eval.bench.kept import KeptVectors
from index.embed.embedder import Embedder
from index.generation import Generation
from index.milvus.build import MilvusBuilder
from index.milvus.database import Database
from index.milvus.generation import MilvusGeneration
from index.milvus.place import Place
from index.milvus.shelf import MilvusShelf
from index.search import Searcher
from index.split import SplitSettings
from index.store.layout import Layout
from tests.conftest import ARTICLES

_SERVER = """
import sys
from milvus_lite.adapter.grpc.server import run_server
run_server(sys.argv[1], host="127.0.0.1", port=int(sys.argv[2]), max_workers=1)
"""  # one worker: its writers must take turns, unlike a real server's


class HeldShelf(MilvusShelf):
    """Once ``go_on`` is cleared, what is opened waits until it is set."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.opening, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def open(self, before: Generation | None = None) -> MilvusGeneration:
        self.opening.set()
        assert self.go_on.wait(60)
        return super().open(before)


def opened(place: Place, embedder: Embedder) -> Searcher:
    return Searcher(MilvusShelf(Database(place, embedder.fingerprint)), embedder)


def milvus_searcher(store: Path, embedder: Embedder, folder: Path) -> Searcher:
    """The corpus in a file of milvus-lite, by the vectors of the ``store`` that holds it."""
    place = Place(str(folder / "milvus.db"))
    shutil.copy(Layout(store).embeddings, folder)
    known = KeptVectors(embedder, folder / Layout(store).embeddings.name)
    MilvusBuilder(place, known, SplitSettings()).build([ARTICLES])
    return opened(place, embedder)


@contextmanager
def milvus_server(folder: Path) -> Iterator[str]:
    """Address of a server in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _SERVER, str(folder / "data"), str(port)], stdout=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)
