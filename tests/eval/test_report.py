"""The report of a run as a file: what it says, and that a wrong folder is named. In a browser: tests/e2e."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from corpus.errors import UsageError
from eval.report.case import case
from eval.report.figures import FIGURES, MAIN, distinct, shown
from eval.report.folder import read_run
from eval.report.interval import bounds
from eval.report.passages import Passages
from eval.report.verdict import cards, verdict
from eval.report.words import OUTCOMES
from eval.report.write import write_report
from eval.run.record import Outcome, Record
from tests.eval.runs import GOAL, MARKUP, TEXTS, every_kind, goal, nothing, write_run

HTTP = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|url\((?!#)|@import|xlink:href="(?!#)""")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", every_kind())


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a question of each outcome."""
    return page(write_run(tmp_path_factory.mktemp("reported") / "run", every_kind()))


def page(folder: Path) -> str:
    return write_report(folder).read_text(encoding="utf-8")


def why(record: Record) -> str:
    words = case(record, Passages([record])).why
    return f"{words.zh} {words.en}" if words else ""


def test_the_hand_made_questions_come_to_every_outcome_but_unscored() -> None:
    assert {record.outcome for record in every_kind()} == set(Outcome) - {Outcome.UNSCORED}
    assert set(OUTCOMES) == set(Outcome)


def test_the_report_is_one_file_beside_its_figures_and_always_the_same(folder: Path, text: str) -> None:
    assert write_report(folder) == folder / "report.html"
    assert (folder / "report.html").read_text(encoding="utf-8") == text
    assert {path.name for path in folder.iterdir()} == {"run.json", "results.jsonl", "metrics.json", "report.html"}


def test_the_report_asks_for_nothing_else(text: str) -> None:
    assert not HTTP.search(text) and "default-src 'none'" in text


def test_a_reader_sees_what_was_run_when_and_over_which_store(text: str) -> None:
    for words in (
        "hand.jsonl，10 题",
        "8 题有答案",
        "2 题没有答案",
        "2026-01-25 08:00 UTC",
        "第 000007 代",
        "原文摘录作答",
    ):
        assert words in text


def test_every_figure_is_there_with_its_value_and_count(folder: Path, text: str) -> None:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for name in distinct(metrics["metrics"]):
        row = re.search(rf'<tr><th data-v="{re.escape(name)}">.*?</tr>', text)
        assert row, name
        assert shown(name, metrics["metrics"][name]) in row[0] and f">{metrics['counts'][name]}</td>" in row[0]


def test_every_figure_that_a_run_can_have_is_known_by_name(folder: Path) -> None:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["metrics"]
    assert set(metrics) <= set(FIGURES) and set(MAIN) <= set(FIGURES)


def test_markup_in_questions_and_answers_stays_text(text: str) -> None:
    assert MARKUP not in text and "<img" not in text and "javascript:" not in text
    assert "&lt;script&gt;document.title" in text and "the model &lt;i&gt;broke off" in text
    assert text.count("<script>") == 1  # our own


def test_an_answer_is_shown_with_its_quote_inside_its_passage(text: str) -> None:
    assert "苏州2025年规上工业总产值是4.95万亿元。<mark>" + GOAL + "</mark>这是新年第一会定下的。" in text


def test_a_quote_that_the_passage_does_not_hold_at_its_place_is_shown_alone() -> None:
    record = goal()
    moved = record.model_copy(update={"contexts": [record.contexts[0].model_copy(update={"start": 5})]})
    (cited,) = case(moved, Passages([moved])).cited
    assert (cited.before, cited.quote, cited.after) == ("", GOAL, "")


def test_facts_are_ticked_off_and_evidence_says_where_it_was_met() -> None:
    record = goal(answers=[["5万亿元"], ["6万亿元"]])
    shown_case = case(record, Passages([record]))
    assert [fact.found for fact in shown_case.facts] == [True, False]
    (gold,) = shown_case.gold
    assert (gold.article, gold.kept, gold.hits, gold.citations) == ("五万亿目标", True, (1,), (1,))
    assert [hit.holds for hit in shown_case.found] == [True, False, False]


def test_what_an_answer_says_beside_its_sentences_is_kept_apart() -> None:
    record = goal()
    assert record.result
    note = "关于“2027年”，现有资料没有说明。"
    noted = record.model_copy(update={"result": record.result | {"answer": f"{GOAL}[1] {note}"}})
    assert case(noted, Passages([noted])).notes == note


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("not-retrieved", "前 1 段检索结果里没有证据，排第一的是《什么是OPC <b>》"),
        ("not-chosen", "第 1 段检索结果里有证据，回答引用的却是别处，缺“5万亿元”"),
        ("wrong", "引用的原文里有，回答里却缺“5万亿元”"),
        ("wrongly-refused", "Passage 1 holds the evidence, but the question was refused"),
        ("from-nothing", "资料里没有答案，却用《什么是OPC <b>》作答"),
        ("error", "The run failed: ServiceError: the model <i>broke off</i>"),
        ("right", ""),
        ("rightly-refused", ""),
    ],
)
def test_a_question_that_went_wrong_says_why(id_: str, words: str) -> None:
    (record,) = [record for record in every_kind() if record.id == id_]
    assert words in why(record) and bool(words) == bool(why(record))


def test_many_right_answers_are_called_good_and_many_wrong_ones_bad(tmp_path: Path) -> None:
    right = [goal(f"r{n}") for n in range(60)] + [nothing(f"n{n}", cited=None) for n in range(60)]
    said = verdict(read_run(write_run(tmp_path / "right", right)))
    assert any("答对 100.0%" in words.zh for words in said.good) and not said.bad
    assert any("没有一题失误" in words.zh for words in said.good)
    wrong = [goal(f"w{n}", said="目标已经定下。", type="hard") for n in range(12)] + right[:48]
    said = verdict(read_run(write_run(tmp_path / "wrong", wrong)))
    assert any("12 题失误，最多的一种是“选中但没答全”：12 题" in words.zh for words in said.bad)
    assert any("题型“hard”（12 题）答对 0.0%，明显低于全部的 80.0%" in words.zh for words in said.bad)


def test_few_questions_prove_nothing(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path / "few", [goal("a"), goal("b"), nothing("c")]))
    assert {card.state for card in cards(run.metrics)} == {"open"}
    assert any("题数还不足以断定" in words.zh for words in verdict(run).open)


def test_where_all_are_right_the_interval_is_that_of_the_rule_of_three() -> None:
    assert bounds("answer_exact", 1.0, (1.0, 1.0), 60) == (1 - 3 / 60, 1.0)
    assert bounds("refused", 0.0, (0.0, 0.0), 2) == (0.0, 1.0)
    assert bounds("answer_exact", 0.9, (0.8, 0.95), 60) == (0.8, 0.95)
    assert bounds("sentences", 1.0, (1.0, 1.0), 60) == (1.0, 1.0)


def test_what_a_chat_model_judged_stands_apart(tmp_path: Path) -> None:
    assert "judged by" not in page(write_run(tmp_path / "without", [goal()])).lower()
    figure = {"mean": 0.875, "interval": [0.8, 0.95], "n": 8, "not_judged": 1}
    pair = {"n": 8, "spearman": None, "same": 0.75, "kappa": 0.5}
    judged = {
        "model": "ollama:<judge>",
        "faithfulness": figure,
        "relevance": {"mean": None, "interval": None, "n": 0, "not_judged": 9},
        "not_judged": 1,
        "not_asked": 2,
        "own_answers": 3,
        "agreement": {"faithfulness/supported": pair},
    }
    text = page(write_run(tmp_path / "with", [goal()], metrics={"judged": judged}))
    section = text[text.index('<section id="judged">') : text.index('<section id="questions">')]
    for words in (
        "聊天模型 ollama:<judge> 的看法",
        "87.5%",
        "80.0%–95.0%",
        "faithfulness/supported",
        "75.0%",
        "2 个回答没有交给它",
    ):
        assert words in unescape(section)
    assert "87.5%" not in text.replace(section, "")


def test_only_questions_are_needed(tmp_path: Path) -> None:
    unscored = [goal(f"u{n}", answers=[], evidence=[], type="", lang="") for n in range(2)]
    text = page(write_run(tmp_path / "unscored", unscored))
    assert "2 题未评分" in text and "有据的句子" in text
    assert not any(f'data-v="{name}"' in text for name in ("answer_exact", "false_refusal", "hit@1", "answered_right"))


def test_retrieval_alone_is_reported_without_answers(tmp_path: Path) -> None:
    def retrieved(record: Record) -> Record:
        from eval.metrics.score import scored

        assert record.result
        kept = {name: record.result[name] for name in ("question", "hits", "timings_ms")}
        return scored(record.model_copy(update={"result": kept, "contexts": []}))

    text = page(write_run(tmp_path / "only", [retrieved(goal(f"q{n}")) for n in range(3)], retrieval_only=True))
    assert "只检索，不作答" in text and "前 5 篇命中" in text and "没引用" not in text and "误拒" not in text


def test_passages_are_kept_once_however_often_they_are_found(text: str) -> None:
    for passage in TEXTS.values():
        assert text.count(f'<p class="passage">{passage}</p>') == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("metrics.json", None, "is not the folder of a finished run: there is no metrics.json"),
        ("run.json", "{", "run.json is not JSON"),
        ("run.json", "[]", "run.json holds no JSON object"),
        ("results.jsonl", '\n{"id": "a"}\n', "results.jsonl, line 2, question: Field required"),
        ("results.jsonl", "nonsense", "results.jsonl, line 1, the line: Invalid JSON"),
    ],
)
def test_a_folder_that_is_no_run_is_named(folder: Path, name: str, content: str | None, message: str) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        write_report(folder)
    assert not (folder / "report.html").exists()
