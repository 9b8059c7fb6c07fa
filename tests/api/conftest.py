"""One server for most tests: open, on a store of its own; one that asks for keys; and a chat model that is told what
to say.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from openai import OpenAI

from tests.api.server import Served, served
from tests.app.model_server import ModelServer, model_server

MODEL = "openai:scripted"
READER, EDITOR = "reader-key-0123456789", "editor-key-0123456789"


@pytest.fixture(scope="session")
def model() -> Iterator[ModelServer]:
    with model_server("") as told:
        yield told


@pytest.fixture(scope="session")
def open_server(store: Path, model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Everybody edits; the chat model is on offer, questions may wait four at a time and are kept out of the log."""
    folder = tmp_path_factory.mktemp("open")
    shutil.copytree(store, folder / "store")
    settings = {"llm": MODEL, "llm_base_url": model.url, "llm_api_key": "k", "limit": "", "log_format": "json"}
    with served(folder / "store", folder, **settings, queue_running="1", queue_waiting="2", upload_mb="2") as server:
        yield server


@pytest.fixture(scope="session")
def keyed_server(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Readers and editors have keys and passwords; eight questions a minute."""
    folder = tmp_path_factory.mktemp("keyed")
    shutil.copytree(store, folder / "store")
    words = {"reader_password": "readers-word", "editor_password": "editors-word"}
    keys = {"reader_keys": READER, "editor_keys": EDITOR, "limit": "8/minute", "log_questions": "true"}
    with served(folder / "store", folder, **words, **keys, log_format="json") as server:
        yield server


@pytest.fixture
def http(open_server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=open_server.url, timeout=60) as client:
        yield client


@pytest.fixture
def client(open_server: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{open_server.url}/v1", api_key="none", max_retries=0, timeout=60) as client:
        yield client
