"""Clients that a real server tells from each other: by their addresses, their keys, and the ways they ask the page."""

from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from tests.api.conftest import EDITOR
from tests.api.server import Served


def machine(server: Served, number: int) -> httpx.Client:
    """A client with an address of its own, which is another way to this machine."""
    transport = httpx.HTTPTransport(local_address=f"127.0.0.{number}")
    return httpx.Client(base_url=server.url, transport=transport, timeout=60)


def test_one_who_guesses_passwords_shuts_nobody_else_out(keyed_server: Served) -> None:
    with machine(keyed_server, 21) as guesser, machine(keyed_server, 22) as reader:
        guessed = [guesser.post("/login", data={"password": "a guess"}).status_code for _ in range(130)]
        assert guessed == [401] * 5 + [429] * 125
        assert reader.post("/login", data={"password": "readers-word"}).status_code == 303


def test_a_desktop_application_with_a_key_is_let_in(keyed_server: Served) -> None:
    for key, origin in ((EDITOR, "app://obsidian.md"), (EDITOR, "null"), ("wrong-key-0123456789", "null")):
        with OpenAI(
            base_url=f"{keyed_server.url}/v1", api_key=key, max_retries=0, default_headers={"Origin": origin}
        ) as client:
            with pytest.raises(openai.NotFoundError if key == EDITOR else openai.PermissionDeniedError):
                client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": "问"}])


def events_of(config: dict[str, Any], is_queued: bool) -> list[int]:
    return [one["id"] for one in config["dependencies"] if one["backend_fn"] and one["queue"] is is_queued]


def test_no_way_goes_past_the_pages_queue_and_limit(open_server: Served, keyed_server: Served) -> None:
    with machine(open_server, 23) as client:
        config = client.get("/config").json()
        for way in ("run", "api"):
            for number, status in ((events_of(config, True)[0], 404), (events_of(config, False)[0], 200)):
                asked = {"fn_index": number, "data": [], "session_hash": "x"}
                assert client.post(f"/gradio_api/{way}/predict", json=asked).status_code == status
    with machine(keyed_server, 24) as client:  # eight questions a minute, each of five events
        client.post("/login", data={"password": "readers-word"})
        ways = ("queue/join", "run/predict", "api/predict", "call/predict")
        answers = [client.post(f"/gradio_api/{way}", json={}) for way in ways * 11]
        assert all(answer.status_code not in (401, 403, 429) for answer in answers[:40])
        assert [answer.status_code for answer in answers[40:]] == [429] * 4
        told = {"data": {}, "component_id": config["components"][0]["id"], "fn_name": "none", "session_hash": "x"}
        assert client.post("/gradio_api/component_server", json=told).status_code == 404  # has a limit of its own
