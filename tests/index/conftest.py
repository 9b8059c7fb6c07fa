"""What tests of the store share: articles to change, and a builder on an empty store."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.split import SplitSettings
from tests.conftest import ARTICLES

Copied = Callable[[Sequence[str]], Path]


@pytest.fixture
def copied(tmp_path: Path) -> Copied:
    """Copies articles of the corpus into a folder of the test's own."""

    def copy(names: Sequence[str]) -> Path:
        folder = tmp_path / "sources"
        folder.mkdir()
        for name in names:
            shutil.copy(ARTICLES / f"{name}.md", folder)
        return folder

    return copy


@pytest.fixture
def builder(tmp_path: Path, embedder: LazyEmbedder) -> Builder:
    return Builder(tmp_path / "store", embedder, SplitSettings())
