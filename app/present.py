"""Answers and hits as the JSON of the contract, and as text for a terminal."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from app.answer.events import Answer
from corpus.article import Source
from index.search import Retrieval


def answer_json(answer: Answer) -> dict[str, Any]:
    """The object of ``gusu ask --json``; notes and list items are in ``answer`` as they are read."""
    found = asdict(answer)
    for ours in ("notes", "dropped", "failure"):
        del found[ours]
    for sentence in found["sentences"]:
        del sentence["item"]
    return found


def retrieval_json(retrieval: Retrieval) -> dict[str, Any]:
    """The object of ``gusu search --json``."""
    hits = [asdict(hit) for hit in retrieval.hits]
    return {"question": retrieval.question, "hits": hits, "timings_ms": retrieval.timings_ms}


def print_answer(console: Console, answer: Answer) -> None:
    """The answer, then where each mark leads; for a refusal the nearest passages instead."""
    if answer.standalone_question != answer.question:
        console.print(f"→ {answer.standalone_question}", style="dim", soft_wrap=True)
    console.print(answer.answer, soft_wrap=True)
    console.print()
    for citation in answer.citations:
        page = f"第 {citation.page} 页 / p. {citation.page}" if citation.page else None
        about = " · ".join(part for part in (citation.title, citation.publisher, citation.date, page) if part)
        console.print(Text(f"[{citation.n}]", "bold"), about, soft_wrap=True)
        for source in citation.sources:
            console.print(f"    ← {_origin(source)}", style="dim", soft_wrap=True)
        for source in citation.also:
            console.print(f"    = 亦见于 / also published by {_origin(source)}", style="dim", soft_wrap=True)
    if not answer.answered:
        console.print("相关资料 / Related", style="bold")
        for hit in answer.hits[:3]:
            console.print(f"  {hit.title}：{hit.text[:60]}…", soft_wrap=True)
    console.print(f"{answer.answerer} · {answer.timings_ms['total'] / 1000:.2f} s", style="dim")


def _origin(source: Source) -> str:
    return " · ".join(part for part in (source.publisher, source.title, source.date, source.url) if part)


def print_hits(console: Console, retrieval: Retrieval) -> None:
    """The hits, best first."""
    if not retrieval.hits:
        console.print("没有符合条件的文章 / No article meets the conditions")
    for hit in retrieval.hits:
        place = f"{hit.title} › {hit.heading}" if hit.heading else hit.title
        console.print(Text(f"{hit.rank}.", "bold"), place, Text(f"{hit.score:.2f}", "dim"), soft_wrap=True)
        console.print(f"   {hit.text}", soft_wrap=True)
