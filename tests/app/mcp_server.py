"""The tools for agents over real HTTP, and an agent's client that asks them."""

import asyncio
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent

from app.mcp.serve import http_app
from app.settings import Settings

GUSU = str(Path(sys.executable).with_name("gusu"))


def asked(client: Callable[[], Any], tool: str, **given: Any) -> Any:
    """What a tool gives to a client that connects, calls it and leaves."""

    async def call() -> Any:
        async with client() as session:
            return await session.call_tool(tool, given)

    return asyncio.run(call())


def text_of(result: Any) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The tools over HTTP, by a real server on a free port; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(http_app(settings), log_level="warning", timeout_graceful_shutdown=30))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
    finally:
        server.should_exit = True
        thread.join(60)
        listening.close()


@asynccontextmanager
async def with_key(url: str, key: str) -> AsyncIterator[Client]:
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=120) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield client
