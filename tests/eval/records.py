"""Records of questions over two articles of one's own, for tests of what is measured."""

from typing import Any

from eval.metrics.score import scored
from eval.run.record import Place, Record

GOAL = "苏州2026年规上工业总产值目标是5万亿元。"
OTHER = "苏州有7家灯塔工厂。"


def hit(article_id: str, text: str, start: int = 0) -> dict[str, Any]:
    return {"article_id": article_id, "start": start, "end": start + len(text), "text": text}


def citation(n: int, article_id: str, quote: str, start: int = 0) -> dict[str, Any]:
    return {"n": n, "article_id": article_id, "start": start, "end": start + len(quote), "quote": quote}


def sentence(text: str, *citations: int, support: str = "verbatim") -> dict[str, Any]:
    return {"text": text, "citations": citations, "support": support}


def answered(*sentences: dict[str, Any], citations: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """An answer of the extractive answerer; without hits of its own, its citations are the hits."""
    hits = [hit(one["article_id"], one["quote"], one["start"]) for one in citations]
    whole = {"answered": True, "sentences": sentences, "citations": citations, "hits": hits, "answerer": "extractive"}
    return {**whole, "timings_ms": {"total": 10.0}, **more}


def refused(*hits: dict[str, Any]) -> dict[str, Any]:
    empty: dict[str, Any] = {"sentences": [], "citations": [], "answerer": "extractive"}
    return {"answered": False, **empty, "hits": hits, "timings_ms": {"total": 20.0}}


def record(result: dict[str, Any] | None = None, **fields: Any) -> Record:
    """A scored record of the question for the goal; its evidence is all of ``goal``, if ``fields`` say nothing else."""
    known: dict[str, Any] = {
        "id": "a",
        "question": "目标是多少？",
        "answers": [["5万亿元"]],
        "evidence": [{"quote": GOAL, "article_id": "goal"}],
        "gold": [[Place(article_id="goal", start=0, end=len(GOAL))]],
    }
    return scored(Record(**{**known, "result": result, **fields}))


def unanswerable(result: dict[str, Any] | None, **fields: Any) -> Record:
    return record(result, answerable=False, answers=[], evidence=[], gold=[], **fields)
