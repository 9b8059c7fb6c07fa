"""A server that speaks OpenAI's chat protocol over real HTTP, and says what a test tells it to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SILENT = "<silent>"  # takes the request and says nothing
BREAKS = "<breaks>"  # after what stands before it, the connection is cut
TRICKLES = "<trickles>"  # says what stands before it, then nothing more
_LEFT_SECONDS = 30  # after which a silent handler ends by itself


@dataclass
class ModelServer:
    """``replies`` are given in order, the last one again and again: a text, an HTTP status, or what goes wrong.

    ``asked`` are the requests as they came.
    """

    replies: list[str | int]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    pause_seconds: float = 0.0

    def next_reply(self) -> str | int:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    told: ModelServer

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        self.told.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        reply = self.told.next_reply()
        if isinstance(reply, int):
            self._refuse(reply)
        elif reply == SILENT:
            self._wait()
        else:
            self._say(reply)

    def _refuse(self, status: int) -> None:
        body = json.dumps({"error": {"message": f"status {status}", "type": "test", "code": None}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _wait(self) -> None:
        self.told.let_go.wait(_LEFT_SECONDS)
        self.close_connection = True

    def _say(self, reply: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        words, trickles, _ = reply.removesuffix(BREAKS).partition(TRICKLES)
        for at in range(0, len(words), 4):
            self._event({"delta": {"content": words[at : at + 4]}, "finish_reason": None})
            time.sleep(self.told.pause_seconds)
        if trickles:
            self._wait()
        elif reply.endswith(BREAKS):
            self.close_connection = True
        else:
            self._event({"delta": {}, "finish_reason": "stop"})
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

    def _event(self, choice: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
        data = json.dumps({**whole, "choices": [{"index": 0, **choice}]}, ensure_ascii=False)
        self._chunk(f"data: {data}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that leaves is what some tests are about


@contextmanager
def model_server(*replies: str | int) -> Iterator[ModelServer]:
    """A server on a free loopback port."""
    told = ModelServer(list(replies))
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
