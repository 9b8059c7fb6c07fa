from pathlib import Path

import pytest

from app.settings import read_settings
from corpus.errors import UsageError


def test_flags_win_over_the_environment_over_the_file_over_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().port == 7860
    Path("gusu.toml").write_text("port = 1\nhits = 7\n", encoding="utf-8")
    assert (read_settings().port, read_settings().hits) == (1, 7)
    monkeypatch.setenv("GUSU_PORT", "2")
    assert read_settings().port == 2
    assert read_settings(port=3, host=None).port == 3


def test_a_folder_may_be_written_as_people_do_and_is_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings(store="~/x").store == Path.home() / "x"
    monkeypatch.setenv("GUSU_STORE", "")
    with pytest.raises(UsageError, match="setting store: .*names no folder"):
        read_settings()


def test_a_misspelt_variable_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUSU_STROE", "x")
    with pytest.raises(UsageError, match="GUSU_STROE names no setting; these exist: GUSU_CACHE"):
        read_settings()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("prot = 1", "setting prot: Extra inputs"),
        ("port = 0", "setting port: .*greater than"),
        ("port", "gusu.toml cannot"),
    ],
)
def test_a_wrong_file_names_the_setting(file: str, message: str) -> None:
    Path("gusu.toml").write_text(file, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_settings()


def test_networks_and_ports_to_fetch_from_are_lists_and_none_opens_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (read_settings().fetch_networks, read_settings().fetch_ports) == ((), (80, 443))
    monkeypatch.setenv("GUSU_FETCH_NETWORKS", "10.1.0.0/16, fd12::/16")
    monkeypatch.setenv("GUSU_FETCH_PORTS", "80,8080")
    assert [str(network) for network in read_settings().fetch_networks] == ["10.1.0.0/16", "fd12::/16"]
    assert read_settings().fetch_ports == (80, 8080)
    for name, wrong, message in [
        ("GUSU_FETCH_NETWORKS", "127.0.0.0/8", "127.0.0.0/8 is no private network"),
        ("GUSU_FETCH_NETWORKS", "0.0.0.0/0", "0.0.0.0/0 is no private network"),
        ("GUSU_FETCH_NETWORKS", "intranet", "does not appear to be an IPv4 or IPv6 network"),
        ("GUSU_FETCH_PORTS", "80,x", "names a port outside 1 to 65535"),
    ]:
        with monkeypatch.context() as set_wrong:
            set_wrong.setenv(name, wrong)
            with pytest.raises(UsageError, match=message):
                read_settings()


def test_a_file_lists_networks_too() -> None:
    Path("gusu.toml").write_text('fetch_networks = ["10.1.0.0/16"]\nfetch_ports = 80\n', encoding="utf-8")
    assert [str(network) for network in read_settings().fetch_networks] == ["10.1.0.0/16"]
    assert read_settings().fetch_ports == (80,)
