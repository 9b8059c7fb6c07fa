"""Changes of a served store: one at a time, told as they go, and never at a reader's cost."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from app.build_engine import build_builder, milvus_place
from app.editing import AllRefused, Editing, Stopped, Upload
from app.editing.uploads import file_name
from app.settings import Settings, read_settings
from corpus.errors import UsageError
from index.errors import StoreBusy
from index.milvus.database import Database
from index.search import Searcher
from index.store.open import open_live
from index.store.refusals import read_refusals
from tests.corpus.makers import archive, word
from tests.index.builds import CharacterEmbedder
from tests.index.editing import CARS, LAKE, PARK, write
from tests.index.milvus import HeldShelf


class SlowEmbedder(CharacterEmbedder):
    """Waits, once it is asked for passages, until it is told to go on."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def passages(self, texts):  # type: ignore[no-untyped-def]
        self.begun.set()
        assert self.go_on.wait(30)
        return super().passages(texts)


Made = Callable[..., Editing]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(store=tmp_path / "store", upload_mb=1)


@pytest.fixture
def made(settings: Settings) -> Iterator[Made]:
    """Makes an editing over a store of three articles."""
    given: list[Editing] = []

    def make(embedder: CharacterEmbedder | None = None) -> Editing:
        editing = Editing(settings, CharacterEmbedder())
        folder = settings.store.parent / "articles"
        for name, text in (("park", PARK), ("cars", CARS), ("lake", LAKE)):
            write(folder / f"{name}.md", text, title=name)
        editing.add([folder]).result(60)
        given.append(editing)
        if embedder:
            given.append(Editing(settings, embedder))
        return given[-1]

    yield make
    for editing in given:
        editing.close()


def incoming(settings: Settings, name: str, content: bytes | str) -> Upload:
    folder = settings.store.parent / "incoming"
    folder.mkdir(exist_ok=True)
    path = folder / f"{len(list(folder.iterdir()))}-in"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Upload(name, path)


def ids(settings: Settings) -> set[str]:
    return {entry.id for entry in open_live(settings.store).entries()}


def test_an_upload_is_indexed_and_its_file_kept_beside_the_store(made: Made, settings: Settings) -> None:
    editing = made()
    change = editing.upload([incoming(settings, "金鸡湖.md", "# 金鸡湖\n\n金鸡湖边新开了九家书店。\n")])
    steps = list(change.steps(pause=0))
    summary = change.result(60)
    assert [receipt.state for receipt in summary.receipts] == ["added"]
    assert steps[-1].stage == "done"
    kept = editing.uploads.folder / "金鸡湖.md"
    assert kept.is_file() and editing.uploads.folder == settings.store.absolute().with_name("store-uploads")
    assert editing.uploads.holds(open_live(settings.store).article("金鸡湖").path)


def test_of_several_uploads_each_has_its_receipt_and_the_refused_leave_no_file(made: Made, settings: Settings) -> None:
    editing = made()
    files = [
        incoming(settings, "好.docx", word()),
        incoming(settings, "坏.pdf", "这不是一个 PDF"),
        incoming(settings, "程序.exe", b"MZ\x90\x00"),
        incoming(settings, "太大.txt", "字" * 400_000),
        incoming(settings, "空.md", ""),
    ]
    summary = editing.upload(files).result(60)
    told = {Path(receipt.path).name: (receipt.state, receipt.reason) for receipt in summary.receipts}
    assert told["好.docx"][0] == "added"
    assert "is not a PDF" in told["坏.pdf"][1]
    assert ".exe" in told["程序.exe"][1]
    assert "at most 1 MB can be uploaded" in told["太大.txt"][1]
    assert told["空.md"][1] == "is empty"
    assert [path.name for path in editing.uploads.folder.iterdir()] == ["好.docx"]


def test_an_upload_of_the_same_name_replaces_and_a_bad_one_does_not(made: Made, settings: Settings) -> None:
    editing = made()
    editing.upload([incoming(settings, "a.md", "# 甲\n\n第一版说有三家企业。\n")]).result(60)
    again = editing.upload([incoming(settings, "a.md", "# 甲\n\n第二版说有五家企业。\n")]).result(60)
    assert [receipt.state for receipt in again.receipts] == ["updated"]
    bad = editing.upload([incoming(settings, "a.md", "\x00\x01\x02\x03" * 50)]).result(60)
    assert [receipt.state for receipt in bad.receipts] == ["refused"]
    assert "五家" in (editing.uploads.folder / "a.md").read_text(encoding="utf-8")
    assert "五家" in open_live(settings.store).article("a").text
    assert [path.name for path in editing.uploads.folder.iterdir()] == ["a.md"]


def test_of_an_archive_each_file_has_its_receipt(made: Made, settings: Settings) -> None:
    editing = made()
    files = {
        "一.md": "# 一\n\n一号文件说的是运河。\n",
        "二.md": "# 二\n\n二号文件说的是园林。\n",
        "三.exe": b"MZ\x90\x00",
    }
    summary = editing.upload([incoming(settings, "several.zip", archive(files))]).result(60)
    assert sorted(receipt.state for receipt in summary.receipts) == ["added", "added", "refused"]
    assert (editing.uploads.folder / "several.zip").is_file()


def test_changes_are_done_one_after_the_other_and_know_their_place(made: Made, settings: Settings) -> None:
    slow = SlowEmbedder()
    editing = made(slow)
    first = editing.upload([incoming(settings, "a.md", "# 甲\n\n甲文说的是丝绸。\n")])
    assert slow.begun.wait(30)
    second = editing.remove(["lake"])
    third = editing.rollback()
    assert [change.step.ahead for change in (second, third)] == [1, 2]
    assert [change.kind for change in editing.line()] == ["upload", "remove", "rollback"]
    assert "lake" in ids(settings)  # readers go on with what there is
    slow.go_on.set()
    assert first.result(60).added == 1
    assert second.result(60).removed == 1
    assert third.result(60).back == ("lake",)
    assert editing.line() == []


def test_another_process_that_writes_is_named_and_not_waited_for(made: Made, settings: Settings) -> None:
    editing = made()
    with FileLock(settings.store / "lock"):
        upload = editing.upload([incoming(settings, "a.md", "# 甲\n\n甲文说的是丝绸。\n")])
        with pytest.raises(StoreBusy, match="another build is writing"):
            upload.result(30)
    assert list(editing.uploads.folder.iterdir()) == []
    assert editing.remove(["lake"]).result(60).removed == 1


def test_a_removal_is_undone_and_done_again(made: Made, settings: Settings) -> None:
    editing = made()
    assert editing.remove(["park"]).result(60).proved is not None
    assert "park" not in ids(settings)
    assert editing.rollback().result(60).back == ("park",)
    assert editing.rollback().result(60).gone == ("park",)


def test_in_milvus_a_removal_is_over_when_no_reader_reads_what_was_before(tmp_path: Path) -> None:
    settings = read_settings(store=tmp_path / "store", engine="milvus")
    embedder = CharacterEmbedder()
    for name, text in (("park", PARK), ("lake", LAKE)):
        write(tmp_path / "articles" / f"{name}.md", text)
    build_builder(settings, embedder).build([tmp_path / "articles"])
    shelf = HeldShelf(Database(milvus_place(settings), embedder.fingerprint))
    searcher = Searcher(shelf, embedder)
    editing = Editing(settings, embedder, searcher.take_up)
    first = searcher.generation()
    assert "park" in first  # and stays: what a generation gave once, it gives again
    build_builder(settings, embedder).add([write(tmp_path / "cars.md", CARS)])
    shelf.opening.clear()
    shelf.go_on.clear()
    reader = threading.Thread(target=searcher.generation)
    reader.start()
    try:
        assert shelf.opening.wait(30)
        removal = editing.remove(["park"])
        with pytest.raises(TimeoutError):  # the reader is at it
            removal.result(6)
        assert searcher.generation() is first and "park" in first
    finally:
        shelf.go_on.set()
        reader.join()
    assert removal.result(60).removed == 1
    assert "park" not in searcher.generation() and "cars" in searcher.generation()
    editing.close()


def test_a_refusal_can_be_dismissed(made: Made, settings: Settings) -> None:
    editing = made()
    editing.upload([incoming(settings, "坏.pdf", "这不是一个 PDF")]).result(60)
    (refusal,) = read_refusals(settings.store)
    assert editing.dismiss([refusal.path]).result(60) == 1
    assert read_refusals(settings.store) == ()


def test_a_server_that_stops_leaves_the_store_as_it_was(made: Made, settings: Settings) -> None:
    slow = SlowEmbedder()
    editing = made(slow)
    before = open_live(settings.store).name
    running = editing.upload([incoming(settings, "a.md", "# 甲\n\n甲文说的是丝绸。\n")])
    waiting = editing.remove(["lake"])
    assert slow.begun.wait(30)
    threading.Timer(0.2, slow.go_on.set).start()
    editing.close(30)
    for change in (running, waiting):
        with pytest.raises(Stopped, match="the server is being stopped"):
            change.result(30)
    assert open_live(settings.store).name == before
    assert list(editing.uploads.folder.iterdir()) == []
    with pytest.raises(Stopped):
        editing.rollback()


def test_nothing_to_do_is_said_at_once(made: Made, settings: Settings) -> None:
    editing = made()
    for ask in (lambda: editing.add([]), lambda: editing.upload([]), lambda: editing.remove([])):
        with pytest.raises(UsageError, match="nothing to"):
            ask()
    with pytest.raises(UsageError, match="no article 'none'"):
        editing.remove(["none"]).result(30)
    with pytest.raises(AllRefused, match="is empty"):
        editing.upload([incoming(settings, "空.md", "")])


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd.md", "passwd.md"),
        ("C:\\报告\\一?.docx", "一_.docx"),
        ("..", "upload"),
        (".hidden.md", "hidden.md"),
        ("gnp\u202edm.exe", "gnp_dm.exe"),
        ("长" * 100 + ".md", "长" * 49 + ".md"),
    ],
)
def test_a_name_leads_nowhere_and_fits_every_system(given: str, name: str) -> None:
    assert file_name(given) == name
