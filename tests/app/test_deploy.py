"""What docs/deploy holds, as far as it can be run here."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from app.mcp.serve import PATH
from app.settings import Settings
from index.store.layout import Layout
from tests.app.mcp_server import GUSU
from tests.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
DYING_CP = """#!/bin/sh
# Copies what makes a folder look like a store, and is killed, with the start that called it.
for last; do :; done
mkdir -p "$last" && {cp} "$2/CURRENT" "$last/" && kill -9 $PPID
"""

Start = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(store: Path, tmp_path: Path) -> Start:
    """Starts the container with ``gusu index verify``, which wants a whole store; ``path`` goes before PATH."""
    script = tmp_path / "start.sh"
    text = (DEPLOY / "start.sh").read_text(encoding="utf-8")
    assert "/usr/share/gusu/store" in text
    script.write_text(text.replace("/usr/share/gusu/store", str(store)), encoding="utf-8")
    (tmp_path / "volume").mkdir()

    def run(path: str = "") -> "subprocess.CompletedProcess[str]":
        paths = [path, str(Path(GUSU).parent), os.environ["PATH"]]
        environment = {**os.environ, "GUSU_STORE": str(tmp_path / "volume" / "store"), "PATH": ":".join(paths)}
        command = ["/bin/sh", str(script), "index", "verify"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=200)

    return run


needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="the container's script is for /bin/sh")


@needs_sh
def test_a_store_that_a_killed_start_left_is_replaced(start: Start, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    dying = tmp_path / "bin" / "cp"
    dying.write_text(DYING_CP.format(cp=shutil.which("cp")), encoding="utf-8")
    dying.chmod(0o755)
    assert start(str(dying.parent)).returncode == -9
    started = start()
    assert started.returncode == 0, started.stderr
    assert [path.name for path in (tmp_path / "volume").iterdir()] == ["store"]


@needs_sh
def test_what_is_no_store_makes_room_and_is_kept(start: Start, tmp_path: Path) -> None:
    volume = tmp_path / "volume"
    (volume / "store").mkdir()
    (volume / "store" / "notes.txt").write_text("mine", encoding="utf-8")
    assert start().returncode == 0
    (kept,) = volume.glob("store.unfinished.*/notes.txt")
    assert kept.read_text(encoding="utf-8") == "mine"


@needs_sh
def test_a_whole_store_is_kept(start: Start, store: Path, tmp_path: Path) -> None:
    mine = tmp_path / "volume" / "store"
    shutil.copytree(store, mine)
    layout = Layout(mine)
    (layout.generations / layout.live()).rename(layout.generations / "000777")
    layout.current.write_text("000777", encoding="utf-8")
    assert start().returncode == 0 and layout.live() == "000777"


def test_agents_reach_the_tools_by_the_address_that_is_told() -> None:
    page = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")
    assert f"https://gusu.example.org{PATH}" in page
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    (name,) = re.findall(rf"location = {PATH} {{ proxy_pass http://(\w+);", nginx)
    (port,) = re.findall(rf"upstream {name} {{\s+server 127\.0\.0\.1:(\d+);", nginx)
    assert int(port) == Settings.model_fields["mcp_port"].default
    unit = (DEPLOY / "gusu-mcp.service").read_text(encoding="utf-8")
    assert "\nExecStart=/opt/gusu/.venv/bin/gusu mcp --http\n" in unit


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_systemd_takes_the_units(unit: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here")
    for one in DEPLOY.glob("*.service"):  # one names the other
        text = one.read_text(encoding="utf-8")
        (tmp_path / one.name).write_text(text.replace("/opt/gusu/.venv/bin/gusu", GUSU), encoding="utf-8")
    command = ["systemd-analyze", "verify", str(tmp_path / unit.name)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


@needs_sh
def test_the_tools_of_the_tests_stay_out_of_the_image(tmp_path: Path) -> None:
    file = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    (command,) = re.findall(r"^RUN (\.venv/bin/python -c .*? > needed\.txt)$", file, re.DOTALL | re.MULTILINE)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    subprocess.run(["/bin/sh", "-c", command.replace(".venv/bin/python", sys.executable)], check=True)
    installed = closure((tmp_path / "needed.txt").read_text(encoding="utf-8").splitlines())
    assert {"torch", "gradio", "mcp", "trafilatura", "pymilvus", "setuptools"} <= installed
    assert not {"pytest", "playwright", "mypy", "ruff", "hypothesis", "reportlab", "import-linter"} & installed


def closure(needed: list[str]) -> set[str]:
    """The packages that these need, and those that they need, as they are installed here."""
    found: set[str] = set()
    left = [Requirement(line) for line in needed]
    while left:
        one = left.pop()
        name = one.name.lower().replace("_", "-")
        key = f"{name}[{','.join(sorted(one.extras))}]"
        if key in found:
            continue
        found |= {key, name}
        try:
            requirements = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:
            continue  # for another platform
        extras = one.extras or {""}
        left += [r for r in requirements if not r.marker or any(r.marker.evaluate({"extra": e}) for e in extras)]
    return found
