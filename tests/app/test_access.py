"""Who is let in, and what is refused before: through a small application behind the real guard."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from itsdangerous import URLSafeTimedSerializer
from starlette.testclient import TestClient

from app.access.access import COOKIE, LOGIN_SECONDS, Access
from app.access.exposure import check_exposure, is_exposed
from app.access.guard import Guard
from app.access.login import login_router
from app.settings import read_settings
from corpus.errors import UsageError

READER, EDITOR = "reader-key-0123456789", "editor-key-0123456789"
BEYOND = {"host": "192.0.2.7"}

Door = Callable[..., TestClient]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A client of an application with these settings; it answers with the role of whoever asks."""

    def build(base_url: str = "http://127.0.0.1:7860", **given: object) -> TestClient:
        settings = read_settings(store=tmp_path / "store", **given)
        access = Access(settings)
        app = FastAPI()
        app.add_middleware(Guard, access=access, settings=settings)
        app.include_router(login_router(access))

        @app.api_route("/{path:path}", methods=["GET", "POST"])
        def role(request: Request) -> str:
            return str(access.role(request))

        return TestClient(app, base_url=base_url, follow_redirects=False)

    return build


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def roles(client: TestClient, *keys: str) -> list[object]:
    answers = [client.get("/", headers=bearer(key) if key else {}) for key in keys]
    return [answer.json() if answer.status_code == 200 else answer.status_code for answer in answers]


def test_on_this_machine_without_passwords_everybody_edits(door: Door, tmp_path: Path) -> None:
    assert roles(door(), "", "any-key-a-client-sends") == ["editor", "editor"]
    assert not list(tmp_path.glob("store*"))  # no secret is made where none is needed


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"reader_keys": (READER,), "editor_keys": (EDITOR,)}, [401, "reader", "editor", 401]),
        ({"editor_keys": (EDITOR,)}, ["reader", 401, "editor", 401]),
        ({"reader_password": "readers-word"}, [401, 401, 401, 401]),
        ({**BEYOND, "open_to_all": True}, ["reader", "reader", "reader", "reader"]),
        ({**BEYOND, "open_to_all": True, "editor_keys": (EDITOR,)}, ["reader", 401, "editor", 401]),
        (BEYOND, [401, 401, 401, 401]),
    ],
)
def test_keys_give_roles_and_a_wrong_key_gives_none(door: Door, given: dict[str, object], expected: list[str]) -> None:
    client = door("http://192.0.2.7:7860" if "host" in given else "http://127.0.0.1:7860", **given)
    assert roles(client, "", READER, EDITOR, "wrong-key-0123456789") == expected


def test_what_the_page_asks_access(tmp_path: Path) -> None:
    def access(**given: object) -> tuple[bool, bool, bool]:
        one = Access(read_settings(store=tmp_path / "store", **given))
        return one.editing_offered, one.needs_login_to_edit, one.needs_login_to_read

    assert access() == (True, False, False)
    assert access(editor_password="editors-word") == (True, True, False)
    assert access(reader_password="readers-word") == (False, True, True)
    assert access(**BEYOND, open_to_all=True) == (False, True, False)


def test_a_login_leads_back_to_the_page_and_lasts(door: Door) -> None:
    client = door(reader_password="readers-word", editor_password="editors-word")
    sent = client.get("/articles/a?start=1", headers={"Accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=%2Farticles%2Fa%3Fstart%3D1")
    page = client.get(sent.headers["location"], headers={"Accept-Language": "zh-CN"})
    assert 'lang="zh-CN"' in page.text and 'value="/articles/a?start=1"' in page.text
    wrong = client.post("/login", data={"password": "guess", "next": "/a"})
    assert wrong.status_code == 401 and "set-cookie" not in wrong.headers
    for word, role in (("readers-word", "reader"), ("editors-word", "editor")):
        inside = client.post("/login", data={"password": word, "next": "/articles/a?start=1"})
        assert (inside.status_code, inside.headers["location"]) == (303, "/articles/a?start=1")
        assert {"HttpOnly", "SameSite=lax"} <= {part.strip() for part in inside.headers["set-cookie"].split(";")}
        assert client.get("/").json() == role
    outside = client.post("/logout")
    assert outside.status_code == 303 and client.get("/").status_code == 401


def test_a_key_logs_in_a_person_too(door: Door) -> None:
    client = door(reader_keys=(READER,))
    assert client.post("/login", data={"password": READER}).status_code == 303
    assert client.get("/").json() == "reader"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "/login", ""]
)
def test_a_login_leads_nowhere_else(door: Door, elsewhere: str) -> None:
    client = door(reader_password="readers-word")
    inside = client.post("/login", data={"password": "readers-word", "next": elsewhere})
    assert inside.headers["location"] == "/"


def test_what_is_written_into_a_link_is_text_on_the_login_page(door: Door) -> None:
    page = door(reader_password="readers-word").get('/login?next=/"><script>alert(1)</script>')
    assert "<script" not in page.text and "&quot;&gt;&lt;script&gt;" in page.text


def test_a_login_ends_with_its_password_its_time_and_its_secret(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cookie(client: TestClient, word: str = "readers-word") -> str:
        client.post("/login", data={"password": word})
        return str(client.cookies[COOKIE])

    kept = cookie(door(reader_password="readers-word"))

    def status(client: TestClient, value: str) -> int:
        client.cookies.set(COOKIE, value)
        return client.get("/").status_code

    assert status(door(reader_password="readers-word"), kept) == 200
    wrong = kept[:-5] + ("a" if kept[-5] != "a" else "b") + kept[-4:]  # the last letter has bits that say nothing
    assert status(door(reader_password="readers-word"), wrong) == 401
    assert status(door(reader_password="another-word"), kept) == 401
    assert status(door(reader_password="readers-word", secret="s" * 32), kept) == 401
    forged = URLSafeTimedSerializer(b"", salt="gusu login").dumps("00" * 32)
    assert status(door(reader_password="readers-word"), str(forged)) == 401
    later = time.time() + LOGIN_SECONDS + 2
    monkeypatch.setattr(time, "time", lambda: later)
    assert status(door(reader_password="readers-word"), kept) == 401


def test_guessing_is_slowed(door: Door) -> None:
    client = door(reader_password="readers-word")
    tries = [client.post("/login", data={"password": f"guess {n}"}) for n in range(7)]
    assert [one.status_code for one in tries] == [401] * 5 + [429] * 2
    assert tries[-1].headers["Retry-After"] == "60" and 'role="alert"' in tries[-1].text
    assert client.post("/login", data={"password": "readers-word"}).status_code == 429


def test_one_who_guesses_shuts_nobody_else_out(door: Door) -> None:
    inside = door(reader_password="readers-word")

    def from_(host: str, word: str) -> int:
        client = TestClient(inside.app, base_url="http://127.0.0.1:7860", follow_redirects=False, client=(host, 1))
        return client.post("/login", data={"password": word}).status_code

    assert [from_("192.0.2.1", "guess") for _ in range(130)] == [401] * 5 + [429] * 125
    assert from_("192.0.2.2", "readers-word") == 303
    network = [from_(f"2001:db8::{n}", "guess") for n in range(1, 8)]
    assert network == [401] * 5 + [429] * 2 and from_("2001:db8:1::1", "readers-word") == 303


def test_the_secret_is_its_owners_alone(tmp_path: Path) -> None:
    Access(read_settings(store=tmp_path / "store", reader_password="readers-word"))
    path = tmp_path / "store.secret"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = path.read_text(encoding="ascii")
    Access(read_settings(store=tmp_path / "store", reader_password="readers-word"))
    assert path.read_text(encoding="ascii") == kept and list(tmp_path.glob("store*")) == [path]
    path.write_text("spoiled", encoding="ascii")
    with pytest.raises(UsageError, match="GUSU_SECRET"):
        Access(read_settings(store=tmp_path / "store", reader_password="readers-word"))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "", "localhost@evil"])
def test_on_this_machine_no_other_name_is_answered_to(door: Door, host: str) -> None:
    refused = door().get("/", headers={"Host": host})
    assert refused.status_code == 421 and refused.json()["error"]["code"] == "wrong_host"


def test_probes_need_no_name(door: Door) -> None:
    assert door().get("/readyz", headers={"Host": "10.1.2.3:7860"}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7860", "LOCALHOST", "[::1]:7860"])
def test_its_own_names_are_answered_to(door: Door, host: str) -> None:
    assert door().get("/", headers={"Host": host}).status_code == 200


def test_a_proxy_without_settings_makes_nobody_an_editor(door: Door) -> None:
    refused = door().get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert refused.status_code == 421 and "GUSU_HOSTS" in refused.json()["error"]["message"]
    named = {"hosts": ("gusu.example.org",), "reader_password": "readers-word"}
    client = door("https://gusu.example.org", **named)
    assert client.get("/", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 401
    inside = client.post("/login", data={"password": "readers-word"}, headers={"Origin": "https://gusu.example.org"})
    assert "Secure" in inside.headers["set-cookie"]
    assert door("http://other.example.org", **named).get("/").status_code == 421


def test_other_pages_can_change_nothing(door: Door) -> None:
    client = door()
    for origin in ("https://evil.example", "http://127.0.0.1:9999", "null"):
        refused = client.post("/gradio_api/queue/join", headers={"Origin": origin})
        assert refused.status_code == 403 and refused.json()["error"]["code"] == "foreign_origin"
    assert client.post("/x", headers={"Origin": "http://127.0.0.1:7860"}).status_code == 200
    assert client.post("/x").status_code == 200  # a program


def test_a_program_with_a_key_asks_from_anywhere(door: Door) -> None:
    client = door(reader_keys=(READER,), reader_password="readers-word")
    for origin in ("app://obsidian.md", "chrome-extension://abc", "null", "https://desk.example"):
        assert client.post("/v1/x", headers={"Origin": origin, **bearer(READER)}).status_code == 200
        assert client.post("/v1/x", headers={"Origin": origin, **bearer("wrong-key-0123456789")}).status_code == 403
    assert client.post("/login", data={"password": "readers-word"}).status_code == 303
    assert client.post("/v1/x", headers={"Origin": "null"}).status_code == 403  # a browser sends its login unasked


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/gradio_api/upload", "editors_only"),
        ("/gradio_api/process_recording", "editors_only"),
        ("/api/sources/files", "not_allowed"),
        ("/api/sources", "not_allowed"),
    ],
)
def test_only_editors_send_files(door: Door, path: str, code: str) -> None:
    client = door(reader_keys=(READER,), editor_keys=(EDITOR,))
    refused = client.post(path, headers=bearer(READER))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, code)
    assert client.post(path, headers=bearer(EDITOR)).status_code == 200


def test_every_answer_forbids_what_pages_need_not(door: Door) -> None:
    for answer in (door().get("/"), door().get("/", headers={"Host": "evil"})):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_beyond_this_machine_a_login_is_asked_for() -> None:
    def check(**given: object) -> None:
        check_exposure(read_settings(**given))

    for given in ({"host": "0.0.0.0"}, {"host": "::"}, {"hosts": ("gusu.example.org",)}):
        with pytest.raises(UsageError, match="GUSU_READER_PASSWORD for people or GUSU_READER_KEYS"):
            check(**given)
        with pytest.raises(UsageError, match="no login is set"):
            check(**given, editor_password="editors-word")
        check(**given, open_to_all=True)
        check(**given, reader_password="readers-word")
        check(**given, reader_keys=(READER,))
    check()
    check(host="::1", hosts=("localhost",))
    with pytest.raises(UsageError, match="keep one of them"):
        check(open_to_all=True, reader_password="readers-word")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("READER_PASSWORD", "short", "setting reader_password: .*at least 8"),
        ("READER_KEYS", "short,long-enough-012345", "holds a key that is not 16 or more"),
        ("HOSTS", "https://gusu.example.org", "expected a host name alone"),
        ("PROXIES", "somewhere", "setting proxies: .*does not appear to be an IPv4 or IPv6"),
        ("LIMIT", "often", "expected as in 120/minute"),
    ],
)
def test_a_wrong_setting_is_named_and_a_secret_one_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(f"GUSU_{name}", value)
    with pytest.raises(UsageError, match=message) as error:
        read_settings()
    if name.startswith("READER"):
        assert value not in str(error.value)


def test_settings_are_lists_by_commas_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUSU_READER_KEYS", f"{READER}, {EDITOR}")
    settings = read_settings()
    assert [key.get_secret_value() for key in settings.reader_keys] == [READER, EDITOR]
    assert READER not in repr(settings)
    assert not is_exposed(settings)
