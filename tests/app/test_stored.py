"""What the browser keeps of a conversation is data: it comes back as it was, or not at all."""

import json
from typing import Any

import pytest

from app.answer.engine import Engine
from app.answer.events import Answer
from app.llm.open_model import ChatModels
from app.settings import Settings
from app.web.chat.asking import Asking
from app.web.chat.examples import Examples
from app.web.chat.stored import kept, read_call, read_turn, read_turns
from app.web.conversation import Turn, history
from app.web.render import turn_html
from corpus.errors import UsageError
from index.search import Searcher

GOAL = "苏州2026年规上工业总产值的目标是多少？"
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


@pytest.fixture(scope="module")
def turn(engine: Engine) -> Turn:
    return Turn(GOAL, engine.ask(GOAL), generation="000001")


@pytest.fixture
def data(turn: Turn) -> Any:
    return json.loads(json.dumps(kept(turn)))


def answer_of(turn: Turn) -> Answer:
    assert turn.answer is not None
    return turn.answer


def test_a_turn_comes_back_and_looks_as_before(turn: Turn, data: Any) -> None:
    back = read_turn(data)
    assert turn_html(back, "zh") == turn_html(turn, "zh")
    assert history([back]) == history([turn]) and back.generation == "000001"


def test_only_hits_that_are_shown_are_kept(turn: Turn, data: Any) -> None:
    kept_hits = {hit["rank"] for hit in data["answer"]["hits"]}
    assert len(kept_hits) <= len(answer_of(turn).citations) + 3 < len(answer_of(turn).hits)


def test_a_turn_that_failed_comes_back(engine: Engine) -> None:
    assert read_turn(kept(Turn("?", None, "no answer"))) == Turn("?", None, "no answer")


def poisoned(value: Any) -> Any:
    """The same shape with markup in every text."""
    if isinstance(value, dict):
        return {key: value[key] if key in ("support", "page") else poisoned(value[key]) for key in value}
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    return HOSTILE if isinstance(value, str) or value is None else value


def test_markup_put_into_a_stored_turn_stays_text(data: Any) -> None:
    for language in ("zh", "en"):
        html = turn_html(read_turn(poisoned(data)), language)
        assert "<script" not in html and "<img" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("answer", "hits", 0, "rank"), HOSTILE),
        (("answer", "citations", 0, "n"), HOSTILE),
        (("answer", "citations", 0, "start"), None),
        (("answer", "sentences", 0, "support"), HOSTILE),
        (("answer", "sentences", 0, "citations"), [HOSTILE]),
        (("answer", "timings_ms"), {"total": HOSTILE}),
        (("answer", "answer"), "长" * 300_000),
        (("answer",), "no answer"),
        (("question",), 7),
    ],
)
def test_a_stored_turn_of_another_shape_is_refused(data: Any, path: tuple[Any, ...], value: Any) -> None:
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(UsageError, match="stored turn"):
        read_turn(data)
    assert read_turns({"turns": [data]}) == [None]


@pytest.mark.parametrize("nothing", [None, [], "turns", {"turns": {}}, {"turns": None}])
def test_what_are_no_turns_are_none(nothing: Any) -> None:
    assert read_turns(nothing) == []


def test_a_call_names_what_does_not_fit() -> None:
    good = {"turn": "12345678-abcd", "question": "问", "understood": "", "history": [{"question": "a", "answer": "b"}]}
    assert read_call(good).past[0].answer == "b"
    for field, value in (
        ("turn", "<b>"),
        ("question", ""),
        ("question", "长" * 501),
        ("history", [{"question": "a"}]),
        ("more", 1),
    ):
        with pytest.raises(UsageError, match=field):
            read_call({**good, field: value})


def test_the_empty_page_says_what_it_knows_and_suggests_what_is_answered(
    engine: Engine, searcher: Searcher, settings: Settings
) -> None:
    examples = Examples(lambda: engine, Asking(lambda: engine, ChatModels(settings)))
    shown = examples.welcome("zh")
    count = searcher.generation().manifest.articles
    assert str(shown["line"]).startswith(f"现有 {count} 篇文章，资料截至 2026-")
    assert isinstance(shown["examples"], list) and len(shown["examples"]) == 6
