"""Readers keep asking while the store is rebuilt: no question fails, and no answer is of two versions."""

import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.answer.engine import Engine
from app.answer.events import Answer
from app.answer.reader.reader import PassageReader
from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.search import Searcher
from index.split import SplitSettings
from index.store.generation import Generation
from index.store.open import open_live
from tests.app.rebuilds import rebuild

REBUILDS, THREADS = 100, 8
ANSWERS = 4  # between two rebuilds, at least
QUESTIONS = [
    "到2026年苏州人工智能产业规模将达到多少？",
    "苏州目前有多少家独角兽企业？",
    "到2026年苏州人工智能产业规模将达到多少？苏州目前有多少家独角兽企业？",
]
PAGES = (
    ("3000", "41", ""),
    ("4500", "52", "这份规划在春天修订过一次。修订稿听取了各区的意见。\n\n"),  # the same words stand further behind
)
DESCRIPTORS = Path("/proc/self/fd")


def write(folder: Path, scale: str, companies: str, before: str) -> Path:
    folder.mkdir()
    (folder / "plan.md").write_text(
        f"# 苏州人工智能规划\n\n{before}到2026年，苏州人工智能产业规模将达到{scale}亿元。\n\n"
        f"苏州目前有{companies}家独角兽企业。\n",
        encoding="utf-8",
    )
    (folder / f"only-{scale}.md").write_text(f"# 另一篇\n\n只在这一版里的{companies}句话。\n", encoding="utf-8")
    (folder / "same.md").write_text("# 不变的一篇\n\n苏州的工业园区在金鸡湖边。\n", encoding="utf-8")
    return folder


def fits(answer: Answer, texts: dict[str, str], scale: str, companies: str) -> bool:
    """Whether an answer is of this version: every quote at its place, every figure asked for this version's."""
    quoted = all(texts.get(c.article_id, "")[c.start : c.end] == c.quote for c in answer.citations)
    found = all(hit.text in texts.get(hit.article_id, "") for hit in answer.hits)
    asked = {"产业规模": f"{scale}亿元", "独角兽": f"{companies}家"}
    return quoted and found and all(said in answer.answer for word, said in asked.items() if word in answer.question)


@pytest.mark.timeout(1500)
def generations() -> int:
    """How many are in memory."""
    # type(), as isinstance() asks things for their class, and some of torch's warn when asked
    return sum(type(thing) is Generation for thing in gc.get_objects())


def test_a_hundred_rebuilds_fail_no_question_and_mix_no_answer(
    place: Path, embedder: LazyEmbedder, reader: PassageReader, cache: Path
) -> None:
    store, held = place / "store", generations()  # other tests' among them
    folders = tuple(write(place / scale, scale, *rest) for scale, *rest in PAGES)
    texts: list[dict[str, str]] = []
    for folder in folders:
        Builder(store, embedder, SplitSettings()).build([folder])
        generation = open_live(store)
        texts.append({entry.id: generation.article(entry.id).text for entry in generation.entries()})
    engine = Engine(Searcher(store, embedder), reader)
    engine.prepare()
    engine.ask(QUESTIONS[0])
    opened = len(list(DESCRIPTORS.iterdir())) if DESCRIPTORS.exists() else 0
    over = threading.Event()
    answers: list[Answer] = []

    def ask(number: int) -> None:
        while not over.is_set():
            answers.append(engine.ask(QUESTIONS[number % len(QUESTIONS)]))
            number += 1

    context = get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=rebuild, args=(store, folders, cache, its))
    process.start()
    its.close()
    assert ours.recv() == "ready"
    with ThreadPoolExecutor(THREADS) as pool:
        asking = [pool.submit(ask, number) for number in range(THREADS)]
        try:
            for _ in range(REBUILDS):
                before = len(answers)
                ours.send(True)
                last = ours.recv()
                while len(answers) < before + ANSWERS and not any(asked.done() for asked in asking):
                    time.sleep(0.01)
        finally:
            over.set()
    for asked in asking:
        asked.result()
    ours.send(False)
    process.join()
    ours.close()
    process.close()

    assert engine.searcher.generation().name == last == f"{REBUILDS + 2:06d}"
    of_version = [[fits(answer, texts[n], *PAGES[n][:2]) for answer in answers] for n in range(2)]
    assert all(one != other for one, other in zip(*of_version, strict=True))
    assert all(sum(marks) > len(answers) / 10 for marks in of_version)
    assert generations() < held + 10, "generations that nobody reads are still in memory"
    if opened:
        assert len(list(DESCRIPTORS.iterdir())) < opened + 100
