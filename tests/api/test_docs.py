"""The pages that tell how to run it name settings that exist, and figures that are the program's."""

import re
from pathlib import Path

import pytest

from app.api import errors
from app.serving_settings import ServingSettings
from app.settings import DEBUG, PREFIX, Settings
from tests.conftest import ROOT

PAGES = [*sorted((ROOT / "docs" / "deploy").iterdir()), ROOT / "docs" / "api.md"]
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields} | {DEBUG}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_only_settings_that_exist_are_named(page: Path) -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", page.read_text(encoding="utf-8")))
    assert named <= KNOWN


def test_every_code_of_an_error_is_told() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "app").rglob("*.py")))
    codes = set(re.findall(r'refusal\(\s*\d{3},[^()]*?"([a-z_]+)"[,)]', sources))
    codes |= {code for _, _, code in errors._STATUS} | set(errors._CODES.values())
    assert {"foreign_origin", "editors_only", "internal_error", "wrong_host"} <= codes
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("## Errors")[2]
    assert codes == set(re.findall(r"`([a-z_]+)`", text.partition("|---|")[2].partition("\n\n")[0]))


def test_the_defaults_told_are_the_programs() -> None:
    text = (ROOT / "docs" / "deploy" / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `GUSU_([A-Z_]+)` \| `?([^|`]+?)`? \|", text, re.MULTILINE))
    assert set(told) >= {"LIMIT", "QUEUE_SECONDS", "QUESTION_SECONDS", "UPLOAD_MB", "STOP_SECONDS"}
    for name, value in told.items():
        assert str(ServingSettings.model_fields[name.lower()].default) == value, name
