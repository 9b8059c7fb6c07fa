"""A conversation as Markdown, read by a Markdown reader; an answer as text."""

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from app.answer.engine import Engine
from app.answer.events import Answer
from app.web.conversation import Turn
from app.web.export import answer_text, conversation_markdown

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(2)) ![i](http://a.example/b.png) `c` *d* # e | f & g"
QUESTION = "苏州2026年规上工业总产值的目标是多少？"


@pytest.fixture(scope="module")
def answer(engine: Engine) -> Answer:
    return engine.ask(QUESTION)


def test_each_mark_has_one_footnote_with_its_words_and_where_they_are_from(answer: Answer) -> None:
    written = conversation_markdown([Turn(answer.question, answer)], "zh")
    marks = re.findall(r"(?<!^)\[\^(\d+)\]", written, re.MULTILINE)
    notes = re.findall(r"^\[\^(\d+)\]: (.+)$", written, re.MULTILINE)
    assert [n for n, _ in notes] == list(dict.fromkeys(marks)) and len(notes) == len(answer.citations)
    first = answer.citations[0]
    assert first.quote[:10] in notes[0][1] and str(first.date) in notes[0][1] and str(first.publisher) in notes[0][1]


def test_footnotes_are_numbered_through_the_whole_document_and_words_cited_again_keep_theirs(engine: Engine) -> None:
    first, other = engine.ask(QUESTION), engine.ask("什么是OPC？")
    turns = [Turn(one.question, one) for one in (first, other, first)]
    written = conversation_markdown(turns, "zh")
    notes = re.findall(r"^\[\^(\d+)\]:", written, re.MULTILINE)
    assert notes == [str(n) for n in range(1, len(first.citations) + len(other.citations) + 1)]
    sections = written.split("\n## ")
    assert re.findall(r"\[\^\d+\]", sections[1]) == re.findall(r"\[\^\d+\]", sections[3].split("\n---")[0])


def test_no_markup_of_articles_readers_or_models_survives(answer: Answer) -> None:
    citations = tuple(
        replace(c, title=HOSTILE, publisher=HOSTILE, quote=HOSTILE, url="javascript:alert(3)") for c in answer.citations
    )
    sentences = tuple(replace(s, text=f"{HOSTILE}。", support="unsupported") for s in answer.sentences)
    hostile = replace(
        answer,
        question=HOSTILE,
        standalone_question=f"1. {HOSTILE}",
        citations=citations,
        sentences=sentences,
        notes=(f"- {HOSTILE}",),
        answerer="# x",
    )
    refused = replace(hostile, answered=False, sentences=(), citations=(), answer=f"# {HOSTILE}")
    turns = [Turn(HOSTILE, hostile), Turn(HOSTILE, None, HOSTILE), Turn(HOSTILE, refused)]
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .render(conversation_markdown(turns, "en", title=HOSTILE))
    )
    assert not re.search(r"<(?:script|a|img|code|table|h3)\b", html)
    assert html.count("<h1>") == 1 and html.count("<h2>") == 3 and html.count("&lt;script&gt;") >= 8


def test_a_refusal_and_a_failure_say_why(engine: Engine) -> None:
    refused = engine.ask("明天苏州会下雨吗？")
    written = conversation_markdown([Turn(refused.question, refused), Turn("再问", None, "聊天模型没有回应")], "zh")
    assert refused.answer[:8] in written and "没有答成：聊天模型没有回应" in written and "[^" not in written


def test_a_follow_up_says_how_it_was_understood_and_a_list_stays_one(engine: Engine) -> None:
    listed = engine.ask("《苏州工业园区OPC人才发展专项支持措施》奖补哪些内容？")
    items = tuple(replace(sentence, item=True) for sentence in listed.sentences)
    made = replace(listed, question="那园区呢？", sentences=(listed.sentences[0], *items, listed.sentences[0]))
    html = MarkdownIt().render(conversation_markdown([Turn("那园区呢？", made)], "zh"))
    assert f"理解为：{listed.standalone_question}" in html and html.count("<li>") == len(items)
    assert re.search(r"</ul>\s*<p>", html)


def test_an_answer_as_text_has_its_marks_and_a_line_for_each(answer: Answer) -> None:
    text = answer_text(answer, "zh")
    assert text.startswith(answer.answer)
    lines = text.split("\n出处\n")[1].splitlines()
    assert [line.split()[0] for line in lines] == [f"[{c.n}]" for c in answer.citations]
    assert answer.citations[0].title in lines[0]


def test_a_refusal_as_text_is_what_it_says(engine: Engine) -> None:
    refused = engine.ask("明天苏州会下雨吗？")
    assert answer_text(refused, "en") == refused.answer
