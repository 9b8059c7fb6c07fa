"""Finished runs made by hand: real records, scored as a run scores them, in a folder as a run leaves it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.dataset import Evidence
from eval.metrics.score import scored
from eval.metrics.summary import summarise
from eval.run.record import Context, Place, Record

TEXTS = {
    "goal": "苏州2025年规上工业总产值是4.95万亿元。苏州2026年规上工业总产值的目标是突破5万亿元。这是新年第一会定下的。",
    "chips": "苏州2026年的芯片目标，是突破6款以上能填补国内空白的AI芯片。培育入库的智能终端产品超过300个。",
    "opc": "OPC是一人公司。苏州相城区有OPC社区。",
}
TITLES = {"goal": "五万亿目标", "chips": "芯片与终端", "opc": "什么是OPC <b>"}
GOAL = "苏州2026年规上工业总产值的目标是突破5万亿元。"
MARKUP = "<script>document.title='broken'</script>"


def hit(article: str, rank: int, start: int = 0, end: int | None = None) -> dict[str, Any]:
    """A hit of ``gusu ask --json``: these characters of the article, or all of them."""
    end = len(TEXTS[article]) if end is None else end
    return {
        "rank": rank,
        "score": 1.5 - rank / 10,
        "article_id": article,
        "title": TITLES[article],
        "heading": "一、目标",
        "start": start,
        "end": end,
        "text": TEXTS[article][start:end],
        "publisher": "某报",
        "date": "2026-01-04",
        "dense": 0.8,
        "lexical": 3.0,
    }


def cite(article: str, quote: str, url: str | None = None) -> dict[str, Any]:
    """A citation of these words of the article."""
    start = TEXTS[article].index(quote)
    return {
        "n": 1,
        "article_id": article,
        "title": TITLES[article],
        "publisher": "某报",
        "date": "2026-01-04",
        "url": url,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "sources": [],
    }


def record(id_: str, question: str, hits: Sequence[str] = ("goal", "chips", "opc"), **fields: Any) -> Record:
    """A record, scored: ``cited`` (a citation) makes an answer in its words, none a refusal.

    Further fields are those of Record; ``ms`` is how long it took.
    """
    cited, ms = fields.pop("cited", None), fields.pop("ms", 120.0)
    said = fields.pop("said", cited["quote"] if cited else "")
    result = {
        "question": question,
        "standalone_question": fields.pop("understood", question),
        "answered": cited is not None,
        "answer": f"{said}[1]" if cited else "现有资料没有说明。",
        "sentences": [{"text": said, "citations": [1], "support": "verbatim"}] if cited else [],
        "citations": [cited] if cited else [],
        "hits": [hit(article, rank) for rank, article in enumerate(hits, start=1)],
        "answerer": "extractive",
        "timings_ms": {"embed": ms / 4, "search": ms / 8, "evidence": ms / 2, "total": ms},
    }
    evidence = [Evidence.model_validate(item) for item in fields.pop("evidence", [])]
    gold = [
        [Place(article_id=a, start=text.index(item.quote), end=text.index(item.quote) + len(item.quote))]
        for item in evidence
        for a, text in TEXTS.items()
        if item.quote in text
    ]
    contexts = (
        [Context(article_id=cited["article_id"], start=0, end=200, text=TEXTS[cited["article_id"]])] if cited else []
    )
    made = Record(
        id=id_,
        question=question,
        evidence=evidence,
        result=None if fields.get("error") else result,
        seconds=ms / 1000,
        gold=gold,
        contexts=[] if fields.get("error") else contexts,
        **fields,
    )
    return scored(made)


def goal(id_: str = "q1", **fields: Any) -> Record:
    """The question of the goal, answered right unless ``fields`` say otherwise."""
    given = {
        "cited": cite("goal", GOAL),
        "answers": [["5万亿元", "五万亿元"]],
        "evidence": [{"quote": GOAL, "article_id": "goal"}],
        "type": "number",
        "lang": "zh",
    } | fields
    return record(id_, given.pop("question", "苏州2026年的工业总产值目标是多少？"), **given)


def nothing(id_: str, **fields: Any) -> Record:
    """A question that the corpus does not answer, refused unless ``fields`` say otherwise."""
    given = {"answerable": False, "type": "absent", "lang": "zh"} | fields
    return record(id_, given.pop("question", "苏州明年会下几天雨？"), **given)


def write_run(folder: Path, records: Sequence[Record], **about: Any) -> Path:
    """Write the folder of a finished run; ``about`` replaces parts of run.json."""
    folder.mkdir(parents=True)
    (folder / "results.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in records), encoding="utf-8")
    summary = summarise(records).model_dump(mode="json") | about.pop("metrics", {})
    (folder / "metrics.json").write_text(json.dumps(summary), encoding="utf-8")
    run = {
        "gusu": "0.1.0",
        "questions": {"path": "sets/hand.jsonl", "sha256": "0" * 64, "count": len(records), "limit": None},
        "store": {"path": "store", "generation": "000007", "articles": 3, "passages": 3},
        "llm": None,
        "retrieval_only": False,
        "seed": 0,
        "started": "2026-01-25T08:00:00+00:00",
        "finished": "2026-01-25T08:01:00+00:00",
    }
    (folder / "run.json").write_text(json.dumps(run | about), encoding="utf-8")
    return folder


def every_kind() -> list[Record]:
    """A question of each outcome, one that leans on a conversation, and one full of markup."""
    return [
        goal("right"),
        goal("not-retrieved", hits=["opc"], cited=cite("opc", "OPC是一人公司。"), lang="en"),
        goal("not-chosen", cited=cite("opc", "OPC是一人公司。")),
        goal("wrong", said="目标已经定下。", ms=4200.0),
        goal(
            "wrongly-refused", cited=None, evidence=[{"quote": GOAL}, {"quote": "突破6款以上", "article_id": "chips"}]
        ),
        nothing("rightly-refused"),
        nothing("from-nothing", cited=cite("opc", "苏州相城区有OPC社区。")),
        goal("error", error="ServiceError: the model <i>broke off</i>"),
        goal(
            "follow-up",
            question="那2026年呢？",
            understood="苏州2026年的工业总产值目标是多少？",
            history=[
                {"role": "user", "content": "苏州2025年的工业总产值是多少？"},
                {"role": "assistant", "content": "4.95万亿元。"},
            ],
            type="follow-up",
        ),
        goal(
            "markup",
            question=f"{MARKUP}</noscript><img src=x onerror=\"document.title='broken'\">目标？",
            cited=cite("goal", GOAL, url="javascript:document.title='broken'"),
            dropped=[f"</details>{MARKUP}"],
            type="a\"b<i>'c",
        ),
    ]
