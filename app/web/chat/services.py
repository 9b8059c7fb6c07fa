"""What the page's script asks the server for beside answers; each kind has room of its own to run in."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from pydantic import ValidationError

from app.answer.engine import Engine
from app.answer.explain import explain
from app.answer.follow_ups import follow_ups
from app.feedback.store import FeedbackStore
from app.web.chat.asking import Asking
from app.web.chat.examples import Examples
from app.web.chat.place import Place
from app.web.chat.stored import Verdict, part, read_turn, read_turns
from app.web.conversation import history
from app.web.export import conversation_markdown
from app.web.language import spoken
from app.web.render import damaged_html, turn_html
from app.web.texts import TEXTS
from app.web.why import why_html

_TURNS, _LONGEST = 100, 500  # of a conversation that are not asked again; characters of a question
Services = Sequence[Callable[..., Any]]
"""Functions that the script calls by their names, each with one object."""


def services(engine: Callable[[], Engine], asking: Asking, feedback: FeedbackStore) -> Services:
    """All of them."""

    def halt(data: Any) -> None:
        asking.halt(str(part(data, "turn"))[:64])

    starting, drawing = _starting(Examples(engine, asking)), _drawing()
    return [halt, *starting, *drawing, *_explaining(engine), *_going_on(engine, asking), *_judging(feedback)]


def _starting(examples: Examples) -> Services:
    """What an empty conversation shows."""
    now, later = Place(2), Place(1)

    async def welcome(data: Any, request: gr.Request) -> Any:
        language = spoken(request)
        return await now.run(lambda: examples.welcome(language))

    async def foresee(data: Any, request: gr.Request) -> Any:
        language = spoken(request)
        return await later.run(lambda: examples.foresee(language))

    return welcome, foresee


def _drawing() -> Services:
    """Turns that the browser has kept: on the page, and to take away."""
    place = Place(4)

    async def draw(data: Any, request: gr.Request) -> Any:
        language = spoken(request)

        def drawn() -> list[str]:
            return [turn_html(one, language) if one else damaged_html(language) for one in read_turns(data)]

        return await place.run(drawn)

    async def markdown(data: Any, request: gr.Request) -> Any:
        language, title = spoken(request), str(part(data, "title") or "")[:200] or None

        def written() -> str:
            return conversation_markdown([one for one in read_turns(data) if one], language, title)

        return await place.run(written)

    return draw, markdown


def _explaining(engine: Callable[[], Engine]) -> Services:
    place = Place(1)

    async def why(data: Any, request: gr.Request) -> Any:
        language = spoken(request)

        def explained() -> str:
            turn = read_turn(part(data, "turn"))
            if turn.answer is None:
                return ""
            past = history([one for one in read_turns(data) if one])
            return why_html(explain(engine(), turn.answer, past, turn.generation or None), language)

        return await place.run(explained)

    return (why,)


def _going_on(engine: Callable[[], Engine], asking: Asking) -> Services:
    place = Place(1)

    async def go_on(data: Any) -> Any:
        def questions() -> Sequence[str]:
            turn = read_turn(part(data, "turn"))
            said = part(data, "asked")
            asked = [str(one)[:_LONGEST] for one in said[-_TURNS:]] if isinstance(said, list) else []
            with asking.spare_time() as stop:
                return follow_ups(engine(), turn.answer, stop=stop, asked=asked) if turn.answer else ()

        return await place.run(questions)

    return (go_on,)


def _judging(feedback: FeedbackStore) -> Services:
    place = Place(2)

    async def judge(data: Any, request: gr.Request) -> Any:
        language = spoken(request)

        def recorded() -> dict[str, str]:
            try:
                said = Verdict.model_validate(part(data, "said"))
            except ValidationError:
                return {"error": TEXTS[language].not_kept}
            turn = read_turn(part(data, "turn"))
            if not said.verdict:
                feedback.take_back(said.turn)
            elif turn.answer is not None:
                verdict = said.verdict
                feedback.record(verdict, said.reason, turn.answer, turn.generation, said.turn, language)
            return {}

        return await place.run(recorded)

    return (judge,)
