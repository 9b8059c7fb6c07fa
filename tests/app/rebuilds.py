"""A process that builds one store again and again, from two versions of its articles in turn."""

from multiprocessing.connection import Connection
from pathlib import Path

from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.split import SplitSettings


def rebuild(store: Path, versions: tuple[Path, Path], cache: Path, line: Connection) -> None:
    """Load the model and say so; then build at each word of the other side, and tell the generation's name."""
    embedder = LazyEmbedder("default", cache)
    embedder.prepare()
    builder = Builder(store, embedder, SplitSettings())
    line.send("ready")
    built = 0
    while line.recv():
        line.send(builder.build([versions[built % 2]]).generation)
        built += 1
