"""The evaluation tab without a browser: what it offers, what it shows, who may do what, and one run at a time."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.access.access import Access
from app.answer.engine import Engine
from app.answer.readers import Readers
from app.llm.open_model import ChatModels
from app.settings import Settings, read_settings
from app.web.tab import Shell
from corpus.errors import UsageError
from eval.compare.comparison import compare
from eval.compare.pairs import pair
from eval.report.folder import read_run
from eval.report.write import write_report
from eval.run.record import Outcome
from eval.tab.desk import Desk, NotDone, Wanted
from eval.tab.events import Events
from eval.tab.routes import eval_routes
from eval.tab.running import Evaluations, Phase, Progress
from eval.tab.runs import Runs
from eval.tab.sets import find, offered, plain_name, take
from eval.tab.shown import case_html, compared_html, progress_html, run_html
from eval.tab.tab import eval_tab, style
from eval.tab.words import LABELS
from tests.eval.runs import every_kind, goal, nothing, write_run

ASKED = [
    {"id": "goal", "question": "苏州2026年规上工业总产值的目标是多少？", "answers": [["五万亿"]]},
    {"id": "none", "question": "思必驰2024年亏了多少钱？", "answerable": False},
    {"id": "open", "question": "苏州有哪些垂类大模型？"},
]


@dataclass
class Asking:
    """A request, as far as it is looked at."""

    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def a_set(path: Path, rows: list[dict[str, Any]] = ASKED) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def a_shell(settings: Settings, engine: Callable[[], Engine]) -> Shell:
    """What the page hands the tab; its own components are not looked at by what is tested here."""
    nobody = cast(Any, None)
    return Shell(engine, ChatModels(settings), settings, Access(settings), nobody, nobody, str)


def until(ended: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not ended():
        assert time.monotonic() < end, "it did not end"
        time.sleep(0.05)


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    changes = {"runs": tmp_path / "runs", "question_sets": tmp_path / "sets"}
    return settings.model_copy(update=changes)


def test_gusus_own_sets_are_offered_and_other_files_beside_them_are_not() -> None:
    names = {one.path.name: one.count for one in offered()}
    assert names["suzhou.jsonl"] == 262
    assert "paraphrases.jsonl" not in names
    assert "README.md" not in names


def test_a_folder_of_ones_own_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    a_set(tmp_path / "mine.jsonl")
    (tmp_path / "wrong.csv").write_text("颜色\n红\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    found = {one.key: one for one in offered(tmp_path) if one.key.startswith("own/")}
    assert found["own/mine.jsonl"].count == 3
    assert "column" in found["own/wrong.csv"].wrong and str(tmp_path) not in found["own/wrong.csv"].wrong
    assert find("own/mine.jsonl", tmp_path).path == tmp_path / "mine.jsonl"
    for key in ("own/wrong.csv", "own/../x.jsonl", str(tmp_path / "mine.jsonl"), "gusu/none.jsonl"):
        with pytest.raises(UsageError, match="not on offer"):
            find(key, tmp_path)


def test_an_upload_is_kept_under_a_plain_name_or_not_at_all(tmp_path: Path) -> None:
    upload = a_set(tmp_path / "我的 set (1).JSONL")
    assert take(upload, tmp_path / "a") == tmp_path / "a" / "我的-set-1.jsonl"
    (tmp_path / "wrong.csv").write_text("颜色\n红\n", encoding="utf-8")
    with pytest.raises(UsageError, match="wrong.csv"):
        take(tmp_path / "wrong.csv", tmp_path / "b")
    assert not (tmp_path / "b").exists()
    assert plain_name("../..") == "questions"


def test_runs_are_listed_newest_first_and_found_by_name_only(own: Settings) -> None:
    runs = Runs(own.runs_folder)
    assert runs.all() == []
    folder = own.runs_folder
    started(write_run(folder / "older", [goal(), nothing("n")]), "2026-01-25T08:00:00+00:00")
    newer = started(write_run(folder / "newer", [goal()]), "2026-02-25T08:00:00+00:00")
    unfinished = started(write_run(folder / "half", [goal()]), "2026-01-01T08:00:00+00:00", finished="", count=5)
    (folder / "other").mkdir()
    (folder / "link").symlink_to(newer)
    found = runs.all()
    assert [(one.name, one.done, one.count, one.finished) for one in found] == [
        ("newer", 1, 1, True),
        ("older", 2, 2, True),
        ("half", 1, 5, False),
    ]
    assert found[1].right == 1.0
    assert runs.path("half") == unfinished
    for name in ("other", "link", "..", "../runs/newer", "", "new\ner"):
        with pytest.raises(UsageError, match="there is no run"):
            runs.path(name)


def started(folder: Path, at: str, finished: str | None = None, count: int | None = None) -> Path:
    """A run's folder whose settings are complete, as a run of this version writes them."""
    about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    about["versions"], about["settings"], about["workers"] = {}, {}, 1
    about["platform"], about["cpus"], about["started"] = "here", 1, at
    about["store"] |= {"created": at, "embedder": "e", "splitter": {}}
    if finished is not None:
        about["finished"] = finished
    if count is not None:
        about["questions"]["count"] = count
    (folder / "run.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_run_is_shown_in_one_language_and_nothing_in_it_is_markup(tmp_path: Path, language: Any) -> None:
    run = read_run(write_run(tmp_path / "run", every_kind()))
    shown = run_html(run, language)
    cases = "".join(case_html([run], one.id, language) for one in run.records)
    for html in (shown, cases):
        assert "<img" not in html and "<script" not in html
        assert 'href="javascript' not in html
    assert 'id=not-chosen"' in shown
    assert ("答对" in shown, "Right" in shown) == (language == "zh", language == "en")
    assert ("<h3>回答</h3>" in cases, "<h3>Answer</h3>" in cases) == (language == "zh", language == "en")
    assert cases.count('class="open-article"') > len(run.records)


def test_a_case_of_two_runs_stands_side_by_side(tmp_path: Path) -> None:
    first = read_run(write_run(tmp_path / "one", [goal()]))
    second = read_run(write_run(tmp_path / "two", [goal(said="目标已经定下。")]))
    html = case_html([first, second], "q1", "zh")
    assert "A · one · 答对" in html and "B · two · 选中但没答全" in html
    with pytest.raises(UsageError, match="run one has no question 'x'"):
        case_html([first], "x", "zh")


def test_a_comparison_shows_what_changed(tmp_path: Path) -> None:
    first = read_run(write_run(tmp_path / "one", [goal("a"), goal("b"), nothing("c")]))
    second = read_run(write_run(tmp_path / "two", [goal("a"), goal("b", said="目标已经定下。"), nothing("c")]))
    html = compared_html(compare(pair([first, second])), "en")
    assert "The same 3 questions" in html and "Worse" in html
    assert re.findall(r'data-case="([^"]+)"', html) == ["evaluation/runs/two/question?id=b&amp;beside=one"]


def test_progress_says_how_far_it_is_and_how_it_ended() -> None:
    assert progress_html(None, "zh") == ""
    counts = Counter({Outcome.RIGHT: 3, Outcome.REFUSED: 1, Outcome.UNSCORED: 6})
    going = Progress("run", done=10, of=30, began=0, seconds=20.0, outcomes=counts)
    html = progress_html(going, "zh")
    assert "10 / 30 题" in html and "好的 75%" in html and "约剩 40 秒" in html
    assert "about 40 s left" in progress_html(going, "en")
    failed = Progress("run", Phase.FAILED, error="<b>no</b>")
    assert "&lt;b&gt;no" in progress_html(failed, "zh")
    changed = Progress("run", Phase.FAILED, error="x", different=("store.generation 1 there, 2 now",))
    assert "条件变了" in progress_html(changed, "zh") and "store.generation 1 there" in progress_html(changed, "zh")


def test_the_tab_speaks_both_languages_and_its_style_stays_within_it() -> None:
    tab = eval_tab()
    assert set(LABELS["zh"]) == set(LABELS["en"])
    assert tab.words["zh"]["title"] == "评测"
    assert "prefers-color-scheme" not in style() and ":root" not in style()
    assert style().startswith(".gusu-run {") and "\n.dark .gusu-run {" in style()


def test_a_run_is_made_stopped_and_gone_on_with(own: Settings, engine: Engine) -> None:
    a_set(own.runs_folder.parent / "sets" / "mine.jsonl")
    desk = Desk(a_shell(own, lambda: engine), Evaluations())
    desk.start(Wanted("own/mine.jsonl", None, "extractive", 2))
    with pytest.raises(NotDone, match="under way"):
        desk.start(Wanted("own/mine.jsonl", None, "extractive", None))
    until(lambda: desk.progress is not None and not desk.progress.under_way)
    assert desk.progress and (desk.progress.phase, desk.progress.done, desk.progress.of) == (Phase.DONE, 2, 2)
    name = desk.progress.name
    assert (own.runs_folder / name / "report.html").exists()
    assert "答对" in desk.shown(name, "zh")

    desk.start(Wanted("own/mine.jsonl", None, "extractive", None))
    desk.stop()
    until(lambda: desk.progress is not None and not desk.progress.under_way)
    assert desk.progress.phase is Phase.STOPPED
    second = desk.progress.name
    assert second != name and "还没有做完" in desk.shown(second, "zh")
    desk.go_on(second)
    until(lambda: desk.progress is not None and not desk.progress.under_way)
    assert desk.progress.phase is Phase.DONE
    assert [kept.name for kept in desk.others(second)] == [name]
    assert "同样的 2 题" in desk.compared(second, name, "zh")
    with pytest.raises(NotDone, match="chat model"):
        desk.start(Wanted("own/mine.jsonl", None, "openai:none", None))
    with pytest.raises(NotDone, match="not on offer"):
        desk.start(Wanted("own/nothing.jsonl", None, "extractive", None))


def test_a_process_that_ends_lets_its_evaluation_be_gone_on_with(own: Settings, engine: Engine) -> None:
    a_set(own.runs_folder.parent / "sets" / "mine.jsonl")
    evaluations = Evaluations()
    desk = Desk(a_shell(own, lambda: engine), evaluations)
    desk.start(Wanted("own/mine.jsonl", None, "extractive", None))
    app = FastAPI()
    app.include_router(eval_routes(desk.runs, Access(own), evaluations.close))
    with TestClient(app):
        pass
    assert desk.progress and desk.progress.phase is Phase.STOPPED
    assert not desk.runs.all()[0].finished


def test_only_editors_start_and_stop(own: Settings, engine: Engine) -> None:
    a_set(own.runs_folder.parent / "sets" / "mine.jsonl")
    guarded = read_settings(
        store=own.store, runs=own.runs, question_sets=own.question_sets, editor_password="eight letters"
    )
    shell = a_shell(guarded, lambda: engine)
    events, reader = Events(shell, Evaluations()), cast(Any, Asking())
    cookie = shell.access.login("eight letters")
    assert cookie
    editor = cast(Any, Asking(cookies={"gusu_login": cookie}))
    told = events.start("own/mine.jsonl", None, "extractive", "all", None, reader)
    assert "没有编辑权限" in told[0] and not guarded.runs_folder.exists()
    assert events.took("x.csv", reader)[0] is None
    assert "没有编辑权限" in events.go_on("x", reader)[0]
    assert "请先选一个题集" in events.start(None, None, "extractive", "all", None, editor)[0]
    assert "1 以上" in events.start("own/mine.jsonl", None, "extractive", "first", 0, editor)[0]
    assert events.start("own/mine.jsonl", None, "extractive", "first", 1, editor)[0] == ""
    events.stop(reader)
    until(lambda: events._desk.progress is not None and not events._desk.progress.under_way)
    assert events._desk.progress and events._desk.progress.phase is Phase.DONE


def test_a_report_is_served_to_whoever_may_read_with_its_own_script_only(own: Settings) -> None:
    folder = started(write_run(own.runs_folder / "run", every_kind()), "2026-01-25T08:00:00+00:00")
    write_report(folder)
    report = folder / "report.html"
    report.write_text("<script>of another version</script>", encoding="utf-8")
    app = FastAPI()
    app.include_router(eval_routes(Runs(own.runs_folder), Access(own)))
    client = TestClient(app)
    reply = client.get("/evaluation/runs/run/report.html")
    assert reply.status_code == 200 and "of another version" not in reply.text
    policy = reply.headers["content-security-policy"]
    assert (
        "script-src 'sha256-" in policy and "unsafe-inline' 'unsafe" not in policy and "sandbox allow-scripts" in policy
    )
    part = client.get("/evaluation/runs/run/question", params={"id": "markup"}, headers={"accept-language": "en"})
    assert part.status_code == 200 and "Sources" in part.text and "<img" not in part.text
    assert client.get("/evaluation/runs/run/question", params={"id": "no"}).status_code == 404
    assert client.get("/evaluation/runs/nothing/report.html").status_code == 404
    closed = FastAPI()
    login = read_settings(store=own.store, reader_password="eight letters")
    closed.include_router(eval_routes(Runs(own.runs_folder), Access(login)))
    for path in ("report.html", "question?id=markup"):
        assert TestClient(closed).get(f"/evaluation/runs/run/{path}").status_code == 401


def test_work_aside_lets_readers_go_first() -> None:
    readers, stop, order = Readers(), threading.Event(), []

    def aside() -> None:
        readers.wait(stop)
        order.append("aside")

    with readers.one():
        waiting = threading.Thread(target=aside)
        waiting.start()
        waiting.join(0.3)
        order.append("reader")
    waiting.join(10)
    assert order == ["reader", "aside"]
    with readers.one():
        readers.wait(stop, seconds=0.1)  # not for ever
        stop.set()
        readers.wait(stop)


def test_the_engine_of_an_evaluation_waits_and_the_readers_does_not(engine: Engine) -> None:
    reading = engine.stream("苏州2026年规上工业总产值的目标是多少？")
    next(reading)
    done = threading.Event()

    def evaluate() -> None:
        engine.aside().ask("什么是OPC？")
        done.set()

    threading.Thread(target=evaluate).start()
    assert not done.wait(0.5)
    reading.close()
    assert done.wait(60)
