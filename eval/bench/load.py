"""A real server under load: how many questions a second it sustains, what it does with more, and a long run.

python -m eval.bench.load [--minutes 10] [--soak-minutes 30] [--rate R] [--json FILE]

Sustained is the highest rate of different questions, at random moments, whose 95th percentile stays within 500 ms and
of which none is refused. Client and server share the machine. Then 2 and 10 times as much is asked, and at half the
sustained rate sources are changed once a minute.
"""

import argparse
import asyncio
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np

import corpus as corpus_room
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.bench.served import Served, served
from eval.bench.traffic import Outcome, ask_at
from eval.dataset import read_questions
from index.build import Builder

OWN = Path(__file__).parent.parent / "questions"
P95_MS = 500.0
_SETS = ("suzhou", "crosslingual", "nearby-held", "nearby-test", "nearby-train")
_LOWEST, _STEPS = 0.5, 7
_REBUILT_SECONDS = 60.0
_SAMPLED_SECONDS = 5.0


def questions() -> list[str]:
    """The questions of our own sets that stand alone, each once, in an order that mixes the sets."""
    sets = [read_questions(OWN / f"{name}.jsonl").questions for name in _SETS]
    found = {question.question for questions in sets for question in questions if not question.history}
    mixed = sorted(found)
    random.Random(7).shuffle(mixed)
    return mixed


def sustained(url: str, asked: Sequence[str], seconds: float) -> tuple[float, list[Outcome]]:
    """The highest rate that is kept up, by doubling and then halving the gap, and what was tried; 0 if none is."""
    tried: list[Outcome] = []

    def keeps(rate: float) -> bool:
        place = 37 * len(tried) % len(asked)
        outcome = asyncio.run(ask_at(url, [*asked[place:], *asked[:place]], rate, seconds))
        tried.append(outcome)
        is_kept = len(outcome.answered) == sum(outcome.statuses.values()) > 0
        return is_kept and float(np.percentile(outcome.answered, 95)) * 1000 <= P95_MS

    low, high = 0.0, _LOWEST
    while keeps(high):
        low, high = high, high * 2
    for _ in range(_STEPS):
        if not low or high - low <= 0.05 * high:
            break
        middle = (low + high) / 2
        low, high = (middle, high) if keeps(middle) else (low, middle)
    return low, tried


def watched(server: Served, minutes: float, work: Callable[[float], Outcome]) -> dict[str, Any]:
    """Figures of some work, the server's processor time for an answer, and its memory: when it begins, after a tenth of
    the time, at the end, and at most; ``grown`` is from the tenth to the end.
    """

    async def sample(until: float) -> list[int]:
        seen = []
        while time.monotonic() < until:
            seen.append(server.resident())
            await asyncio.sleep(_SAMPLED_SECONDS)
        return seen

    async def both() -> tuple[Outcome, list[int]]:
        seconds = minutes * 60
        memory = asyncio.create_task(sample(time.monotonic() + seconds))
        outcome = await asyncio.to_thread(work, seconds)
        return outcome, await memory

    before = server.cpu()
    outcome, memory = asyncio.run(both())
    worked = round((server.cpu() - before) / max(1, len(outcome.answered)), 3)
    first, last = memory[len(memory) // 10], server.resident()
    grown = round(100 * (last - first) / first, 1)
    resident = {"MB before": memory[0], "MB early": first, "MB late": last, "MB most": max(*memory, last)}
    own = {"processor seconds an answer": worked} | resident
    return outcome.figures() | own | {"grown, %": grown}


def _steadily(server: Served, asked: Sequence[str], rate: float, seconds: float) -> Outcome:
    return asyncio.run(ask_at(server.url, asked, rate, seconds))


def soak(server: Served, asked: Sequence[str], rate: float, seconds: float, changes: list[str]) -> Outcome:
    """Ask at a rate that is kept up while the sources are changed once a minute; ``changes`` gets what became of it."""

    async def change() -> None:
        async with httpx.AsyncClient(base_url=server.url, timeout=600) as client:
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                await asyncio.sleep(min(_REBUILT_SECONDS, left))
                text = f"负载测试\n\n第{len(changes) + 1}次改动，在{time.time():.0f}秒。"
                done = await client.post("/api/sources/files", files=[("files", ("load.txt", text))])
                changes.append(done.json()["generation"] if done.status_code == 200 else f"status {done.status_code}")

    async def both() -> Outcome:
        changing = asyncio.create_task(change())
        outcome = await ask_at(server.url, asked, rate, seconds)
        await changing
        return outcome

    return asyncio.run(both())


def measure(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures, on a server of its own."""
    settings = read_settings()
    store, asked = folder / "store", questions()
    if arguments.store:
        shutil.copytree(arguments.store, store)
    else:
        articles = Path(corpus_room.__file__).parent / "articles"
        Builder(store, build_embedder(settings), settings.splitter).build([articles])
    found: dict[str, Any] = {"different questions": len(asked)}
    with served(store, folder, limit="", cache=str(settings.cache)) as server:
        ready = server.resident()
        asyncio.run(ask_at(server.url, asked, 2.0, arguments.step_seconds))  # what is loaded late is loaded now
        rate, tried = arguments.rate, list[Outcome]()
        if not rate:
            rate, tried = sustained(server.url, asked, arguments.step_seconds)
        found["sustained, questions a second"] = round(rate, 2)
        found["MB once ready"] = ready
        found["tried"] = [outcome.figures() for outcome in tried]
        _say(found)
        rate = rate or _LOWEST  # what happens beyond it is of interest also where none is sustained
        for times in arguments.times:
            run = watched(server, arguments.minutes, partial(_steadily, server, asked, rate * times))
            found[f"{times} times"] = run
            _say({f"{times} times": run})
        if arguments.soak_minutes:
            changes: list[str] = []
            run = watched(
                server, arguments.soak_minutes, lambda s: soak(server, asked, max(rate / 2, _LOWEST), s, changes)
            )
            found["soak"] = run | {"changes of the sources": len(changes), "changes": changes}
            _say({"soak": found["soak"]})
    return found


def _say(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{name}: " + ", ".join(f"{key} {number}" for key, number in value.items()), flush=True)
        elif isinstance(value, list):
            for one in value:
                print(f"{name}: " + ", ".join(f"{key} {number}" for key, number in one.items()), flush=True)
        else:
            print(f"{name}: {value}", flush=True)


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, nargs="*", default=[1, 2, 10], help="how much of the sustained is asked")
    parser.add_argument("--minutes", type=float, default=10, help="how long each of these is asked")
    parser.add_argument("--soak-minutes", type=float, default=30, help="how long sources change while readers ask")
    parser.add_argument("--step-seconds", type=float, default=20, help="how long each rate is tried")
    parser.add_argument("--rate", type=float, default=0, help="a sustained rate that is known: none is looked for")
    parser.add_argument("--store", type=Path, help="a built store; without it one of our own articles is built")
    parser.add_argument("--json", type=Path, help="file that the figures are written to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
