"""A small server that speaks OpenAI's protocol of embeddings, with the real embedder behind it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from index.embed.embedder import Embedder

KEY = "key-of-the-embeddings"
MODEL = "e5"


@dataclass
class Served:
    """What the server was asked, and what it is told to do wrong: statuses to answer before it answers well."""

    base_url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)
    cut: int = 0  # numbers that vectors are shortened by
    scale: float = 1.0
    answers: threading.Event = field(default_factory=threading.Event)  # it hangs while this is cleared


@contextmanager
def embedding_server(embedder: Embedder) -> Iterator[Served]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                served.requests.append(asked)
                failure = served.failures.pop() if served.failures else 0
            if not served.answers.is_set():
                served.answers.wait(60)
                return None  # the client has left
            if failure:
                return self._answer(failure, {"error": {"message": "not now"}})
            if self.headers["authorization"] != f"Bearer {KEY}":
                return self._answer(401, {"error": {"message": "wrong key"}})
            if asked["model"] != MODEL or self.path != "/v1/embeddings":
                return self._answer(404, {"error": {"message": f"no model {asked['model']}"}})
            with lock:
                vectors = embedder.passages(asked["input"]) * served.scale
            data = [
                {"object": "embedding", "index": n, "embedding": vector[: len(vector) - served.cut].tolist()}
                for n, vector in enumerate(vectors)
            ]
            self._answer(200, {"object": "list", "model": MODEL, "data": data[::-1], "usage": {}})  # in any order

        def _answer(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Served(f"http://127.0.0.1:{server.server_port}/v1")
    served.answers.set()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        served.answers.set()
        server.shutdown()
        thread.join()
        server.server_close()
