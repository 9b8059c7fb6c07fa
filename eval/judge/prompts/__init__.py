"""The judge's prompts are files beside this module; each says which places it has to fill, and is checked when read."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

T = TypeVar("T")


def _with(*places: str) -> AfterValidator:
    def check(text: str) -> str:
        found = set(re.findall(r"\{(\w+)\}", text))
        if found != set(places):
            raise ValueError(f"has the places {sorted(found)}, expected {sorted(places)}")
        return text

    return AfterValidator(check)


class InBoth(BaseModel, Generic[T]):
    """The same in Chinese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: T
    en: T

    def of(self, language: str) -> T:
        """The one of a language, ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


class Faithfulness(BaseModel):
    """Which statements do the sources support? ``source`` and ``statement`` are how one of them is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    system: InBoth[Annotated[str, _with()]]
    source: Annotated[str, _with("about", "text")]
    statement: Annotated[str, _with("n", "text")]
    user: InBoth[Annotated[str, _with("sources", "statements", "count")]]


class Relevance(BaseModel):
    """Which question does an answer answer? ``unrelated`` are questions that no answer of ours does."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    system: InBoth[Annotated[str, _with()]]
    user: InBoth[Annotated[str, _with("answer")]]
    unrelated: InBoth[Annotated[list[str], Field(min_length=5)]]


@cache
def faithfulness() -> Faithfulness:
    """The prompt of faithfulness. Raises: ValueError if a part is missing or has not the places it must have."""
    return Faithfulness.model_validate(_read("faithfulness"))


@cache
def relevance() -> Relevance:
    """The prompt of relevance. Raises: ValueError as ``faithfulness`` does."""
    return Relevance.model_validate(_read("relevance"))


def _read(name: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
