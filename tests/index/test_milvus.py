import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from corpus.errors import ServiceError, SourceError, UsageError
from index.embed.embedder import LazyEmbedder
from index.errors import StoreBusy, StoreMissing
from index.filter import Filter
from index.milvus.build import MilvusBuilder
from index.milvus.database import Database
from index.milvus.place import Place
from index.milvus.rows import BUCKETS, bucket
from index.milvus.shard import Shard
from index.search import Searcher
from index.split import SplitSettings
from index.summary import BuildSummary
from tests.conftest import ARTICLES
from tests.index.builds import CharacterEmbedder
from tests.index.milvus import HeldShelf, milvus_searcher, milvus_server, opened

GUSU = str(Path(sys.executable).with_name("gusu"))
Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes articles, by their names, into a folder; None takes one away."""
    folder = tmp_path / "sources"
    folder.mkdir()

    def write(**articles: str | None) -> Path:
        for name, text in articles.items():
            path = folder / f"{name}.md"
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "milvus.db"))


class CountingEmbedder(CharacterEmbedder):
    """Counts what it embeds; fails once ``left`` calls are over."""

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.left = 1_000

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not self.left:
            raise ServiceError("the embedder is tired")
        self.left -= 1
        self.embedded += texts
        return super().passages(texts)


def builder(place: Place, embedder: CharacterEmbedder, shard: Shard | None = None) -> MilvusBuilder:
    return MilvusBuilder(place, embedder, SplitSettings(60), shard=shard)


def counts(summary: BuildSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.removed, summary.unchanged


def texts(searcher: Searcher, question: str = "苏州") -> list[str]:
    return [hit.text for hit in searcher.search(question, 100).hits]


def test_a_repeated_build_changes_nothing(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    folder = written(a="# 甲\n\n苏州甲厂生产机器人。", b="# 乙\n\n苏州乙厂生产电池。")
    first = builder(place, embedder).build([folder])
    again = builder(place, embedder).build([folder])
    assert counts(first) == (2, 0, 0, 0) and first.embedded == 2 and first.passages == 2
    assert counts(again) == (0, 0, 0, 2) and again.embedded == 0
    assert again.generation == first.generation and again.passages == 2


def test_a_change_writes_its_article_alone_and_embeds_its_new_passage_alone(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    long = "苏州甲厂生产机器人，去年产量增长了两成，今年还要再建一条生产线，招收三百名工人。" * 2
    builder(place, embedder).build([written(a=f"# 甲\n\n{long}\n\n旧的一段在这里。", b="# 乙\n\n苏州乙厂生产电池。")])
    searcher = opened(place, embedder)
    before = searcher.search("苏州", 100)
    embedder.embedded.clear()
    summary = builder(place, embedder).build([written(a=f"# 甲\n\n{long}\n\n新的一段在这里。")])
    assert counts(summary) == (0, 1, 0, 1) and summary.generation != before.generation.name
    assert len(embedder.embedded) == 1 and "新的一段" in embedder.embedded[0]
    after = "".join(texts(searcher))
    assert "新的一段" in after and "旧的一段" not in after
    for hit in before.hits:  # what was read before goes on being what it was
        article = before.generation.article(hit.article_id)
        assert article.text[hit.start : hit.end] == hit.text


def test_what_is_gone_goes_and_what_cannot_be_read_stays(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    folder = written(a="# 甲\n\n苏州甲厂。", b="# 乙\n\n苏州乙厂。", c="# 丙\n\n苏州丙厂。")
    builder(place, embedder).build([folder])
    written(a=None)
    (folder / "b.md").write_bytes(b"\x00\x01\x02" * 100)
    summary = builder(place, embedder).build([folder])
    assert counts(summary) == (0, 0, 1, 2) and [Path(one.path).name for one in summary.refused] == ["b.md"]
    said = "".join(texts(opened(place, embedder)))
    assert "甲厂" not in said and "乙厂" in said and "丙厂" in said


def test_articles_are_added_and_removed_by_name(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    folder = written(a="# 甲\n\n苏州甲厂。", b="# 乙\n\n苏州乙厂。")
    mine = builder(place, embedder)
    mine.build([folder / "a.md"])
    assert counts(mine.add([folder / "b.md"])) == (1, 0, 0, 1)
    searcher = opened(place, embedder)
    assert {hit.article_id for hit in searcher.search("苏州", 10).hits} == {"a", "b"}
    assert counts(mine.remove(["a"])) == (0, 0, 1, 0)
    assert {hit.article_id for hit in searcher.search("苏州", 10).hits} == {"b"}
    assert "a" not in searcher.generation() and "b" in searcher.generation()
    with pytest.raises(UsageError, match="holds no article 'a'"):
        mine.remove(["a"])
    with pytest.raises(UsageError, match="leave the store empty"):
        mine.remove(["b"])
    with pytest.raises(UsageError, match="keeps no earlier generation"):
        mine.rollback()
    with pytest.raises(SourceError, match="nothing to index"):
        empty = folder / "empty"
        empty.mkdir()
        mine.build([empty])


def test_no_question_but_one_waits_while_a_newer_generation_is_opened(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    builder(place, embedder).build([written(a="# 甲\n\n苏州甲厂。")])
    shelf = HeldShelf(Database(place, embedder.fingerprint))
    searcher = Searcher(shelf, embedder)
    first = searcher.generation()
    builder(place, embedder).build([written(b="# 乙\n\n苏州乙厂。")])
    shelf.opening.clear()
    shelf.go_on.clear()
    with ThreadPoolExecutor(10) as pool:
        try:
            opening = pool.submit(texts, searcher)
            assert shelf.opening.wait(30)
            asked = [pool.submit(searcher.search, "苏州", 10) for _ in range(8)]
            assert [one.result(30).generation for one in asked] == [first] * 8
            taking = pool.submit(searcher.take_up)
            with pytest.raises(TimeoutError):  # who changed the store waits
                taking.result(0.5)
            assert not opening.done()
        finally:
            shelf.go_on.set()
        assert any("乙厂" in text for text in opening.result(30))
        assert taking.result(30) is searcher.generation() is not first and "b" in searcher.generation()


def test_a_build_that_broke_off_is_mended_by_the_next(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    old = {f"n{number}": f"# 第{number}\n\n" + f"苏州第{number}厂生产机器人和电池。" * 40 for number in range(40)}
    folder = written(**old)
    builder(place, embedder).build([folder])
    searcher = opened(place, embedder)
    written(**{name: text.replace("机器人", "无人机") for name, text in old.items()})
    embedder.left = 1
    with pytest.raises(ServiceError, match="tired"):
        builder(place, embedder).build([folder])
    for hit in searcher.search("苏州第7厂生产什么", 50).hits:
        assert searcher.generation().article(hit.article_id).text[hit.start : hit.end] == hit.text
    embedder.left = 1_000
    summary = builder(place, embedder).build([folder])
    assert summary.updated + summary.unchanged == 40 and summary.articles == 40
    assert all("机器人" not in text for text in texts(searcher, "机器人"))
    assert summary.passages == len(searcher.generation()) == builder(place, embedder).build([folder]).passages


def test_shards_part_the_sources_between_them(place: Place, written: Written) -> None:
    assert all(sum(Shard(n, of).holds(b) for n in range(1, of + 1)) == 1 for of in (1, 3, 64) for b in range(BUCKETS))
    assert {bucket(str(number)) * 8 // BUCKETS for number in range(200)} == set(range(8))
    embedder = CountingEmbedder()
    folder = written(**{f"n{number}": f"# 第{number}\n\n苏州第{number}厂。" for number in range(12)})
    (folder / "sub").mkdir()
    shutil.copy(folder / "n1.md", folder / "sub" / "n1.md")  # of the same name
    parts = [builder(place, embedder, Shard(number, 3)).build([folder]) for number in (1, 2, 3)]
    assert sum(part.added for part in parts) == 13 and parts[-1].articles == 13
    whole = builder(place, embedder).build([folder])
    assert counts(whole) == (0, 0, 0, 13) and whole.generation == parts[-1].generation
    written(n0=None, n5=None)
    again = [builder(place, embedder, Shard(number, 2)).build([folder]) for number in (1, 2)]
    assert sum(part.removed for part in again) == 2 and again[-1].articles == 11


def test_an_article_that_names_itself_is_kept_when_its_file_falls_to_another_shard(
    place: Place, written: Written
) -> None:
    embedder = CountingEmbedder()
    text = "---\nid: own\n---\n# 甲\n\n苏州甲厂。"
    folder = written(a=text, b="# 乙\n\n苏州乙厂。")

    def shard_of(name: str) -> int:
        return 1 if Shard(1, 2).holds(bucket(str((folder / f"{name}.md").resolve()))) else 2

    builder(place, embedder).build([folder])
    old = shard_of("a")
    other = next(name for name in (f"n{number}" for number in range(99)) if shard_of(name) != old)
    written(a=None, **{other: text})
    for number in (3 - old, old):  # the one that finds it, then the one that misses it
        builder(place, embedder, Shard(number, 2)).build([folder])
    assert {hit.article_id for hit in opened(place, embedder).search("苏州", 10).hits} == {"own", "b"}


def test_a_file_of_the_same_name_is_added_under_a_name_of_its_own(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    folder = written(a="# 甲\n\n苏州甲厂。")
    builder(place, embedder).build([folder])
    (folder / "sub").mkdir()
    (folder / "sub" / "a.md").write_text("# 乙\n\n苏州乙厂。", encoding="utf-8")
    assert counts(builder(place, embedder).add([folder / "sub" / "a.md"])) == (1, 0, 0, 1)
    assert counts(builder(place, embedder).build([folder])) == (0, 0, 0, 2)


@pytest.mark.parametrize(
    ("written", "message"), [("3/2", "shard 3/2"), ("0/2", "shard 0/2"), ("half", "--shard is 'half'")]
)
def test_a_shard_that_is_none_says_so(written: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Shard.read(written)


def test_processes_write_at_once_and_a_repeated_one_changes_nothing(tmp_path: Path, written: Written) -> None:
    sources = written()
    for name in ("aispeech", "momenta", "compute", "patsnap"):
        shutil.copy(ARTICLES / f"{name}.md", sources)
    with milvus_server(tmp_path) as address:
        environment = {**os.environ, "GUSU_ENGINE": "milvus", "GUSU_MILVUS_URI": address}

        def run(*arguments: str) -> subprocess.Popen[str]:
            return subprocess.Popen(
                [GUSU, *arguments, "--json"],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )

        def told(process: subprocess.Popen[str]) -> Any:
            out, error = process.communicate(timeout=200)
            assert process.returncode == 0, error
            return json.loads(out)

        for expected in (4, 0):
            parts = [run("index", "build", str(sources), "--shard", f"{number}/2") for number in (1, 2)]
            found = [told(part) for part in parts]
            assert sum(one["added"] for one in found) == expected
            assert sum(one["added"] + one["unchanged"] for one in found) == 4
        status = told(run("index", "status"))
        assert status["articles"] == 4 and [one["id"] for one in status["sources"]][0] == "aispeech"
        assert status["store"] == address
        hits = told(run("search", "思必驰的创始人", "-k", "3"))["hits"]
        assert any("高始兴" in hit["text"] for hit in hits)


def test_the_whole_answerer_says_the_same_on_both_engines(
    store: Path, embedder: LazyEmbedder, reader: PassageReader, tmp_path: Path
) -> None:
    files = Engine(Searcher(store, embedder), reader)
    milvus = Engine(milvus_searcher(store, embedder, tmp_path), reader)
    for question in (
        "思必驰是谁创办的？",
        "Who founded AISpeech?",
        "苏州2026年规上工业总产值的目标是多少？",
        "苏州的地铁几点停运？",
    ):
        ours, theirs = milvus.ask(question), files.ask(question)
        assert (ours.answer, ours.answered) == (theirs.answer, theirs.answered)
        for citation in ours.citations:
            article = milvus.searcher.generation().article(citation.article_id)
            assert article.text[citation.start : citation.end] == citation.quote
    both = [engine.searcher.generation() for engine in (milvus, files)]
    assert [entry.id for entry in both[0].entries()] == [entry.id for entry in both[1].entries()]
    assert both[0].newest() == both[1].newest() and both[0].languages == both[1].languages
    assert both[0].manifest.articles == both[1].manifest.articles and len(both[0]) == len(both[1])
    assert len(both[0].all_rows()) == len(both[1].all_rows())
    assert len(both[0].rows_of(["momenta", "nobody"])) == len(both[1].rows_of(["momenta"]))
    for word in ("苏州", "思必驰", "nowhere"):
        for term in (word[:2], word):
            assert both[0].lexical.idf(term) == pytest.approx(both[1].lexical.idf(term), abs=0.01)
    first = [generation.lexical.top("思必驰的创始人是谁", 5)[1] for generation in both]
    assert first[0] == pytest.approx(
        first[1], rel=0.05
    )  # lengths are rounded there, and their mean is taken as one here


def test_names_with_quotes_and_long_articles_are_kept_as_they_are(place: Place, written: Written) -> None:
    embedder = CountingEmbedder()
    head = '---\ntitle: 甲\npublisher: "某\\"报\\\\社"\ntags: ["算\\"力", "苏州"]\ndate: 2026-03\n---\n\n'
    long = "\n\n".join(f"苏州第{number}厂生产机器人。" + "它去年的产量增长了两成。" * 3 for number in range(900))
    builder(place, embedder).build([written(a=head + long, b="# 乙\n\n苏州乙厂。", c="# 乙\n\n苏州乙厂。")])
    searcher = opened(place, embedder)
    article = searcher.generation().article("a")
    assert len(article.text) > 30_000 and article.publisher == '某"报\\社'
    for where in (
        Filter(publishers=('某"报\\社',)),
        Filter(tags=('算"力',)),
        Filter(articles=("a", 'no"body'), since="2026-03-31", until="2026"),
    ):
        hits = searcher.search("苏州", 10, where).hits
        assert len(hits) == 10 and {hit.article_id for hit in hits} == {"a"}
    assert searcher.search("苏州", 10, Filter(publishers=('" or id > 0 or publisher == "',))).hits == ()
    assert searcher.generation().alike.near("b") == (("c", 1.0),)


def test_what_is_not_there_or_cannot_be_reached_says_what_to_do(place: Place, tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="run gusu index build"):
        opened(place, CharacterEmbedder())
    assert not Path(place.uri).exists()
    with pytest.raises(UsageError, match=r"milvus_uri is 'here', expected an address"):
        Place("here")
    with pytest.raises(ServiceError, match="cannot be reached"):
        Database(Place("http://127.0.0.1:9"), "x").exists()


def test_a_file_that_another_process_has_open_says_so(place: Place, written: Written) -> None:
    code = (
        "import sys\nfrom milvus_lite.db import MilvusLite\n"
        "opened = MilvusLite(sys.argv[1])\nprint('open', flush=True)\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, place.uri], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdout.readline() == "open\n"
        with pytest.raises(StoreBusy, match="another process has it open"):
            builder(place, CountingEmbedder()).build([written(a="# 甲\n\n苏州甲厂。")])
        other.communicate("")


def test_without_the_package_it_names_what_to_install(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    Path(place.uri).mkdir()
    with pytest.raises(UsageError, match=r"pip install 'gusu\[milvus\]'"):
        opened(place, CharacterEmbedder())
