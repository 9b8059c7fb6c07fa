"""Runs over real engines: what is kept, what goes wrong with a question, and that a run goes on after anything."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from app.answer.engine import Engine
from app.answer.reader.reader import PassageReader
from app.settings import Settings, read_settings
from corpus.errors import StoreError, UsageError
from eval.dataset import Question, write_questions
from eval.metrics.score import scored
from eval.run.host import Host
from eval.run.record import Outcome, Record
from eval.run.run import Finished, Plan, run
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from index.store.open import open_live
from tests.app.model_server import ModelServer, model_server
from tests.conftest import ARTICLES, ROOT

GOAL = "苏州2026年规上工业总产值的目标是多少？"
CHIPS = "苏州2026年的芯片目标，是突破6款以上能填补国内空白的AI芯片。"
ASKED = [
    {"id": "goal", "question": GOAL, "answers": [["五万亿", "5 trillion"]], "type": "number"},
    {
        "id": "chips",
        "question": "苏州2026年打算攻下多少款填补国内空白的AI芯片？",
        "answers": [["6款"]],
        "evidence": [{"quote": CHIPS}],
        "type": "number",
    },
    {"id": "none", "question": "思必驰2024年亏了多少钱？", "answerable": False},
    {
        "id": "follow",
        "question": "那2027年呢？",
        "history": [{"role": "user", "content": "杭州2025年的人工智能产业规模是多少？"}],
        "answers": [["4200亿"]],
    },
    {"id": "open", "question": "苏州有哪些垂类大模型？"},
]


def a_set(rows: Sequence[dict[str, Any]] = ASKED, name: str = "set.jsonl") -> Path:
    path = Path(name)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def records(folder: Path | str) -> list[Record]:
    return [Record.model_validate_json(line) for line in Path(folder, "results.jsonl").read_bytes().splitlines()]


def load(folder: Path | str, name: str) -> Any:
    return json.loads(Path(folder, name).read_bytes())


def make(settings: Settings, engine: Engine, plan: Plan) -> Finished:
    return run(settings, plan, host=Host(engine=lambda _: engine))


@pytest.fixture(scope="module")
def done(store: Path, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Finished]:
    """A run of the whole set by two workers: its folder, and what it said at the end."""
    folder = tmp_path_factory.mktemp("run")
    rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ASKED)
    (folder / "set.jsonl").write_text(rows, encoding="utf-8")
    plan = Plan(folder / "set.jsonl", folder / "out", workers=2)
    return folder / "out", make(read_settings(store=store), engine, plan)


def test_every_question_has_its_record_in_the_order_of_the_set(done: tuple[Path, Finished]) -> None:
    found = records(done[0])
    assert [record.id for record in found] == [row["id"] for row in ASKED]
    assert all(record.result and record.seconds > 0 and not record.error for record in found)
    assert [record.outcome for record in found[:3]] == [Outcome.RIGHT, Outcome.RIGHT, Outcome.RIGHTLY_REFUSED]
    assert found[4].outcome is Outcome.UNSCORED and found[4].scores.keys() <= {"sentences", "answer_chars", "supported"}


def test_the_result_is_the_object_of_gusu_ask(done: tuple[Path, Finished]) -> None:
    result = records(done[0])[0].result
    keys = "question standalone_question answered answer sentences citations hits answerer timings_ms"
    assert result is not None and list(result) == keys.split() and result["question"] == GOAL


def test_a_follow_up_is_asked_after_its_history(done: tuple[Path, Finished]) -> None:
    result = records(done[0])[3].result
    assert result is not None and "杭州" in result["standalone_question"] and "2027" in result["standalone_question"]


def test_evidence_is_found_wherever_its_words_stand(done: tuple[Path, Finished], store: Path) -> None:
    (places,) = records(done[0])[1].gold
    generation = open_live(store)
    assert places and {generation.article(p.article_id).quote(p.start, p.end) for p in places} == {CHIPS}


def test_each_citation_has_the_passage_it_stands_in(done: tuple[Path, Finished], store: Path) -> None:
    generation = open_live(store)
    passages = {(a.id, p.start, p.end) for a, p in (generation.passage(row) for row in range(len(generation)))}
    cited = 0
    for record in records(done[0]):
        assert record.result is not None and len(record.contexts) == len(record.result["citations"])
        for citation, context in zip(record.result["citations"], record.contexts, strict=True):
            cited += 1
            start = citation["start"] - context.start
            assert context.text[start : start + len(citation["quote"])] == citation["quote"]
            assert (context.article_id, context.start, context.end) in passages
    assert cited >= 3


def test_the_figures_and_the_settings_are_beside_the_records(done: tuple[Path, Finished], store: Path) -> None:
    metrics, about = load(done[0], "metrics.json"), load(done[0], "run.json")
    assert metrics == done[1].summary.model_dump(mode="json")
    assert (metrics["questions"], metrics["answerable"], metrics["unanswerable"], metrics["unscored"]) == (5, 3, 1, 1)
    manifest = open_live(store).manifest
    assert about["store"]["generation"] == manifest.generation and about["store"]["embedder"] == manifest.embedder
    assert about["store"]["passages"] == manifest.passages and about["questions"]["count"] == 5
    assert about["llm"] is None and about["settings"] == {"hits": 10, "strict": True} and about["workers"] == 2
    assert about["seed"] == 0 and about["started"] <= about["finished"] and "openvino" in about["versions"]


def test_records_score_the_same_when_they_are_read_again(done: tuple[Path, Finished]) -> None:
    for record in records(done[0]):
        assert scored(record) == record


def test_retrieval_only_finds_passages_and_answers_nothing(settings: Settings, engine: Engine) -> None:
    finished = make(settings, engine, Plan(a_set(), Path("out"), retrieval_only=True))
    found = records("out")
    assert all(r.result and list(r.result) == ["question", "hits", "timings_ms"] for r in found)
    assert found[3].result is not None and "杭州" in found[3].result["question"]
    assert found[1].outcome is Outcome.RIGHT and found[2].outcome is Outcome.UNSCORED
    names = set(finished.summary.metrics)
    assert {"hit@1", "nDCG@10", "evidence_recall@5"} <= names and not {"answer_exact", "refused"} & names


def test_a_limit_asks_the_first_questions(settings: Settings, engine: Engine) -> None:
    make(settings, engine, Plan(a_set(), Path("out"), limit=1, retrieval_only=True))
    assert [record.id for record in records("out")] == ["goal"] and load("out", "run.json")["questions"]["limit"] == 1


def test_what_is_done_is_not_asked_again_and_a_torn_line_is(settings: Settings, engine: Engine) -> None:
    plan, file = Plan(a_set(), Path("out"), retrieval_only=True), Path("out/results.jsonl")
    make(settings, engine, plan)
    first = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(first[:2]) + first[2][:-20])
    assert make(settings, engine, plan).went_on_from == 2
    again = file.read_bytes().splitlines(keepends=True)
    assert again[:2] == first[:2] and [json.loads(line)["id"] for line in again] == [row["id"] for row in ASKED]
    assert make(settings, engine, plan).went_on_from == 5 and file.read_bytes().splitlines(keepends=True) == again


def test_what_a_judge_said_of_a_finished_run_stays(settings: Settings, engine: Engine) -> None:
    plan = Plan(a_set(), Path("out"), retrieval_only=True)
    make(settings, engine, plan)
    Path("out/metrics.json").write_text(json.dumps(load("out", "metrics.json") | {"judged": {"model": "m"}}))
    make(settings, engine, plan)
    assert load("out", "metrics.json")["judged"] == {"model": "m"}


def test_a_run_with_other_settings_is_refused_by_name(store: Path, engine: Engine) -> None:
    plan = Plan(a_set(), Path("out"), retrieval_only=True)
    make(read_settings(store=store), engine, plan)
    kept = Path("out/results.jsonl").read_bytes()
    changes = [
        (read_settings(store=store, hits=5), plan, r"settings.hits 10 there, 5 now"),
        (read_settings(store=store), Plan(a_set(), Path("out")), r"retrieval_only True there, False now"),
        (read_settings(store=store), Plan(a_set(ASKED[1:]), Path("out"), retrieval_only=True), r"questions.sha256"),
    ]
    for settings, other, words in changes:
        with pytest.raises(UsageError, match=words) as raised:
            make(settings, engine, other)
        assert "--out" in str(raised.value) and "--fresh" in str(raised.value)
    assert Path("out/results.jsonl").read_bytes() == kept
    make(read_settings(store=store), engine, Plan(a_set(ASKED[1:]), Path("out"), retrieval_only=True, fresh=True))
    assert [record.id for record in records("out")] == [row["id"] for row in ASKED[1:]]


def test_a_run_that_never_began_holds_nothing(settings: Settings, engine: Engine) -> None:
    """As after a chat model that could not be opened: its settings stand in no one's way."""
    make(settings, engine, Plan(a_set(), Path("out"), retrieval_only=True, limit=1))
    Path("out/results.jsonl").write_bytes(b"")
    assert make(settings, engine, Plan(a_set(), Path("out"), retrieval_only=True)).went_on_from == 0
    assert load("out", "run.json")["questions"]["limit"] is None


def small(folder: str, embedder: LazyEmbedder, reader: PassageReader, text: str) -> tuple[Settings, Engine, Builder]:
    """A store of one article: its settings, an engine on it, and what adds to it."""
    Path(folder).mkdir()
    Path(folder, "a.txt").write_text(text, encoding="utf-8")
    store = Path(folder, "store")
    builder = Builder(store, embedder, SplitSettings())
    builder.build([Path(folder, "a.txt")])
    return read_settings(store=store), Engine(Searcher(store, embedder), reader), builder


def test_another_store_is_refused(embedder: LazyEmbedder, reader: PassageReader) -> None:
    plan = Plan(a_set(ASKED[:1]), Path("out"), retrieval_only=True)
    for name, text in (("one", "苏州的一篇文章，讲工业。"), ("two", "苏州的另一篇文章。\n\n讲人工智能的产业。")):
        settings, engine, builder = small(name, embedder, reader, text)
        if name == "one":
            make(settings, engine, plan)
    builder.add([ARTICLES / "glossary.md"])
    with pytest.raises(UsageError, match=r"store.generation 000001 there, 000002 now"):
        make(settings, engine, plan)


def test_a_store_that_is_rebuilt_under_a_run_stops_it(embedder: LazyEmbedder, reader: PassageReader) -> None:
    settings, engine, builder = small("one", embedder, reader, "苏州的一篇文章，讲工业。")
    Path("more.txt").write_text("又一篇文章，讲算力。", encoding="utf-8")

    def rebuild(done: int, of: int) -> None:
        if not done:
            builder.add([Path("more.txt")])

    plan = Plan(a_set(), Path("out"))
    with pytest.raises(StoreError, match="began on generation 000001, and 000002 is live now.*--fresh"):
        run(settings, plan, rebuild, host=Host(engine=lambda _: engine))


def by_chat(server: ModelServer, store: Path) -> Settings:
    return read_settings(store=store, llm="openai:scripted", llm_base_url=server.url, llm_api_key="k")


def test_an_error_is_recorded_and_its_question_alone_asked_again(store: Path, engine: Engine) -> None:
    plan = Plan(a_set(ASKED[:2]), Path("out"))
    said = "苏州2026年规上工业总产值的目标是突破5万亿元[1]。"
    with model_server(500, said) as server:
        finished = make(by_chat(server, store), engine, plan)
        failed, other = records("out")
        assert failed.outcome is Outcome.ERROR and failed.result is None and not failed.scores
        assert failed.error.startswith("openai:scripted broke off") and "\n" not in failed.error
        assert other.result is not None and (finished.unreached, finished.failed) == (1, (failed,))
        assert load("out", "metrics.json")["errors"] == 1
        assert make(by_chat(server, store), engine, plan).failed == () and len(server.asked) == 3
    again, same = records("out")
    assert again.result is not None and again.result["answerer"] == "openai:scripted" and same == other
    assert again.scores["supported_written"] == 1


def test_what_nothing_carries_is_kept_as_dropped(store: Path, engine: Engine) -> None:
    said = "苏州2026年规上工业总产值的目标是突破5万亿元[1]。这个目标比深圳高出9万亿元[1]。"
    with model_server(said) as server:
        make(by_chat(server, store), engine, Plan(a_set(ASKED[:1]), Path("out")))
    (record,) = records("out")
    assert record.dropped == ["这个目标比深圳高出9万亿元。"] and record.outcome is Outcome.RIGHT
    assert (record.scores["supported"], record.scores["supported_written"]) == (1, 1 / 2)


def test_a_question_that_cannot_be_asked_does_not_stop_the_others(settings: Settings, engine: Engine) -> None:
    odd = {"id": "odd", "question": "那它呢？", "history": [{"role": "nobody", "content": "?"}]}
    path = Path("set.jsonl")
    write_questions(path, [Question.model_construct(**{**Question(id="x", question="x").model_dump(), **odd})])
    path.write_text(path.read_text(encoding="utf-8") + json.dumps(ASKED[1]) + "\n", encoding="utf-8")
    finished = make(settings, engine, Plan(path, Path("out"), retrieval_only=True))
    failed, other = records("out")
    assert failed.error.startswith("UsageError: message 1 of the history") and other.outcome is Outcome.RIGHT
    assert finished.unreached == 0


def test_evidence_that_the_store_does_not_hold_is_told(settings: Settings, engine: Engine) -> None:
    rows = [{"id": "x", "question": GOAL, "answers": [["5万亿"]], "evidence": ["没有哪篇文章说过这句话。"]}, ASKED[1]]
    finished = make(settings, engine, Plan(a_set(rows), Path("out"), retrieval_only=True))
    assert finished.not_in_store == ("x",) and records("out")[0].scores["hit@10"] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"results.jsonl": "{}\n"}, "holds results.jsonl without run.json"),
        ({"run.json": "{}"}, r"run.json is not of a run of this version"),
    ],
)
def test_a_folder_of_something_else_is_left_alone(
    settings: Settings, engine: Engine, content: dict[str, str], words: str
) -> None:
    Path("out").mkdir()
    for name, text in content.items():
        Path("out", name).write_text(text)
    with pytest.raises(UsageError, match=words):
        make(settings, engine, Plan(a_set(), Path("out"), retrieval_only=True))
    assert all(Path("out", name).read_text() == text for name, text in content.items())


def test_a_damaged_record_is_named_by_its_line(settings: Settings, engine: Engine) -> None:
    plan, file = Plan(a_set(), Path("out"), retrieval_only=True), Path("out/results.jsonl")
    make(settings, engine, plan)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + b'{"id": 3}\n' + lines[2])
    with pytest.raises(UsageError, match="line 2: is no record"):
        make(settings, engine, plan)


def test_a_folder_is_written_by_one_run_at_a_time(settings: Settings, engine: Engine) -> None:
    plan = Plan(a_set(), Path("out"), retrieval_only=True)
    Path("out").mkdir()
    with FileLock("out/lock"), pytest.raises(UsageError, match="another run is writing to out"):
        make(settings, engine, plan)
    Path("file").touch()
    with pytest.raises(UsageError, match="file is not a folder"):
        make(settings, engine, Plan(a_set(), Path("file"), retrieval_only=True))


# The command, in a process of its own.


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, str(ROOT / "gusu.py"), "eval", "run", *map(str, arguments)]


def gusu(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"capture_output": True, "text": True, "encoding": "utf-8", "check": False}
    return subprocess.run(command(*arguments), env={**os.environ, **environment}, **known)


def interrupt(arguments: Sequence[str | Path], how: signal.Signals, lines: int) -> tuple[int, str]:
    """Start a run, and send it a signal once it has written so many records; its exit status and stderr."""
    file = Path("out/results.jsonl")
    # A shell lets what it starts in the background ignore interrupts, and everything started from there inherits it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command(*arguments), stderr=subprocess.PIPE, text=True, encoding="utf-8")
    finally:
        signal.signal(signal.SIGINT, before)
    while process.poll() is None:
        if file.exists() and file.read_bytes().count(b"\n") >= lines:
            process.send_signal(how)
            break
        time.sleep(0.005)
    _, errors = process.communicate()
    return process.returncode, errors


@pytest.mark.timeout(900)  # three runs, each with a start of its own
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_run_goes_on_after_it_was_interrupted_and_after_it_was_killed(store: Path) -> None:
    file = Path("out/results.jsonl")
    rows = [{**row, "id": f"{row['id']}{n}"} for n in range(12) for row in ASKED[:3]]
    arguments = (a_set(rows), "--out", "out", "--store", store)
    status, errors = interrupt(arguments, signal.SIGINT, 1)
    first = file.read_bytes().splitlines()
    assert status == 130 and "gusu: interrupted; what was done is in out" in errors and 1 <= len(first) < 36
    status, _ = interrupt(arguments, signal.SIGKILL, len(first) + 2)
    second = file.read_bytes()
    kept = second[: second.rindex(b"\n") + 1].splitlines()
    assert status == -signal.SIGKILL and kept[: len(first)] == first and len(first) + 2 <= len(kept) < 36
    assert not Path("out/metrics.json").exists()
    done = gusu(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == load("out", "metrics.json")
    assert file.read_bytes().splitlines()[: len(kept)] == kept and len(records("out")) == 36
    assert Path("out/report.html").stat().st_size > 10_000 and "out/report.html" in done.stderr
    failed = gusu(*arguments, "--fail-under", "answer_exact=1.1", "--fail-over", "latency_ms.total.p95=1e9")
    assert failed.returncode == 6 and failed.stdout == "" and "answered right" in failed.stderr.lower()
    assert failed.stderr.splitlines()[-1].startswith("gusu: answer_exact is 1 ")
    assert "expected at least 1.1" in failed.stderr.splitlines()[-1]


def test_a_chat_model_that_is_not_there_is_told_at_the_end(store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"  # bound, but nobody listens
        done = gusu(
            *(a_set(ASKED[:2]), "--out", "out", "--store", store, "--llm", "openai:gone", "--json"),
            GUSU_LLM_BASE_URL=url,
            GUSU_LLM_API_KEY="k",
        )
    assert done.returncode == 5 and json.loads(done.stdout)["errors"] == 2 and "Traceback" not in done.stderr
    assert "2 of 2 questions ended in an error" in done.stderr and "openai:gone cannot be reached" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("nowhere.jsonl",), 2, "nowhere.jsonl cannot be opened"),
        (("set.jsonl", "--workers", "0"), 2, "--workers is 0, expected 1 or more"),
        (("set.jsonl", "--fail-under", "exactness=0.9"), 2, "exactness"),
        (("set.jsonl", "--store", "nowhere"), 3, "no store at nowhere"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_asked(arguments: tuple[str, ...], status: int, words: str) -> None:
    a_set()
    done = gusu(*arguments, "--out", "out")
    assert done.returncode == status and words in done.stderr and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and not Path("out").exists()
