"""How long a question of the API may take, with the real engine and a chat model that is silent."""

import asyncio
import time
from pathlib import Path

import pytest

from app.answer.engine import Engine
from app.api.answering import Asked, NoSuchModel, TooSlow
from app.operation.queue import Busy
from app.settings import read_settings
from tests.api.server import answering
from tests.app.model_server import SILENT, model_server

GOAL = "苏州2026年规上工业总产值的目标是多少？"


def test_a_chat_model_that_says_nothing_is_not_waited_for(engine: Engine, store: Path) -> None:
    with model_server(SILENT) as model:
        settings = read_settings(
            store=store, llm="openai:silent", llm_base_url=model.url, llm_api_key="k", question_seconds=2
        )
        asked = answering(engine, settings)
        started = time.monotonic()
        answer = asyncio.run(asked.answer(Asked(GOAL, (), "gusu")))
        assert time.monotonic() - started < 30 and not answer.answered and answer.answer.startswith("已停止")


def test_before_the_models_are_loaded_it_says_when_to_come_again(store: Path) -> None:
    asked = answering(None, read_settings(store=store))
    with pytest.raises(Busy, match="being loaded") as busy:
        asyncio.run(asked.answer(Asked(GOAL, (), "gusu")))
    assert busy.value.retry_after > 0


def test_an_answerer_that_is_not_on_offer_is_named(engine: Engine, store: Path) -> None:
    asked = answering(engine, read_settings(store=store))
    with pytest.raises(NoSuchModel, match="'openai:gpt-4o' is not on offer: one of gusu, extractive"):
        asyncio.run(asked.answer(Asked(GOAL, (), "openai:gpt-4o")))
    assert asked.queue.running == 0


def test_an_answerer_that_is_not_on_offer_takes_no_turn(engine: Engine, store: Path) -> None:
    async def run() -> None:
        asked = answering(engine, read_settings(store=store, queue_running=1, queue_waiting=0))
        place = await asked.queue.turn()
        with pytest.raises(NoSuchModel):
            await asked.answer(Asked(GOAL, (), "openai:gpt-4o"))
        place.let_go()

    asyncio.run(run())


def test_other_work_has_its_time_too(engine: Engine, store: Path) -> None:
    async def run() -> None:
        asked = answering(engine, read_settings(store=store, question_seconds=0.2))
        work = asyncio.create_task(asked.do(lambda _: time.sleep(2)))
        with pytest.raises(TooSlow, match="took longer than 0 s"):
            await asyncio.wait_for(work, 1.5)
        assert asked.queue.running == 1  # the thread cannot be ended: its turn is not given away
        await asyncio.sleep(2.2)
        assert asked.queue.running == 0
        with pytest.raises(TimeoutError, match="its own"):
            await asked.do(_times_out)

    asyncio.run(run())


def _times_out(engine: Engine) -> None:
    raise TimeoutError("its own")


def test_a_reader_who_leaves_in_the_middle_gives_the_turn_back(engine: Engine, store: Path) -> None:
    async def run() -> int:
        asked = answering(engine, read_settings(store=store, queue_running=1))
        events = asked.events(Asked(GOAL, (), "extractive"))
        await anext(events)
        await events.aclose()
        for _ in range(600):
            if not asked.queue.running:
                break
            await asyncio.sleep(0.05)
        return asked.queue.running

    assert asyncio.run(run()) == 0
