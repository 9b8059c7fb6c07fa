"""What the browser keeps of a conversation, and sends back: data that is checked before anything is made of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.answer.dialogue import Exchange
from app.answer.events import Answer
from app.web.conversation import Turn
from corpus.errors import UsageError

QUESTION_CHARS = 500
_UNUSED_HITS = 3  # that are kept of those no sentence cites
_MOST_TURNS = 200
_MOST_CHARS = 200_000  # of a turn as JSON; ours have some 10,000
_TURN: TypeAdapter[Turn] = TypeAdapter(Turn)
_Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class Said(BaseModel):
    """A question of before, as it was understood, and what was answered."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(max_length=2 * QUESTION_CHARS)
    answer: str = Field(max_length=20_000)


class Call(BaseModel):
    """A question that a page asks. ``turn`` is its id there; ``understood``: how the reader wants it to be read."""

    model_config = ConfigDict(extra="forbid")
    turn: _Id
    question: str = Field(min_length=1, max_length=QUESTION_CHARS)
    understood: str = Field(default="", max_length=QUESTION_CHARS)
    history: list[Said] = Field(default=[], max_length=_MOST_TURNS)

    @property
    def past(self) -> tuple[Exchange, ...]:
        """What was said before, as the engine takes it."""
        return tuple(Exchange(said.question, said.answer) for said in self.history)


class Verdict(BaseModel):
    """What a reader says of an answer: up, down, or nothing any more; a reason may be empty."""

    model_config = ConfigDict(extra="forbid")
    turn: _Id
    verdict: Literal["up", "down", ""]
    reason: str = Field(default="", max_length=1_000)


def kept(turn: Turn) -> dict[str, Any]:
    """A turn as JSON for the browser, with as many of its hits as are shown."""
    found = asdict(turn)
    if turn.answer is not None:
        found["answer"]["hits"] = [asdict(hit) for hit in _shown(turn.answer)]
    return found


def read_turn(data: object) -> Turn:
    """A turn that a browser has kept. Raises: UsageError if it is none."""
    try:
        turn = _TURN.validate_python(data)
    except (ValidationError, RecursionError) as error:
        raise UsageError("a stored turn is damaged") from error
    if len(json.dumps(data, default=str)) > _MOST_CHARS:
        raise UsageError("a stored turn is too large")
    return turn


def read_turns(data: object) -> list[Turn | None]:
    """The ``turns`` that a page sent, None for each that is damaged."""
    turns = part(data, "turns")
    found: list[Turn | None] = []
    for one in turns[:_MOST_TURNS] if isinstance(turns, list) else []:
        try:
            found.append(read_turn(one))
        except UsageError:
            found.append(None)
    return found


def read_call(data: object) -> Call:
    """A question as a page asks it. Raises: UsageError if it is none."""
    try:
        return Call.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the request"
        raise UsageError(f"{field}: {first['msg']}") from error


def part(data: object, name: str) -> Any:
    """A field of what a page sent; None where there is none."""
    return data.get(name) if isinstance(data, Mapping) else None


def _shown(answer: Answer) -> Sequence[Any]:
    cited = [
        hit
        for hit in answer.hits
        if any(c.article_id == hit.article_id and hit.start <= c.start < hit.end for c in answer.citations)
    ]
    unused = [hit for hit in answer.hits if hit not in cited][:_UNUSED_HITS]
    return sorted([*cited, *unused], key=lambda hit: hit.rank)
