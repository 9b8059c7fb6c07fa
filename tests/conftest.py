"""What tests share: a clean environment, the real model, a store of the real corpus."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from app.settings import Settings, read_settings
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from index.store.layout import Layout

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "corpus" / "articles"
SHARED = ROOT.parent / "shared"  # beside a developer's checkout, never part of the product


def pytest_configure() -> None:
    for name in [name for name in os.environ if name.startswith("GUSU_") and name != "GUSU_CACHE"]:
        del os.environ[name]
    os.environ["GUSU_READ_AHEAD"] = "false"  # what a test's server does at rest is in the others' way


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts in an empty folder, so that no store and no gusu.toml of the developer's is met."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a hundred builds need not wait for a disk a thousand times."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def cache() -> Path:
    """The user's own model cache: the conversion is done at most once a machine."""
    return read_settings().cache


@pytest.fixture(scope="session")
def embedder(cache: Path) -> LazyEmbedder:
    return LazyEmbedder("default", cache)


@pytest.fixture(scope="session")
def store(embedder: LazyEmbedder, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A store of corpus/articles; tests only read it. The vectors of an earlier run spare a minute of embedding."""
    layout = Layout(tmp_path_factory.mktemp("corpus") / "store")
    earlier = pytestconfig.rootpath / ".pytest_cache" / "embeddings.sqlite"
    if earlier.exists():
        layout.root.mkdir()
        shutil.copy(earlier, layout.embeddings)
    Builder(layout.root, embedder, SplitSettings()).build([ARTICLES])
    earlier.parent.mkdir(exist_ok=True)
    mine = earlier.with_suffix(f".{os.getpid()}")
    shutil.copy(layout.embeddings, mine)
    mine.replace(earlier)
    return layout.root


@pytest.fixture(scope="session")
def searcher(store: Path, embedder: LazyEmbedder) -> Searcher:
    return Searcher(store, embedder)


@pytest.fixture(scope="session")
def reader(cache: Path) -> PassageReader:
    return PassageReader(cache)


@pytest.fixture(scope="session")
def engine(searcher: Searcher, reader: PassageReader) -> Engine:
    return Engine(searcher, reader)


@pytest.fixture
def settings(store: Path) -> Iterator[Settings]:
    yield read_settings(store=store)


def shared(name: str) -> Path:
    """A file or folder of ../shared; the test is skipped, aloud, where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here: it is not part of the product")
    return path
