from pathlib import Path

import pytest

from corpus.check.overlap import longest_common_run
from corpus.check.problem import Problem
from corpus.check.run import check_corpus
from corpus.errors import UsageError
from tests.conftest import ARTICLES, shared

LEAD = "苏州2025年规上工业总产值预计为4.89万亿元[^s1]。"
FILL = "".join(f"第{n}句说的是第{n}件与众不同的事情，编号是甲乙丙丁戊己庚辛{n}号[^s1]。" for n in range(30))
HEAD = """\
title: 产值
publisher: 某报
author: 甲
date: 2026-01-04
language: zh
tags: [产值]
summary: 一句话。
sources:
  - {id: s1, title: 原文, publisher: 某社, date: "2026-01"}
"""
FACTS = """\
sources:
  - {id: s9, title: 原文, publisher: 某社, date: "2026-01"}
facts:
  - {id: f1, text: "苏州规上工业总产值2025年预计达48900亿元", sources: [s9], as_of: "2025"}
  - {id: f2, text: "目标为六万亿元", sources: [s9], confirmed: false}
"""


def article(folder: Path, name: str = "a", head: str = HEAD, body: str = LEAD + "\n\n## 节\n\n" + FILL) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(f"---\n{head}---\n{body}\n", encoding="utf-8")


def found(folder: Path, rule: str, **options: Path) -> list[Problem]:
    return [problem for problem in check_corpus(folder, **options)[1] if problem.rule == rule]


def test_our_corpus_keeps_its_own_rules() -> None:
    count, problems = check_corpus(ARTICLES)
    assert count >= 40 and problems == []


def test_every_number_of_our_corpus_is_in_the_facts_it_cites() -> None:
    assert check_corpus(ARTICLES, facts=shared("facts"))[1] == []


def test_our_corpus_shares_no_sentence_with_a_text_it_was_written_after() -> None:
    assert check_corpus(ARTICLES, against=shared("sources"))[1] == []


def test_a_good_article_has_no_problems(tmp_path: Path) -> None:
    article(tmp_path / "c")
    assert check_corpus(tmp_path / "c") == (1, [])


@pytest.mark.parametrize(
    ("head", "body", "rule", "message"),
    [
        (HEAD.replace("summary: 一句话。\n", ""), None, "front matter", "summary is missing"),
        (HEAD.replace("date: 2026-01-04", "date: 昨天"), None, "front matter", "field date"),
        (HEAD, LEAD.replace("s1", "s2") + "\n\n" + FILL, "sources", r"\[\^s2\] names no source"),
        (HEAD + "  - {id: s2, title: 闲置, publisher: 某社}\n", None, "sources", "source s2 is used nowhere"),
        (HEAD, LEAD + "没有出处的一句话。\n\n" + FILL, "sources", "no source mark in: 没有出处的一句话。"),
        (HEAD, "## 节\n\n" + LEAD + FILL, "structure", "a lead paragraph comes first"),
        (HEAD, LEAD + FILL + "\n\n## 空\n\n## 节\n\n" + LEAD, "structure", "nothing stands under the heading '空'"),
        (HEAD, LEAD + FILL + "\n\n#### 深\n\n" + LEAD, "structure", "of level 4 follows level 1"),
        (HEAD, LEAD, "length", "expected at least 500"),
    ],
)
def test_a_broken_rule_is_named(tmp_path: Path, head: str, body: str | None, rule: str, message: str) -> None:
    import re

    if body is None:
        article(tmp_path / "c", head=head)
    else:
        article(tmp_path / "c", head=head, body=body)
    problems = found(tmp_path / "c", rule)
    assert any(re.search(message, problem.message) for problem in problems), problems


def test_a_sentence_told_twice_is_found(tmp_path: Path) -> None:
    article(tmp_path / "c", "a")
    article(tmp_path / "c", "b", body=LEAD + FILL.replace("与众不同", "与众有别"))
    problems = found(tmp_path / "c", "overlap")
    assert problems and "says nearly what b says" in problems[0].message


@pytest.mark.parametrize(
    ("number", "wrong"),
    [("4.89万亿元", False), ("48900亿元", False), ("4.98万亿元", True), ("六万亿、即6万亿元", True)],
)
def test_a_number_that_no_cited_fact_holds_is_found(tmp_path: Path, number: str, wrong: bool) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "1.yaml").write_text(FACTS, encoding="utf-8")
    article(tmp_path / "c", body=LEAD.replace("4.89万亿元", number))
    assert bool(found(tmp_path / "c", "facts", facts=tmp_path / "facts")) == wrong


def test_a_shared_sentence_is_found_and_shared_names_and_figures_are_not(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "news.txt").write_text(
        "题目\n\n记者看到，苏州2025年规上工业总产值预计为4.89万亿元，人心振奋。", encoding="utf-8"
    )
    copied = "人们在现场看到的机器正在昼夜不停地运转着"
    (other / "more.txt").write_text(f"题目\n\n{copied}，如此而已。", encoding="utf-8")
    article(tmp_path / "c", body=LEAD + f"据说{copied}[^s1]。" + FILL)
    problems = found(tmp_path / "c", "shared words", against=other)
    assert [copied in problem.message for problem in problems] == [True]


def test_a_folder_without_facts_is_an_error(tmp_path: Path) -> None:
    article(tmp_path / "c")
    with pytest.raises(UsageError, match="holds no facts"):
        check_corpus(tmp_path / "c", facts=tmp_path)


def test_the_longest_common_run_is_the_longest() -> None:
    assert longest_common_run("甲乙丙丁戊", "丁戊甲乙丙庚") == "甲乙丙"
    assert longest_common_run("甲", "乙") == ""
