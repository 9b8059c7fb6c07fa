import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import GusuError, SourceError, UsageError
from index.build import BuildSummary
from index.errors import StoreBusy
from index.store.layout import Layout
from index.store.open import open_live
from index.watch import watch
from tests.conftest import ARTICLES, ROOT
from tests.index.builds import builder

SOON = 30  # seconds, on a machine that is busy
QUIET = 2

Outcome = BuildSummary | GusuError
Watched = Callable[..., "queue.Queue[Outcome]"]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def watched(store: Path) -> Iterator[Watched]:
    """Watches paths beside the test, and gives what is told of each build."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def start(*paths: Path) -> "queue.Queue[Outcome]":
        told: queue.Queue[Outcome] = queue.Queue()
        mine = builder(store)
        given = (lambda: mine.build(paths), paths, store, told.put, stop)
        threads.append(threading.Thread(target=watch, args=given))
        threads[-1].start()
        return told

    yield start
    stop.set()
    for thread in threads:
        thread.join(SOON)
        assert not thread.is_alive()


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "first.txt").write_text("苏州的第一句话。", encoding="utf-8")
    return folder


def built(told: "queue.Queue[Outcome]") -> BuildSummary:
    outcome = told.get(timeout=SOON)
    assert isinstance(outcome, BuildSummary), outcome
    return outcome


def quiet(told: "queue.Queue[Outcome]") -> bool:
    try:
        told.get(timeout=QUIET)
    except queue.Empty:
        return True
    return False


def held(store: Path) -> dict[str, str]:
    generation = open_live(store)
    return {entry.id: generation.article(entry.id).text for entry in generation.entries()}


def test_what_is_written_changed_and_removed_is_in_the_store_soon(watched: Watched, sources: Path, store: Path) -> None:
    told = watched(sources)
    assert built(told).added == 1
    (sources / "second.txt").write_text("苏州的第二句话。", encoding="utf-8")
    assert built(told).added == 1
    (sources / "first.txt").write_text("改过的第一句话。", encoding="utf-8")
    assert built(told).updated == 1
    (sources / "second.txt").unlink()
    assert built(told).removed == 1
    assert held(store) == {"first": "改过的第一句话。"}


def test_a_folder_made_later_is_watched_too(watched: Watched, sources: Path, store: Path) -> None:
    told = watched(sources)
    built(told)
    deep = sources / "2026" / "03"
    deep.mkdir(parents=True)
    (deep / "page.txt").write_text("新文件夹里的一句话。", encoding="utf-8")
    assert built(told).added == 1
    (deep / "page.txt").write_text("新文件夹里改过的一句话。", encoding="utf-8")
    assert built(told).updated == 1
    assert held(store)["page"] == "新文件夹里改过的一句话。"


def test_many_changes_at_once_are_one_build(watched: Watched, sources: Path) -> None:
    told = watched(sources)
    built(told)
    for n in range(30):
        (sources / f"many-{n}.txt").write_text(f"第{n}篇。", encoding="utf-8")
    assert built(told).added == 30 and quiet(told)


def test_temporary_files_and_the_store_itself_start_nothing(watched: Watched, tmp_path: Path, sources: Path) -> None:
    told = watched(tmp_path)  # the store lies in it
    built(told)
    assert quiet(told)
    for name in (".first.txt.swp", "first.txt~", "~$first.docx", "#first.txt#", "4913", "page.pdf.crdownload"):
        (sources / name).write_text("写到一半的一句话。", encoding="utf-8")
    (sources / ".git").mkdir()
    (sources / ".git" / "config.txt").write_text("写到一半的一句话。", encoding="utf-8")
    assert quiet(told)
    (sources / "page.pdf.crdownload").rename(sources / "page.txt")
    summary = built(told)
    assert summary.added == 1 and summary.refused == ()  # nor are they sources where a build begins


def test_a_file_that_an_editor_replaces_stays_watched(watched: Watched, sources: Path, store: Path) -> None:
    page = sources / "first.txt"
    told = watched(page)
    built(told)
    for text in ("改过的第一句话。", "又改过的第一句话。"):
        (sources / ".new").write_text(text, encoding="utf-8")
        (sources / ".new").replace(page)
        assert built(told).updated == 1
        assert held(store)["first"] == text


def test_an_error_is_told_and_watching_goes_on(watched: Watched, sources: Path, store: Path) -> None:
    told = watched(sources)
    built(told)
    before = held(store)
    shutil.rmtree(sources)
    error = told.get(timeout=SOON)
    while isinstance(error, SourceError):  # empty for a moment, before it is gone
        error = told.get(timeout=SOON)
    assert isinstance(error, UsageError) and "does not exist" in str(error)
    assert held(store) == before
    sources.mkdir()
    (sources / "back.txt").write_text("回来的一句话。", encoding="utf-8")
    outcome = told.get(timeout=SOON)
    while isinstance(outcome, SourceError):
        outcome = told.get(timeout=SOON)
    assert held(store) == {"back": "回来的一句话。"}


def test_while_another_writes_it_waits_and_says_so_once(watched: Watched, sources: Path, store: Path) -> None:
    with Layout(store).writing():
        told = watched(sources)
        assert isinstance(told.get(timeout=SOON), StoreBusy)
        assert quiet(told)
    assert built(told).added == 1


def test_a_path_that_never_was_is_wrong_usage(store: Path) -> None:
    with pytest.raises(UsageError, match="nowhere does not exist"):
        watch(lambda: pytest.fail("built"), [Path("nowhere")], store, print)


def _hears_ctrl_c() -> None:
    """Whoever runs the tests in the background has it ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl+C cannot be sent to one process there")
def test_the_command_prints_an_object_a_build_and_ends_by_ctrl_c(sources: Path, store: Path, tmp_path: Path) -> None:
    shutil.copy(ARTICLES / "compute.md", sources)
    command = [sys.executable, str(ROOT / "gusu.py"), "index", "watch", str(sources), "--store", str(store), "--json"]
    log = tmp_path / "log"
    with (
        log.open("w") as said,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, env=os.environ, text=True, preexec_fn=_hears_ctrl_c
        ) as process,
    ):
        assert process.stdout
        assert json.loads(process.stdout.readline())["added"] == 2
        (sources / "odd.xyz").write_text("不认识的格式", encoding="utf-8")
        summary = json.loads(process.stdout.readline())
        assert (summary["unchanged"], summary["embedded"]) == (2, 0)
        (sources / "first.txt").unlink()
        assert json.loads(process.stdout.readline())["removed"] == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 130
    lines = log.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 and "watching" in lines[0] and "odd.xyz" in lines[1]  # told once, not at every build
