"""What a store has to bear: a build that is killed, a disk that is full, two builds at once, readers that are slow."""

import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import StoreError
from index.errors import StoreBusy
from index.filter import Filter
from index.search import Searcher
from index.store.layout import Layout
from index.store.open import open_live
from index.verify import verify
from tests.index.builds import CharacterEmbedder, builder, building
from tests.test_cli import gusu, only_line

KILLED = 60
QUESTIONS = ["苏州有多少家智能工厂", "算力规模是多少", "2026年的目标"]
Answers = list[list[tuple[str, str, float]]]


def answers(store: Path) -> Answers:
    searcher = Searcher(store, CharacterEmbedder())
    return [[(hit.article_id, hit.text, hit.score) for hit in searcher.search(q, 5).hits] for q in QUESTIONS]


def write(folder: Path, version: int, count: int = 5) -> Path:
    """Some articles that differ between versions, one that is of this version alone, two that are the same in all."""
    folder.mkdir()
    for n in range(count):
        said = f"到第{version}期，苏州有{100 * version + n}家智能工厂。" * (3 + n % 3) + f"算力规模是{version}{n}00P。"
        (folder / f"changing-{n}.md").write_text(f"# 第{n}篇\n\n{said}\n\n{said}\n", encoding="utf-8")
    (folder / f"only-{version}.md").write_text(f"# 只在第{version}期\n\n目标是{version}万亿元。\n", encoding="utf-8")
    for n in range(2):
        (folder / f"same-{n}.txt").write_text(f"这一篇不变，编号{n}。\n\n2026年的目标不变。", encoding="utf-8")
    shutil.copy(folder / "same-0.txt", folder / "copy.txt")
    return folder


@pytest.fixture
def versions(place: Path) -> tuple[Path, Path]:
    return write(place / "one", 1), write(place / "two", 2)


def vectors_kept(store: Path) -> int:
    database = sqlite3.connect(Layout(store).embeddings)
    ((count,),) = database.execute("SELECT count(*) FROM passages")
    database.close()
    return int(count)


@pytest.mark.timeout(1500)
def test_a_build_killed_at_any_moment_leaves_a_store_that_answers_and_is_built_on(
    place: Path, versions: tuple[Path, Path]
) -> None:
    store = place / "store"
    expected: list[Answers] = []
    for sources in versions:
        shutil.rmtree(store, ignore_errors=True)
        builder(store).build([sources])
        expected.append(answers(store))
    assert expected[0] != expected[1]
    kept, seconds = vectors_kept(store), []
    for n in range(4):
        with building(store, [versions[n % 2]]) as process:
            began = time.perf_counter()
            process.join()
            seconds.append(time.perf_counter() - began)
    chance = random.Random(8)
    died_before_the_end = 0
    for n in range(KILLED):  # version 2 is live, then 1, then 2
        sources, old, new = versions[n % 2], expected[1 - n % 2], expected[n % 2]
        with building(store, [sources]) as process:
            time.sleep(chance.uniform(0, statistics.median(seconds)))
            process.kill()
        verify(store)
        found = answers(store)
        assert found in (old, new)
        died_before_the_end += found == old
        builder(store).build([sources])
        assert answers(store) == new
        assert vectors_kept(store) == kept, "a vector is kept of text that is gone"
        names = Layout(store).names()
        assert {path.name for path in Layout(store).generations.iterdir()} == set(names)
        assert len(names) in (2, 3)  # the one more of a build that was done but for clearing up is the next one's
    assert died_before_the_end > KILLED / 4


def test_two_builds_at_once_do_not_meet(place: Path, versions: tuple[Path, Path]) -> None:
    store = place / "store"
    with building(store, [versions[0]], wait=True):
        with pytest.raises(StoreBusy, match=f"another build is writing to {store}: wait until it is done"):
            builder(store).build([versions[1]])
    assert "only-1" in verify(store)
    builder(store).build([versions[1]])
    assert "only-2" in verify(store)


def test_a_store_can_be_opened_at_every_moment_of_a_row_of_builds(place: Path, versions: tuple[Path, Path]) -> None:
    store = place / "store"
    builder(store).build([versions[1]])
    seen = set()
    with building(store, versions * 15) as process:
        while process.is_alive():
            generation = open_live(store)
            assert ("only-1" in generation) != ("only-2" in generation)
            seen.add(generation.name)
    assert len(seen) > 3 and Layout(store).live() == "000031"


def test_a_slow_reader_reads_on_when_its_generation_was_dropped(place: Path, versions: tuple[Path, Path]) -> None:
    def read() -> object:
        question = CharacterEmbedder().question(QUESTIONS[0])
        numbers, scores = generation.lexical.top(QUESTIONS[0], 20)
        rows = generation.rows(numbers)
        nearest = generation.nearest(question, 20, "zh", generation.select(Filter(languages=("zh",))))
        return (
            scores.tolist(),
            generation.cosines(question, nearest).tolist(),
            [generation.passage(row)[0].text for row in np.union1d(rows, nearest).tolist()],
            [entry.title for entry in generation.entries()],
            generation.alike,
        )

    store = place / "store"
    builder(store).build([versions[0]])
    generation = open_live(store)
    before = read()
    builder(store).build([versions[1]])
    generation = open_live(store)  # nothing of this one was read before it was dropped
    expected = read()
    builder(store).build([versions[0]])
    builder(store).build([versions[1]])
    generation = open_live(store)
    for n in range(3):
        builder(store).build([versions[n % 2]])
    assert not generation.folder.exists()
    assert read() == expected != before


def test_a_reader_that_goes_on_to_a_newer_generation_keeps_open_what_did_not_change(
    place: Path, versions: tuple[Path, Path]
) -> None:
    store, page = place / "store", place / "new.txt"
    builder(store).build([versions[0]])
    searcher = Searcher(store, CharacterEmbedder())
    first = searcher.generation()
    page.write_text("苏州新增一句话。", encoding="utf-8")
    builder(store).add([page])
    second = searcher.generation()
    assert second is not first and len(second.segments) == 2
    assert second.segments[0] is first.segments[0]
    assert {hit.article_id for hit in searcher.search("苏州新增一句话", 20).hits} >= {"new", "only-1", "changing-0"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if not (sys.platform == "linux" and mount and unmount):
        pytest.skip("no small disk can be made here: what a full one does is not tested")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"no small disk can be made here ({made.stderr.decode().strip()}): a full one is not tested")
    try:
        yield folder
    finally:
        subprocess.run([unmount, "--lazy", folder], check=True)


def fill(disk: Path, left: int) -> Path:
    """Fill a disk but for ``left`` bytes, with a file that can be removed."""
    ballast = disk / "ballast"
    state = os.statvfs(disk)
    with ballast.open("wb", buffering=0) as file:
        os.posix_fallocate(file.fileno(), 0, state.f_bavail * state.f_frsize - left)
    return ballast


def test_a_full_disk_leaves_the_live_store_whole(small_disk: Path, tmp_path: Path) -> None:
    store = small_disk / "store"
    builder(store).build([write(tmp_path / "one", 1)])
    expected = answers(store)
    larger = write(tmp_path / "two", 2, count=300)
    files = {path for path in store.rglob("*") if path.is_file()}
    failed, left = 0, 0
    while True:
        ballast = fill(small_disk, left)
        try:
            builder(store).build([larger])
            break
        except StoreError as error:
            assert "cannot be written" in str(error) and "as it was" in str(error) and "\n" not in str(error)
        failed += 1
        left = max(2 * left, 4096) if left < 1 << 20 else left + (1 << 19)
        verify(store)
        assert answers(store) == expected
        after = {path for path in store.rglob("*") if path.is_file()}
        assert after - files <= {store / "CURRENT.new"}, "what was left undone is still on the disk"
        ballast.unlink()
    assert failed > 8
    assert "only-2" in verify(store)


def test_a_full_disk_is_one_line_and_status_3(small_disk: Path, tmp_path: Path) -> None:
    store, page = small_disk / "store", tmp_path / "page.txt"
    page.write_text("苏州的一句话。", encoding="utf-8")
    assert gusu("index", "build", page, "--store", store).returncode == 0
    page.write_text("苏州改过的一句话。", encoding="utf-8")
    fill(small_disk, 0)
    done = gusu("index", "build", page, "--store", store)
    assert done.returncode == 3
    assert "cannot be written" in only_line(done) and ("No space left" in done.stderr or "full" in done.stderr)
    assert verify(store).article("page").text == "苏州的一句话。"


def test_a_file_that_must_not_grow_further_leaves_the_live_store_whole(tmp_path: Path) -> None:
    """What a quota does, where no disk can be filled; in a process of its own, as the limit stays."""
    resource = pytest.importorskip("resource", reason="no limits of a process here")
    store = tmp_path / "store"
    builder(store).build([write(tmp_path / "one", 1)])
    expected = answers(store)
    larger = write(tmp_path / "two", 2, count=300)
    script = (
        "import resource, signal, sys; from pathlib import Path; from tests.index.builds import builder\n"
        "from corpus.errors import StoreError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)\n"
        "try: builder(Path(sys.argv[1])).build([Path(sys.argv[2])])\n"
        "except StoreError as error: sys.exit(str(error))\n"
    )
    assert resource
    for largest in (5_000, 60_000, 200_000):
        done = subprocess.run(
            [sys.executable, "-c", script, store, larger, str(largest)],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            check=False,
        )
        assert done.returncode == 1 and "cannot be written" in done.stderr, done.stderr
        assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1
        verify(store)
        assert answers(store) == expected
