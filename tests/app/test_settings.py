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
