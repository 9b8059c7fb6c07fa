from math import log2
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.answers import char_f1, fact_recall, rouge_l
from eval.metrics.intervals import intervals
from eval.metrics.latency import latency
from eval.metrics.retrieval import hit as hit_at
from eval.metrics.retrieval import ndcg, reciprocal_rank
from eval.metrics.summary import summarise
from eval.run.record import Outcome, Place, Record
from tests.eval.records import GOAL, OTHER, answered, citation, hit, record, refused, sentence, unanswerable

TWO_GOLD = ["x", "a", "y", "b"], {"a", "b"}
RIGHT = answered(sentence(GOAL, 1), citations=[citation(1, "goal", GOAL)])
BESIDE = answered(sentence(OTHER, 1), citations=[citation(1, "other", OTHER)])


def test_the_first_gold_article_decides_hits_and_rank() -> None:
    ranked, gold = TWO_GOLD
    assert [hit_at(ranked, gold, k) for k in (1, 2, 4)] == [0, 1, 1]
    assert reciprocal_rank(ranked, gold) == 1 / 2 and reciprocal_rank(ranked, gold, 1) == 0


def test_ndcg_weighs_every_gold_article_by_its_rank() -> None:
    ranked, gold = TWO_GOLD
    ideal = 1 / log2(2) + 1 / log2(3)
    assert ndcg(ranked, gold) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)
    assert ndcg(ranked, gold, 2) == pytest.approx((1 / log2(3)) / ideal)
    assert ndcg(["a", "b"], gold) == 1 and ndcg(ranked, set()) == 0 == ndcg([], gold)


def test_ranks_are_weighed_as_trec_eval_does() -> None:
    """The figures of pytrec_eval-terrier 0.5.11 for this ranking; eval/bench/metrics.py compares 2,000 random ones."""
    ranked, gold = [f"d{n}" for n in range(20)], {"d2", "d5", "d6", "d13", "d30"}
    assert ndcg(ranked, gold) == pytest.approx(0.40344480709417424)
    assert reciprocal_rank(ranked, gold) == pytest.approx(0.3333333333333333)


@settings(max_examples=50, deadline=None)
@given(st.permutations([f"d{n}" for n in range(12)]), st.sets(st.integers(0, 14), max_size=6), st.integers(1, 12))
def test_ndcg_is_what_a_table_of_gains_gives(ranked: list[str], relevant: set[int], k: int) -> None:
    gold = {f"d{n}" for n in relevant}
    gains = np.array([name in gold for name in ranked[:k]], dtype=float)
    ideal = np.array([1.0] * min(len(gold), k))
    discounted = (gains / np.log2(np.arange(2, len(gains) + 2))).sum()
    best = (ideal / np.log2(np.arange(2, len(ideal) + 2))).sum()
    assert ndcg(ranked, gold, k) == pytest.approx(discounted / best if best else 0)
    assert 0 <= ndcg(ranked, gold, k) <= 1 and reciprocal_rank(ranked, gold, k) <= hit_at(ranked, gold, k)


def test_an_article_counts_once_however_many_of_its_passages_are_hits() -> None:
    hits = [hit("other", OTHER), hit("other", "再一段。", 40), hit("goal", GOAL)]
    scores = record(answered(sentence(OTHER, 1), citations=[citation(1, "other", OTHER)], hits=hits)).scores
    assert (scores["hit@1"], scores["hit@3"], scores["MRR@10"]) == (0, 1, 1 / 2)
    assert scores["nDCG@10"] == pytest.approx(1 / log2(3))


def test_evidence_recall_is_the_share_of_facts_in_the_first_hits() -> None:
    facts = [["5万亿元"], ["7家"], ["张三"]]
    hits = [*(hit("other", "无关。", n) for n in range(4)), hit("goal", GOAL), hit("other", OTHER, 50)]
    scores = record(refused(*hits), answers=facts).scores
    assert (scores["evidence_recall@5"], scores["evidence_recall@10"]) == (1 / 3, 2 / 3)


def test_without_facts_evidence_recall_is_the_share_of_quotes_that_overlap_a_hit() -> None:
    gold = [
        [Place(article_id="goal", start=0, end=10)],
        [Place(article_id="goal", start=20, end=30)],
        [Place(article_id="other", start=5, end=9)],
        [],
    ]
    evidence = [{"quote": "某句话。", "article_id": "goal"}] * 4
    hits = [hit("goal", "字" * 11, 9), hit("other", "字" * 5)]  # one character of the first, none of the next two
    found = record(refused(*hits), answers=[], evidence=evidence, gold=gold)
    assert found.scores["evidence_recall@5"] == 1 / 4 and found.scores["hit@1"] == 1


def test_a_key_fact_counts_in_any_wording_and_number() -> None:
    said = "目标是五万亿元，由深圳首先做到。"
    assert fact_recall([["5万亿"], ["广州", "深圳"], ["37"], ["上海"]], said) == 2 / 4


def test_a_refusal_of_an_answerable_question_states_no_fact() -> None:
    found = record(refused(hit("goal", GOAL)), reference=GOAL)
    zero = {name: found.scores[name] for name in ("fact_recall", "answer_exact", "rouge_l", "char_f1")}
    assert zero == {"fact_recall": 0, "answer_exact": 0, "rouge_l": 0, "char_f1": 0}
    assert "sentences" not in found.scores and "citation_recall" not in found.scores


def test_rouge_l_follows_the_longest_common_subsequence() -> None:
    precision, recall = 3 / 5, 3 / 4  # 苏州市有七 beside 苏州有6: 苏州有
    assert rouge_l("苏州有6", "苏州市有七") == pytest.approx(2 * precision * recall / (precision + recall))
    assert rouge_l("police killed the gunman", "police kill the gunman") == pytest.approx(3 / 4)  # Lin 2004, S1 and S2
    assert rouge_l("the gunman police killed", "police killed the gunman") == pytest.approx(2 / 4)
    assert rouge_l("苏州，", "蘇州") == 1 and rouge_l("", "字") == 0 == rouge_l("字", "，")


def test_char_f1_counts_shared_characters_in_any_order() -> None:
    precision, recall = 4 / 6, 4 / 5  # 五个城市 in both, 个 once more in the second
    assert char_f1("五个城市里", "城市五个个外") == pytest.approx(2 * precision * recall / (precision + recall))
    assert char_f1("5万亿元", "5万亿元。") == 1 and char_f1("甲", "乙") == 0 == char_f1("", "")


@settings(max_examples=50, deadline=None)
@given(st.text("苏州有五万亿ab 12，", max_size=12), st.text("苏州有五万亿ab 12，", max_size=12))
def test_a_subsequence_shares_no_more_than_the_bag(one: str, other: str) -> None:
    assert 0 <= rouge_l(one, other) <= char_f1(one, other) <= 1
    assert rouge_l(one, other) == pytest.approx(rouge_l(other, one))


def test_citations_are_precise_if_relevant_and_recalled_if_they_carry_their_sentence() -> None:
    """Four sentences, five citations, by what ALCE counts: the first is carried by one of its two, the second by its
    own fact elsewhere, the third cites what does not answer, the fourth cites nothing."""
    cited = [
        citation(1, "goal", GOAL),
        citation(2, "other", OTHER),
        citation(3, "third", "另据报道，目标为50000亿元。"),
    ]
    found = record(
        answered(
            sentence(GOAL, 1, 2),
            sentence("目标是五万亿元。", 3, support="supported"),
            sentence(OTHER, 2),
            sentence("由此可见一斑。", support="unsupported"),
            citations=cited,
        )
    ).scores
    assert found["citation_recall"] == 2 / 4
    assert found["citation_precision"] == 2 / 4  # 1 and 3 of 1, 2, 3, 2
    assert found["supported"] == 3 / 4


def test_a_citation_earns_nothing_at_a_sentence_whose_fact_it_does_not_hold() -> None:
    """The words are of the evidence, but the number the sentence states is not in them."""
    half = GOAL[:10]
    found = record(answered(sentence(GOAL, 1), citations=[citation(1, "goal", half)])).scores
    assert (found["citation_recall"], found["citation_precision"]) == (0, 0)


def test_an_answer_without_citations_scores_nothing() -> None:
    found = record(answered(sentence(GOAL, support="unsupported"), citations=[])).scores
    assert (found["citation_recall"], found["citation_precision"], found["supported"]) == (0, 0, 0)


def test_support_is_told_before_and_after_sentences_are_left_out() -> None:
    by_chat: dict[str, Any] = {**RIGHT, "answerer": "openai:x"}
    kept = record(by_chat, dropped=["甲。", "乙。"]).scores
    assert (kept["supported"], kept["supported_written"]) == (1, 1 / 3)
    instead = record(RIGHT, dropped=["甲。"]).scores
    assert (instead["supported"], instead["supported_written"]) == (1, 0)
    assert "supported_written" not in record(RIGHT).scores


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (record(RIGHT), Outcome.RIGHT),
        (record(BESIDE), Outcome.NOT_RETRIEVED),
        (record({**BESIDE, "hits": [hit("goal", GOAL)]}), Outcome.NOT_CHOSEN),
        (record({**RIGHT, "sentences": [sentence("目标很高。", 1)]}), Outcome.WRONG),
        (record(refused(hit("goal", GOAL))), Outcome.REFUSED),
        (record(refused(hit("other", OTHER))), Outcome.NOT_RETRIEVED),
        (unanswerable(refused()), Outcome.RIGHTLY_REFUSED),
        (unanswerable(BESIDE), Outcome.ANSWERED_FROM_NOTHING),
        (record(error="ServiceError: gone"), Outcome.ERROR),
        (record(RIGHT, answers=[]), Outcome.RIGHT),
        (record(BESIDE, answers=[]), Outcome.NOT_RETRIEVED),
        (record({**BESIDE, "hits": [hit("goal", GOAL)]}, answers=[]), Outcome.NOT_CHOSEN),
        (record(RIGHT, answers=[], evidence=[], gold=[]), Outcome.UNSCORED),
        (record(RIGHT, answers=[], evidence=[], gold=[], reference=GOAL), Outcome.UNSCORED),
        (record(refused(), answers=[], evidence=[], gold=[], reference=GOAL), Outcome.REFUSED),
        (record({"hits": [hit("goal", GOAL)]}), Outcome.RIGHT),
        (record({"hits": [hit("other", OTHER)]}), Outcome.NOT_RETRIEVED),
        (unanswerable({"hits": [hit("other", OTHER)]}), Outcome.UNSCORED),
    ],
)
def test_an_outcome_names_the_first_step_that_lost_a_question(found: Record, outcome: Outcome) -> None:
    assert found.outcome is outcome


def test_of_several_facts_the_first_one_lost_decides() -> None:
    facts = [["5万亿元"], ["7家"]]
    beside = {**RIGHT, "hits": [hit("goal", GOAL), hit("other", OTHER)]}
    assert record(beside, answers=facts).outcome is Outcome.NOT_CHOSEN
    assert record(RIGHT, answers=facts).outcome is Outcome.NOT_RETRIEVED


def test_a_set_without_gold_is_asked_and_not_scored() -> None:
    found = record(RIGHT, answers=[], evidence=[], gold=[])
    assert found.scores == {"sentences": 1, "answer_chars": len(GOAL), "supported": 1}
    summary = summarise([found])
    assert (summary.unscored, summary.answerable, summary.unanswerable) == (1, 0, 0)
    assert "answered_right" not in summary.metrics and "refusal_f1" not in summary.metrics


def a_run() -> list[Record]:
    """3 answerable: right, refused, answered beside the point; 3 unanswerable: 2 refused, 1 answered; 1 error."""
    return [
        record(RIGHT, id="a", type="number"),
        record(refused(hit("goal", GOAL)), id="b", type="number"),
        record({**BESIDE, "hits": [hit("other", OTHER), hit("goal", GOAL)]}, id="c", type="list", lang="en"),
        unanswerable(refused(), id="d"),
        unanswerable(refused(), id="e"),
        unanswerable(BESIDE, id="f"),
        record(None, id="g", error="ServiceError: gone", type="number"),
    ]


def test_the_figures_of_a_set_are_those_of_its_questions() -> None:
    summary = summarise(a_run())
    got = summary.metrics
    assert (got["refusal_precision"], got["refusal_recall"]) == (round(2 / 3, 4), round(2 / 3, 4))
    assert got["refusal_f1"] == round(2 * 2 / (2 * 2 + 1 + 1), 4)
    assert got["false_refusals"] == got["false_refusal"] == round(1 / 3, 4)
    assert got["answer_exact"] == round(1 / 3, 4) and got["answered_right"] == round(3 / 6, 4)
    assert got["hit@1"] == round(2 / 3, 4) and got["citation_recall"] == 1 / 2
    counted = {name: summary.counts[name] for name in ("answer_exact", "citation_recall", "answered_right", "refused")}
    assert counted == {"answer_exact": 3, "citation_recall": 2, "answered_right": 6, "refused": 3}


def test_every_question_is_counted_somewhere() -> None:
    summary = summarise(a_run())
    assert (summary.questions, summary.answerable, summary.unanswerable, summary.errors) == (7, 4, 3, 1)
    assert sum(summary.outcomes.values()) == 7 and summary.outcomes[Outcome.ERROR] == 1


def test_groups_are_by_type_language_and_article_of_the_evidence() -> None:
    groups = summarise(a_run()).groups
    assert {name: group.questions for name, group in groups["type"].items()} == {"list": 1, "number": 3, "untyped": 3}
    assert {name: group.questions for name, group in groups["lang"].items()} == {"en": 1, "zh": 6}
    assert {name: group.questions for name, group in groups["article"].items()} == {"goal": 4}
    assert groups["type"]["number"].metrics["answer_exact"] == 1 / 2
    assert "hit@1" not in groups["type"]["untyped"].metrics


def test_metrics_json_has_what_it_promises() -> None:
    dumped = summarise(a_run()).model_dump(mode="json")
    keys = (
        "questions answerable unanswerable unscored errors metrics intervals counts outcomes latency_ms groups judged"
    )
    assert set(dumped) == set(keys.split())
    assert dumped["metrics"].keys() == dumped["intervals"].keys() == dumped["counts"].keys()
    assert all(low <= dumped["metrics"][name] <= high for name, (low, high) in dumped["intervals"].items())
    assert summarise([]).model_dump(mode="json")["metrics"] == {}


def test_latencies_are_percentiles_of_each_stage() -> None:
    spent = [{"embed": float(n), "total": 10.0 * n} for n in range(1, 22)]
    records = [record({**RIGHT, "timings_ms": timings}) for timings in spent]
    found = latency([*records, record(None, error="gone")])
    assert (found["embed"].p50, found["embed"].p95, found["total"].p95) == (11, 20, 200)
    assert latency([]) == {}


def test_an_interval_is_that_of_a_plain_bootstrap() -> None:
    values = np.array([1.0] * 30 + [0.0] * 10)
    ((low, high),) = intervals([values], [np.ones(40)])
    random = np.random.default_rng(7)
    means = [random.choice(values, 40).mean() for _ in range(5000)]
    assert (low, high) == pytest.approx(np.percentile(means, [2.5, 97.5]), abs=0.03)


def test_intervals_are_the_same_for_a_seed_and_leave_out_what_does_not_apply() -> None:
    values = np.linspace(0, 1, 37)
    above, below = (
        np.stack([values, 2 * (values == 1), 0 * values]),
        np.stack([values >= 0, 2 * (values == 1), 0 * values]),
    )
    one, again, other = intervals(above, below, 3), intervals(above, below, 3), intervals(above, below, 4)
    assert np.array_equal(one, again, equal_nan=True) and not np.array_equal(one[0], other[0])
    assert one[1].tolist() == [1, 1] and np.isnan(one[2]).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_stays_within_the_values(values: list[float]) -> None:
    ((low, high),) = intervals([values], [[1.0] * len(values)], resamples=200)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
