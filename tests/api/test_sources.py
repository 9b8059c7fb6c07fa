"""Looking after the sources by the API, on a real server, while questions are answered."""

import json
import socket
from pathlib import Path

import httpx
import pytest

from app.answer.engine import Engine
from app.editing import Editing
from app.editing import editing as editing_module
from app.settings import read_settings
from index.embed.embedder import LazyEmbedder
from tests.api.conftest import EDITOR, READER
from tests.api.server import Served, answering, api_of

ARTICLE = "太湖的桥\n来源 | 桥报\n\n太湖大桥2031年通车，全长12.4公里。"
BRIDGE = {"question": "太湖大桥哪一年通车？", "answerer": "extractive"}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_only_editors_see_and_change_the_sources(keyed_server: Served) -> None:
    with httpx.Client(base_url=keyed_server.url, timeout=60) as http:
        for key, status in (("", 401), (READER, 403), (EDITOR, 200)):
            assert http.get("/api/sources", headers=bearer(key) if key else {}).status_code == status
        for method, path in (("POST", "/api/sources"), ("DELETE", "/api/sources/x"), ("POST", "/api/sources/rollback")):
            refused = http.request(method, path, headers=bearer(READER), json={"addresses": ["http://x.example"]})
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_allowed")


def test_the_file_of_one_who_is_no_editor_is_not_read(keyed_server: Served) -> None:
    where = httpx.URL(keyed_server.url)
    with socket.create_connection((where.host, where.port or 80), timeout=10) as stranger:
        head = (
            f"POST /api/sources/files HTTP/1.1\r\nHost: {where.netloc.decode()}\r\nAuthorization: Bearer {READER}\r\n"
        )
        form = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 40000000\r\n\r\n"
        stranger.sendall(f"{head}{form}--b\r\n".encode())  # and nothing more: who reads on would wait
        assert stranger.recv(1000).startswith(b"HTTP/1.1 403")


def test_more_changes_than_wait_and_a_store_that_is_gone_say_when_to_come_again(
    engine: Engine, embedder: LazyEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read_settings(store=tmp_path / "store")
    editing = Editing(settings, embedder)

    def codes(http: httpx.Client) -> tuple[int, str]:
        told = http.delete("/api/sources/x")
        assert told.status_code != 503 or int(told.headers["Retry-After"]) >= 1
        return told.status_code, told.json()["error"]["code"]

    with api_of(answering(engine, settings), editing, settings) as url, httpx.Client(base_url=url, timeout=60) as http:
        assert codes(http) == (503, "store_unavailable")
        with monkeypatch.context() as full:
            full.setattr(editing_module, "_MOST_WAITING", 0)
            assert codes(http) == (503, "busy")
        editing.close()
        assert codes(http) == (503, "busy")


def test_a_file_is_uploaded_answered_from_removed_and_brought_back(http: httpx.Client, open_server: Served) -> None:
    assert not http.post("/api/ask", json=BRIDGE).json()["answered"]
    added = http.post("/api/sources/files", files=[("files", ("桥.txt", ARTICLE)), ("files", ("bad.exe", b"MZ"))])
    told = added.json()
    assert added.status_code == 200 and told["added"] == 1 and [one["path"] for one in told["refused"]] == ["bad.exe"]
    (article,) = [one["article_id"] for one in told["receipts"] if one["state"] == "added"]
    answer = http.post("/api/ask", json=BRIDGE).json()
    assert answer["answered"] and answer["citations"][0]["article_id"] == article
    listed = http.get("/api/sources").json()
    assert article in {one["id"] for one in listed["articles"]} and listed["generation"] == told["generation"]
    removed = http.delete(f"/api/sources/{article}")
    assert removed.status_code == 200 and removed.json()["removed"] == 1
    assert not http.post("/api/ask", json=BRIDGE).json()["answered"]
    back = http.post("/api/sources/rollback", params={"stream": True})
    name, _, data = back.text.strip().split("\n\n")[-1].partition("\n")
    assert name == "event: done" and json.loads(data.removeprefix("data: "))["back"] == [article]
    assert http.post("/api/ask", json=BRIDGE).json()["answered"]
    assert not list((open_server.log.parent / "tmp").glob("gusu-upload-*"))


def test_an_address_of_this_machine_is_refused_and_the_rest_stays(http: httpx.Client) -> None:
    before = http.get("/api/sources").json()["articles"]
    told = http.post("/api/sources", json={"addresses": ["http://127.0.0.1/"]}).json()
    (refused,) = told["refused"]
    assert refused["path"] == "http://127.0.0.1/" and "127.0.0.1" in refused["reason"] and told["added"] == 0
    assert http.get("/api/sources").json()["articles"] == before


def test_what_cannot_be_done_says_why(http: httpx.Client) -> None:
    for answer, status, words in [
        (http.post("/api/sources", json={}), 400, "there is nothing to add"),
        (http.post("/api/sources", json={"adresses": []}), 422, "Extra inputs"),
        (http.post("/api/sources/files", files=[("files", ("x.exe", b"MZ"))]), 422, "x.exe"),
        (http.post("/api/sources/files", files=[("files", ("x.txt", b"x" * (3 << 20)))]), 413, "larger than 2 MB"),
        (http.post("/api/sources/files"), 422, "files: Field required"),
        (http.delete("/api/sources/nobody"), 400, "holds no article 'nobody'"),
    ]:
        error = answer.json()["error"]
        assert answer.status_code == status and words in error["message"], error
