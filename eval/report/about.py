"""What a run was: the first sentence of its report, and its settings."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from eval.report.folder import Run
from eval.report.words import Words


def about(run: Run) -> Words:
    """What was run, when, over which store and by whom it was answered, as one sentence; unknown parts are left out."""
    questions, store = run.about.get("questions") or {}, run.about.get("store") or {}
    metrics = run.metrics
    name = PurePath(str(questions.get("path", run.name)).replace("\\", "/")).name
    zh = [f"{name}，{metrics['questions']} 题"]
    en = [f"{name}, {metrics['questions']} questions"]
    kinds = [
        (metrics.get("answerable"), "有答案", "with an answer"),
        (metrics.get("unanswerable"), "没有答案", "without one"),
        (metrics.get("unscored"), "未评分", "unscored"),
    ]
    zh[0] += "（" + "，".join(f"{count} 题{kind}" for count, kind, _ in kinds if count) + "）"
    en[0] += " (" + ", ".join(f"{count} {kind}" for count, _, kind in kinds if count) + ")"
    if started := str(run.about.get("started", ""))[:16].replace("T", " "):
        zh.append(f"{started} UTC")
        en.append(f"{started} UTC")
    if generation := store.get("generation"):
        zh.append(f"索引 {store['path']} 第 {generation} 代（{store['articles']} 篇文章，{store['passages']} 段）")
        en.append(
            f"store {store['path']}, generation {generation} ({store['articles']} articles, "
            f"{store['passages']} passages)"
        )
    zh.append(_by(run.about).zh)
    en.append(_by(run.about).en)
    return Words(" · ".join(zh), " · ".join(en))


def settings(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every value of run.json by its path, in its order."""
    return list(_flat("", about))


def _by(about: Mapping[str, Any]) -> Words:
    if about.get("retrieval_only"):
        return Words("只检索，不作答", "retrieval only")
    llm = about.get("llm")
    return (
        Words(f"由 {llm} 作答", f"answered by {llm}")
        if llm
        else Words("原文摘录作答", "answered in the sources' own words")
    )


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}" if path else str(name), inner)
    else:
        yield path, "—" if value is None else str(value)
