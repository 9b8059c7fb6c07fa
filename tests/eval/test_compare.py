"""Comparing runs: the statistics beside those of others, the pairing, the command."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest, bootstrap, false_discovery_control

from corpus.errors import UsageError
from eval.compare.changes import Kind
from eval.compare.comparison import Comparison, compare
from eval.compare.gates import Gate, GateFailed, hold, read_gates
from eval.compare.page import page
from eval.compare.pairs import pair
from eval.compare.significance import Difference, holm, mcnemar, paired_bootstrap
from eval.compare.sums import Sums, sums
from eval.metrics.summary import summarise
from eval.report.folder import Run
from eval.run.record import Outcome, Record
from tests.eval.runs import MARKUP, cite, every_kind, goal, nothing, write_run
from tests.test_cli import gusu, only_line, result


def run(name: str, records: list[Record], **about: Any) -> Run:
    return Run(name, about, tuple(records), summarise(records).model_dump(mode="json"))


def compared(first: list[Record], *others: list[Record]) -> Comparison:
    return compare(pair([run("first", first), *(run(f"run{n}", other) for n, other in enumerate(others))]))


def means(values: list[float]) -> Sums:
    return Sums(np.array(values), np.ones(len(values)))


def test_the_interval_is_that_of_scipys_paired_bootstrap() -> None:
    random = np.random.default_rng(7)
    first = random.random(200)
    second = np.clip(first + random.normal(0.03, 0.1, 200), 0, 1)
    (found,) = paired_bootstrap([means(list(first))], [means(list(second))])
    theirs = bootstrap(
        (first, second),
        lambda a, b, axis: np.mean(b, axis) - np.mean(a, axis),
        paired=True,
        method="percentile",
        n_resamples=10_000,
        rng=np.random.default_rng(8),
    ).confidence_interval
    assert found.value == pytest.approx(second.mean() - first.mean())
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=0.002)
    assert found.low > 0 and found.p < 0.01


def test_p_is_the_level_at_which_the_interval_touches_zero() -> None:
    values = [1.0] * 6 + [0.0] * 4
    (found,) = paired_bootstrap([means([0.0] * 10)], [means(values)])
    none_won = 0.4**10  # chance that a resample holds none of the six: its difference is 0, all others lie above
    assert found.p == pytest.approx(2 * (none_won * 10_000 + 1) / 10_001, abs=0.002)
    (level,) = paired_bootstrap([means([0.0, 1.0] * 20)], [means([1.0, 0.0] * 20)])
    assert level.p == pytest.approx(1, abs=0.2) and level.value == 0


def test_the_same_questions_in_another_order_differ_as_much() -> None:
    first, second = [0.0, 0.9, 0.5, 0.7] * 25, [0.1, 1.0, 0.5, 0.7] * 25
    shuffled = np.random.default_rng(1).permutation(100)
    (found,) = paired_bootstrap([means(first)], [means(second)])
    (again,) = paired_bootstrap([means(list(np.array(first)[shuffled]))], [means(list(np.array(second)[shuffled]))])
    assert again.value == pytest.approx(found.value)
    assert (again.low, again.high) == pytest.approx((found.low, found.high), abs=0.01)
    (unpaired,) = paired_bootstrap([means(first)], [means(list(np.array(second)[shuffled]))])
    assert unpaired.high - unpaired.low > 3 * (found.high - found.low)


def test_a_figure_that_is_no_mean_is_taken_anew_in_each_resample() -> None:
    precision = Sums(np.array([1.0, 0.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0]))
    assert precision.value == 0.5 and precision.count == 2
    (found,) = paired_bootstrap([precision], [precision])
    assert found == Difference(0.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(("won", "lost"), [(9, 1), (5, 5), (0, 4), (1, 0), (0, 0)])
def test_mcnemar_is_the_sign_test_on_the_questions_that_differ(won: int, lost: int) -> None:
    first = np.array([0.0] * won + [1.0] * lost + [1.0, 0.0] * 10)
    second = np.array([1.0] * won + [0.0] * lost + [1.0, 0.0] * 10)
    expected = binomtest(won, won + lost).pvalue if won + lost else 1.0
    assert mcnemar(first, second) == pytest.approx(expected)
    assert mcnemar(first, second) == mcnemar(second, first)


def test_mcnemar_by_hand() -> None:
    assert mcnemar(np.array([1.0] * 6), np.array([0.0] * 6)) == pytest.approx(2 / 2**6)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.6]) == [1.0, 1.0] and holm([]) == []


def test_holm_is_stricter_than_control_of_false_discoveries() -> None:
    ps = list(np.random.default_rng(2).random(30) ** 3)
    assert all(ours >= theirs - 1e-12 for ours, theirs in zip(holm(ps), false_discovery_control(ps), strict=True))


def test_sums_give_the_figures_of_metrics_json() -> None:
    records = every_kind()
    metrics = summarise(records).metrics
    for name, found in sums(records).items():
        assert found.value == pytest.approx(metrics[name], abs=1e-4), name
    assert metrics.keys() - sums(records).keys() == {"false_refusals", "refusal_recall"}


def test_a_run_compared_to_itself_has_no_difference() -> None:
    comparison = compared(every_kind(), every_kind())
    (against,) = comparison.against
    assert against.figures and not against.changes and not comparison.settings
    for one in against.figures:
        assert one.difference == Difference(0.0, 0.0, 0.0, 1.0) and (one.p, one.p_holm) == (1.0, 1.0)
        assert one.better is None and not one.significant
    assert "没有一项指标的差别超出运气" in page(comparison) and "每一题的结果都一样" in page(comparison)


def test_a_clear_loss_is_clear_and_told_from_luck() -> None:
    good = [goal(f"q{n}") for n in range(40)]
    bad = [goal(f"q{n}", cited=None) if n < 12 else goal(f"q{n}") for n in range(40)]
    (against,) = compared(good, bad).against
    figures = {one.name: one for one in against.figures}
    assert figures["answer_exact"].test == "mcnemar"
    assert figures["answer_exact"].p == pytest.approx(2 / 2**12)
    assert figures["answer_exact"].difference.value == pytest.approx(-0.3)
    assert figures["answer_exact"].significant_loss
    assert figures["false_refusal"].better is False and figures["false_refusal"].difference.value > 0
    assert figures["citation_precision"].n == 28  # refusals cite nothing
    assert figures["hit@1"].p == 1.0
    (little,) = compared(good, [goal("q0", cited=None), *good[1:]]).against
    assert not any(one.significant for one in little.figures)


def test_a_figure_over_other_questions_in_each_run_is_not_tested_as_right_or_wrong() -> None:
    first = [goal("a", cited=None), goal("b"), nothing("c"), nothing("d")]
    second = [goal("a"), goal("b", cited=None), nothing("c"), nothing("d", cited=cite("opc", "OPC是一人公司。"))]
    figures = {one.name: one for one in compared(first, second).against[0].figures}
    precision = figures["refusal_precision"]
    assert (precision.first, precision.second) == (pytest.approx(2 / 3), 0.5)
    assert precision.test == figures["refusal_f1"].test == "bootstrap" and figures["refused"].test == "mcnemar"


def test_questions_are_sorted_into_worse_better_and_otherwise() -> None:
    first = [goal("a"), goal("b", cited=None), goal("c", cited=None), nothing("d"), goal("e")]
    second = [
        goal("a", cited=None),
        goal("b"),
        goal("c", said="目标已经定下。"),
        nothing("d", cited=cite("opc", "OPC是一人公司。")),
        goal("e"),
    ]
    (against,) = compared(first, second).against
    assert [(change.before.id, change.kind) for change in against.changes] == [
        ("a", Kind.WORSE),
        ("d", Kind.WORSE),
        ("b", Kind.BETTER),
        ("c", Kind.MOVED),
    ]
    assert against.changes[0].after.outcome is Outcome.REFUSED


def test_questions_that_are_not_the_same_are_named_and_left_out() -> None:
    first = run("one", [goal("a"), goal("b"), goal("c"), goal("d"), goal("e")])
    other = [
        goal("e"),
        goal("b", question="另一问？"),
        goal("c", answers=[["6万亿元"]]),
        goal("f"),
        goal("d", history=[{"role": "user", "content": "问"}]),
    ]
    pairs = pair([first, run("two", other)])
    assert [record.id for record in pairs.records[0]] == [record.id for record in pairs.records[1]] == ["e"]
    assert {one.id: one.reason for one in pairs.left_out} == {
        "a": "not in run B",
        "b": "its words differ",
        "c": "what is right differs",
        "d": "its history differs",
        "f": "not in run A",
    }
    with pytest.raises(UsageError, match="one, three share no question"):
        pair([first, run("three", [goal("z")])])
    with pytest.raises(UsageError, match="1 runs cannot be compared"):
        pair([first])


def test_three_runs_are_held_against_the_first_and_corrected_together() -> None:
    good = [goal(f"q{n}") for n in range(20)]
    bad = [goal(f"q{n}", cited=None) if n < 8 else goal(f"q{n}") for n in range(20)]
    two, three = compared(good, bad), compared(good, good, bad)
    assert [one.number for one in three.against] == [1, 2]
    (before,) = [one for one in two.against[0].figures if one.name == "answer_exact"]
    (after,) = [one for one in three.against[1].figures if one.name == "answer_exact"]
    assert before.p == after.p and before.p_holm < after.p_holm
    assert "C · run1" in page(three)


def test_the_page_shows_both_answers_and_the_settings_that_differ() -> None:
    first = run(
        "old",
        [goal("a"), goal("b")],
        llm=None,
        store={"path": "s", "generation": "000001", "articles": 3, "passages": 3},
    )
    second = run(
        "new",
        [goal("a", cited=None, dropped=[MARKUP]), goal("b")],
        llm="gguf:<x>",
        store={"path": "s", "generation": "000002", "articles": 3, "passages": 3},
    )
    text = page(compare(pair([first, second])))
    assert "<th>store.generation</th><td>000001</td><td>000002</td>" in text and "gguf:&lt;x&gt;" in text
    assert text.count('<details class="question"') == 1
    assert "突破5万亿元。</span>" in text and "现有资料没有说明。" in text
    assert MARKUP not in text and text.count("<script>") == 1


@pytest.mark.parametrize(
    ("under", "over", "message"),
    [
        (["answer_exakt=0.9"], [], "there is no figure 'answer_exakt'.*known here: answer_exact, "),
        (["false_refusal=0.9"], [], "of false_refusal, lower is better: use --fail-over"),
        ([], ["answer_exact=0.9"], "of answer_exact, higher is better: use --fail-under"),
        (["latency_ms.total.p95=9"], [], "use --fail-over"),
        (["answer_exact"], [], "'' is no number, expected NAME=VALUE"),
        (["answer_exact=viel"], [], "'viel' is no number"),
        (["answer_exact=nan"], [], "'nan' is no number"),
        ([], ["latency_ms.total.p99=9"], "known here: false_refusal.*latency_ms.STAGE.p50"),
    ],
)
def test_a_gate_that_makes_no_sense_is_wrong_usage(under: list[str], over: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_gates(under, over)


def test_a_gate_passes_at_its_bound_and_fails_beyond_it() -> None:
    metrics = {
        "metrics": {"answer_exact": 0.9, "false_refusal": 0.1},
        "intervals": {"answer_exact": [0.8, 0.95]},
        "latency_ms": {"total": {"p50": 100.0, "p95": 900.0}},
    }
    assert read_gates(["answer_exact=0.9"], ["false_refusal=0.1"]) == [
        Gate("answer_exact", 0.9),
        Gate("false_refusal", 0.1, over=True),
    ]
    hold(read_gates(["answer_exact=0.9"], ["false_refusal=0.1", "latency_ms.total.p95=900"]), metrics)
    failed = read_gates(["answer_exact=0.91", "hit@5=0.5"], ["latency_ms.total.p50=99"])
    expected = (
        r"answer_exact is 0.9 \(95% interval 0.8 to 0.95\), expected at least 0.91; "
        r"hit@5 was not measured in this run, expected at least 0.5; "
        r"latency_ms.total.p50 is 100, expected at most 99"
    )
    with pytest.raises(GateFailed, match=expected):
        hold(failed, metrics)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    good = [goal(f"q{n}") for n in range(40)]
    bad = [goal(f"q{n}", cited=None) if n < 12 else goal(f"q{n}") for n in range(39)]
    return write_run(tmp_path / "good", good), write_run(tmp_path / "bad", bad, llm="ollama:x")


def test_the_command_prints_a_table_for_people_and_writes_the_page(two: tuple[Path, Path]) -> None:
    done = gusu("eval", "compare", *two, "--out", "compared.html")
    assert done.returncode == 0 and done.stdout == ""
    assert "answer_exact" in done.stderr and "−30.8" in done.stderr and "llm: — | ollama:x" in done.stderr
    assert "B is clearly worse than A" in done.stderr and "12 got worse" in done.stderr
    assert "left out 1 questions, not in run B: q39" in done.stderr
    assert Path("compared.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_command_gives_programs_one_object(two: tuple[Path, Path]) -> None:
    found = result(gusu("eval", "compare", *two, "--json"))
    assert found["runs"] == {"A": "good", "B": "bad"} and found["questions"] == 39
    assert found["left_out"] == {"q39": "not in run B"} and found["settings"]["llm"] == {"A": "—", "B": "ollama:x"}
    figure = found["against"]["B"]["figures"]["answer_exact"]
    assert figure["difference"] == pytest.approx(-12 / 39) and figure["p"] == pytest.approx(2 / 2**12)
    assert found["against"]["B"]["worse"][0] == {"id": "q0", "before": "right", "after": "refused"}


def test_gates_hold_the_last_run_and_leave_with_6(two: tuple[Path, Path]) -> None:
    good, bad = two
    done = gusu("eval", "compare", good, bad, "--fail-under", "answer_exact=0.9", "--json")
    assert done.returncode == 6 and json.loads(done.stdout)["questions"] == 39
    assert "answer_exact is 0.6923" in done.stderr.splitlines()[-1]
    done = gusu("eval", "compare", good, bad, "--fail-worse")
    assert done.returncode == 6 and "run B is worse than run A by more than luck: answer_exact" in done.stderr
    assert gusu("eval", "compare", bad, good, "--fail-worse", "--fail-under", "answer_exact=0.9").returncode == 0


def test_what_is_no_run_is_wrong_usage(two: tuple[Path, Path]) -> None:
    done = gusu("eval", "compare", two[0], "nowhere")
    assert done.returncode == 2 and "nowhere is not the folder of a finished run" in only_line(done)
    done = gusu("eval", "compare", *two, "--out", "no/such/folder.html")
    assert done.returncode == 2 and "cannot be written" in only_line(done)
