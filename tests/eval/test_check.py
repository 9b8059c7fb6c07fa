"""Looking a question set over: what is found, what is let pass, and what the command says of it."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer import Exit

from corpus.errors import UsageError
from eval.check.command import check
from eval.check.problem import WARNINGS, Kind, Problem
from eval.check.run import check_questions, own_articles, texts_of_articles, texts_of_store
from eval.check.twins import near_pairs
from eval.dataset import QuestionSet, read_questions
from index.errors import StoreMissing
from tests.conftest import ARTICLES, ROOT
from tests.eval.test_formats import workbook
from tests.index.builds import builder

TEXTS = {
    "goal": "苏州提出，2026年规上工业总产值目标是突破5万亿元，增长6%以上。\n全市有规上工业企业1.3万家。",
    "robots": "太湖机器人公司2023年在昆山建成一座工厂，投资12亿元。",
}
GOAL = "苏州2026年规上工业总产值的目标是多少？"
SAID = "2026年规上工业总产值目标是突破5万亿元，增长6%以上。"


def asked(tmp_path: Path, *rows: dict[str, object]) -> QuestionSet:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return read_questions(path)


def found(tmp_path: Path, *rows: dict[str, object]) -> list[Problem]:
    return check_questions(asked(tmp_path, *rows), TEXTS)


def right(**changes: object) -> dict[str, object]:
    """A question with nothing wrong, but for the changes."""
    evidence = [{"article_id": "goal", "quote": SAID}]
    return {"question": GOAL, "answers": [["5万亿元"], ["6%"]], "evidence": evidence, **changes}


def test_a_good_set_has_no_problems(tmp_path: Path) -> None:
    history = [{"role": "user", "content": GOAL}, {"role": "assistant", "content": "5万亿元。"}]
    follow_up = right(question="增长多少？", answers=[["6%"]], history=history, standalone="苏州2026年目标增长多少？")
    nothing = {"question": "苏州有几条地铁通到月球？", "answerable": False}
    assert found(tmp_path, right(lang="zh", type="number"), follow_up | {"lang": "zh-CN", "type": "number"}) == []
    assert found(tmp_path, right(reference="目标是50000亿元，增长6%。"), nothing) == []
    assert found(tmp_path, {"question": "甲？"}, {"question": "乙？"}) == []  # a set to collect answers with


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        ({"answers": [["5万亿元"], ["7%", "七成"]]}, Kind.NOT_IN_EVIDENCE, "‘7%|七成’ stands in no quote of its evid"),
        ({"answers": [["5亿元"]]}, Kind.NOT_IN_EVIDENCE, "‘5亿元’ stands in no quote"),
        ({"reference": "目标是5万亿元。"}, Kind.NOT_IN_REFERENCE, "‘6%’ is not in the reference: 目标是5万亿元。"),
        ({"answerable": False}, Kind.GOLD_FOR_NOTHING, "it is not answerable, and yet answers, evidence or a refer"),
        ({"answers": []}, Kind.NO_ANSWERS, "evidence alone says what to find, not what to answer"),
        ({"evidence": []}, Kind.NO_EVIDENCE, "no evidence is given"),
        (
            {"question": "苏州2026年的目标是5万亿元，增长6%，这说明什么？"},
            Kind.LEAKED,
            "says ‘5万亿元’, ‘6%’: 苏州2026年",
        ),
        ({"question": "目标增长6%，是多少？"}, Kind.FACT_IN_QUESTION, "the question itself says ‘6%’; is that meant?"),
        ({"question": "是5万亿元、增长6%吗？"}, Kind.FACT_IN_QUESTION, "the question itself says ‘5万亿元’, ‘6%’;"),
        ({"standalone": "增长6%、五万亿元的目标是多少"}, Kind.LEAKED, "the question itself says ‘5万亿元’, ‘6%’"),
        ({"history": [{"role": "system", "content": "甲"}]}, Kind.HISTORY, "message 1: the role is 'system', expected"),
        ({"history": [{"content": "甲"}]}, Kind.HISTORY, "message 1: the role is None, expected 'user' or 'assist"),
        ({"history": [{"role": "assistant", "content": "甲"}]}, Kind.HISTORY, "message 1: a conversation begins with"),
        ({"history": [{"role": "user", "content": " "}]}, Kind.HISTORY, "message 1: has no content"),
        ({"history": [{"role": "user", "content": "甲", "by": "x"}]}, Kind.HISTORY, "message 1: 'by' is not known"),
        ({"lang": "en"}, Kind.LANGUAGE, "is said to be en, and looks like zh"),
        ({"lang": "中文"}, Kind.LANGUAGE, "‘中文’ is no language that is known"),
    ],
)
def test_what_is_wrong_with_a_question_is_found(
    tmp_path: Path, change: dict[str, object], kind: Kind, message: str
) -> None:
    (problem,) = found(tmp_path, right(**change), {"question": "苏州有几条地铁通到月球？", "answerable": False})[:1]
    assert (problem.kind, problem.id, str(problem.place)) == (kind, "q001", "line 1")
    assert message in problem.message and problem.is_warning == (kind in WARNINGS)


@pytest.mark.parametrize(
    ("evidence", "kind", "message"),
    [
        ({"article_id": "goals", "quote": SAID}, Kind.NO_ARTICLE, "‘goals’ is no article of the corpus; ‘goal’ is"),
        ({"article_id": "x", "quote": SAID}, Kind.NO_ARTICLE, "‘x’ is no article of the corpus"),
        ({"article_id": "robots", "quote": SAID}, Kind.NOT_IN_CORPUS, "is not in robots, but in goal"),
        ({"quote": SAID.replace("6%", "6 ％")}, Kind.NOT_IN_CORPUS, "is in goal with other blanks or characters alone"),
        ({"quote": SAID.replace("目标", "目標")}, Kind.NOT_IN_CORPUS, "is in goal with other blanks or characters"),
        ({"quote": SAID.replace("突破", "为")}, Kind.NOT_IN_CORPUS, "is not in any article; it agrees as far as ‘"),
        ({"quote": "5万亿元和6%"}, Kind.NOT_IN_CORPUS, "‘5万亿元和6%’ is not in any article"),
    ],
)
def test_evidence_that_is_no_words_of_the_corpus_is_found(
    tmp_path: Path, evidence: dict[str, str], kind: Kind, message: str
) -> None:
    (problem,) = found(tmp_path, right(evidence=[evidence]))
    assert problem.kind == kind and message in problem.message


def test_the_place_where_a_quote_differs_is_shown(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, right(evidence=[{"quote": SAID.replace("突破", "为")}]))
    assert problem.message.endswith("it agrees as far as ‘6年规上工业总产值目标是’")


def test_evidence_of_no_article_may_be_in_any_and_facts_in_any_quote(tmp_path: Path) -> None:
    quotes = ["突破5万亿元", "投资12亿元。"]
    assert found(tmp_path, right(evidence=quotes, answers=[["五万亿元"], ["12亿元"]])) == []


def test_a_question_without_gold_among_others_is_found(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, right(), {"question": "苏州有几条地铁？"})
    assert (problem.kind, problem.id) == (Kind.NO_ANSWERS, "q002") and not problem.is_warning


def test_a_number_inside_another_is_no_leak(tmp_path: Path) -> None:
    gold = {"answers": [["37家"]], "evidence": ["37家"]}
    texts = TEXTS | {"more": "有37家"}
    assert check_questions(asked(tmp_path, right(question="2037家里有多少？", **gold)), texts) == []


def test_questions_asked_twice_are_found_whatever_their_marks_and_characters(tmp_path: Path) -> None:
    rows = [right(), right(question="蘇州 2026年规上工业总产值的目标，是多少?"), right(question=GOAL, history=["甲"])]
    twice, odd = found(tmp_path, *rows, {"question": GOAL.rstrip("？"), "answerable": False})
    assert twice.kind == odd.kind == Kind.DUPLICATE and (twice.id, odd.id) == ("q002", "q004")
    assert twice.message.startswith("asks what q001 (line 1) asks: ")
    assert "only one of the two is said to be answerable" in odd.message


def test_questions_that_are_nearly_the_same_are_warned_of(tmp_path: Path) -> None:
    long = "请问在2026年1月的新年第一会上苏州市委提出的全市规模以上工业总产值目标到底是多少"
    (problem,) = found(tmp_path, right(question=long + "呢"), right(question=long))
    assert (problem.kind, problem.id, problem.is_warning) == (Kind.NEAR_DUPLICATE, "q002", True)
    assert problem.message.startswith("is nearly (0.98) what q001 (line 1) asks: ")
    talk = {"history": ["甲？"]}
    assert found(tmp_path, right(question=long + "呢", **talk), right(question=long)) == []
    (problem,) = found(
        tmp_path,
        right(question="那呢？", standalone=long + "呢", **talk),
        right(question="又呢？", standalone=long, **talk),
    )
    assert problem.kind == Kind.NEAR_DUPLICATE


@given(st.lists(st.text("甲乙丙丁", max_size=12), max_size=12), st.sampled_from([0.3, 0.5, 0.8, 0.9, 1.0]))
def test_near_pairs_are_those_that_comparing_all_with_all_finds(texts: list[str], least: float) -> None:
    def similarity(a: str, b: str) -> float:
        one, other = ({text[i : i + 2] for i in range(len(text) - 1)} or {text} for text in (a, b))
        return len(one & other) / len(one | other)

    pairs = [(a, b) for b in range(len(texts)) for a in range(b)]
    expected = [(a, b, s) for a, b in pairs if (s := similarity(texts[a], texts[b])) >= least]
    assert list(near_pairs(texts, least)) == expected


def test_thousands_of_questions_are_compared_in_moments() -> None:
    draw = random.Random(7)
    texts = ["苏州" + "".join(chr(draw.randrange(0x4E00, 0x5E00)) for _ in range(24)) for _ in range(5000)]
    texts.append(texts[17] + "呢")
    begin = time.process_time()
    assert [(a, b) for a, b, _ in near_pairs(texts)] == [(17, 5000)]
    assert time.process_time() - begin < 5


def test_types_and_languages_are_given_to_all_and_spelled_in_one_way(tmp_path: Path) -> None:
    others = ["工厂在哪里？", "企业有多少家？", "增长多少个百分点？"]
    rows = [right(type="number", lang="zh")]
    for question, kind, language in zip(others, ("number", "Number", ""), ("zh", "", "ZH"), strict=True):
        rows.append({"question": question, "answerable": False, "type": kind, "lang": language})
    problems = found(tmp_path, *rows)
    assert [(p.id, p.kind) for p in problems] == [
        ("q003", Kind.TYPE),
        ("q004", Kind.TYPE),
        ("q003", Kind.LANGUAGE),
        ("q004", Kind.LANGUAGE),
    ]
    assert "the type ‘Number’ is elsewhere spelled ‘number’" in problems[0].message
    assert "has no type, others have" in problems[1].message and all(p.is_warning for p in problems)


@pytest.mark.parametrize("name", ["crosslingual", "dialogues", "dialogues-test", "nearby-test"])
def test_our_sets_have_no_problems(name: str) -> None:
    texts, refused = texts_of_articles(ARTICLES)
    problems = check_questions(read_questions(ROOT / "eval" / "questions" / f"{name}.jsonl"), texts)
    assert refused == [] and [problem for problem in problems if not problem.is_warning] == []


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no articles: name the folder that the questions are about"):
        texts_of_articles(tmp_path)
    assert own_articles() == ARTICLES


def articles(folder: Path) -> Path:
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_articles_of_a_store_are_those_of_its_folder(tmp_path: Path) -> None:
    folder = articles(tmp_path / "articles")
    builder(tmp_path / "store").build([folder])
    assert texts_of_store(tmp_path / "store") == texts_of_articles(folder)[0] == TEXTS


def test_files_that_are_no_articles_are_told_of(tmp_path: Path) -> None:
    folder = articles(tmp_path / "articles")
    (folder / "empty.txt").write_bytes(b"")
    texts, (line,) = texts_of_articles(folder)
    assert texts == TEXTS and line.startswith(f"refused {folder / 'empty.txt'}: ")


def gusu_eval_check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "gusu.py"), "eval", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_lists_problems_by_kind_and_leaves_with_4(tmp_path: Path) -> None:
    folder = articles(tmp_path / "articles")
    path = tmp_path / "题.csv"
    path.write_text(f"问题,答案,证据\n{GOAL},5万亿元|五万亿;7%,goal::{SAID}\n6%是多少？,5万亿元;6%,{SAID}\n", "utf-8")
    done = gusu_eval_check(path, "--articles", folder)
    assert done.returncode == 4 and done.stdout == ""
    lines = [" ".join(line.split()) for line in done.stderr.splitlines()]
    assert lines[0] == "fact not in evidence (1)"
    assert lines[1] == "row 2 q001 ‘7%’ stands in no quote of its evidence"
    assert lines[2] == "fact in question (warning, 1)"
    assert lines[-1] == f"{path}: 2 questions, 1 problems, 1 warnings"


def test_the_command_lists_them_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(
        tmp_path / "题.xlsx", Q=[["问题", "答案", "证据"], [GOAL, "7%", f"goal::{SAID}"], ["6%是多少？", "6%", SAID]]
    )
    with pytest.raises(Exit) as left:
        check(path, None, articles(tmp_path / "articles"), as_json=True)
    assert left.value.exit_code == 4
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert err == "" and list(said) == ["questions", "problems", "warnings"] and said["questions"] == 2
    facts, leak = said["problems"]
    message = "sheet ‘Q’: ‘7%’ stands in no quote of its evidence"
    assert facts == {"id": "q001", "line": 2, "kind": "fact not in evidence", "message": message}
    assert (leak["id"], leak["line"], leak["kind"]) == ("q002", 3, "leaked answer") and said["warnings"] == []


def test_warnings_alone_fail_no_check_and_our_own_articles_are_the_default(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.yaml"
    path.write_text("- {question: 苏州2026年工业总产值的目标？, answers: 5万亿元}\n", encoding="utf-8")
    check(path, None, None, as_json=False)
    out, err = capsys.readouterr()
    assert out == "" and "answers without evidence (warning, 1)" in err
    check(ROOT / "eval" / "questions" / "crosslingual.jsonl", None, None, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"questions": 60, "problems": [], "warnings": []}


def test_at_most_ten_warnings_of_a_kind_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set.yaml"
    path.write_text("".join(f"- {{question: {n}号线在哪里？, answers: 园区}}\n" for n in range(12)), encoding="utf-8")
    check(path, None, None, as_json=False)
    err = capsys.readouterr().err
    assert "answers without evidence (warning, 12)" in err and "… and 2 more: --json has all of them" in err
    assert err.count("no evidence is given") == 10


def test_the_command_names_what_it_cannot_use(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("提问\n甲？\n", encoding="utf-8")
    done = gusu_eval_check(path)
    assert done.returncode == 2 and done.stdout == "" and "row 1: there is no column for the question" in done.stderr
    path.write_text("问题\n甲？\n", encoding="utf-8")
    with pytest.raises(UsageError, match="--store and --articles both say where the articles are: give one of them"):
        check(path, tmp_path, tmp_path, as_json=False)
    with pytest.raises(StoreMissing):
        check(path, tmp_path / "none", None, as_json=False)
