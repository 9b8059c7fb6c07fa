"""The rule that a number comes from the facts its sentence cites."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError

from corpus.article import Article, Source
from corpus.check.problem import Problem, Statement
from corpus.errors import UsageError
from corpus.quantities import arabic_values, english_values, values

_NOTED = re.compile(r"\[(s\d+)\]")
Loose = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]


class _FactSource(BaseModel):
    id: str
    title: Loose = ""
    publisher: Loose = ""
    date: Loose = ""


class _Fact(BaseModel):
    text: str
    sources: list[str] = []
    as_of: Loose = ""
    confirmed: bool = True


class _File(BaseModel):
    sources: list[_FactSource]
    facts: list[_Fact]
    conflicts: list[_Fact] = []
    cautions: list[_Fact] = []


@dataclass(frozen=True, slots=True)
class Facts:
    """What each source is known to say, by its publisher and title, as the values of its numbers."""

    values: dict[tuple[str, str], frozenset[Decimal]]

    @classmethod
    def read(cls, folder: Path) -> "Facts":
        """Read the YAML files of ``folder``; unconfirmed facts do not count.

        Raises: UsageError naming the file that does not fit.
        """
        said: dict[tuple[str, str], set[Decimal]] = defaultdict(set)
        paths = sorted(folder.glob("*.yaml"))
        if not paths:
            raise UsageError(f"{folder} holds no facts: name a folder of .yaml files")
        for path in paths:
            try:
                file = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
            except (OSError, yaml.YAMLError, ValidationError) as error:
                raise UsageError(f"{path} is not a file of facts: {str(error).splitlines()[0]}") from error
            sources = {source.id: source for source in file.sources}
            for source in file.sources:
                said[_key(source)] |= values(f"{source.title} {source.publisher}") | _date(source.date)
            for fact in file.facts + file.conflicts + file.cautions:
                for name in {*fact.sources, *_NOTED.findall(fact.text)} & set(sources):
                    if fact.confirmed:
                        said[_key(sources[name])] |= values(fact.text) | _date(fact.as_of)
        return cls({key: frozenset(numbers) for key, numbers in said.items()})


def check_numbers(article: Article, statements: Iterable[Statement], facts: Facts) -> Iterator[Problem]:
    """Every number of a sentence is in the facts of the sources it cites, whatever way it is written."""
    by_id = {source.id: source for source in article.sources}
    for source in article.sources:
        if _key(source) not in facts.values:
            yield Problem(article.id, "facts", f"source {source.id} ({source.title}) is none of the facts' sources")
    for statement in statements:
        known: frozenset[Decimal] = frozenset().union(
            *(facts.values.get(_key(by_id[name]), frozenset()) for name in statement.source_ids)
        )
        for written, possible in arabic_values(statement.text):
            if not possible & known:
                yield Problem(article.id, "facts", f"{written} is in no fact of its sources: {statement.text}")
        for written, value in english_values(statement.text):
            if value not in known:
                yield Problem(article.id, "facts", f"{written} is in no fact of its sources: {statement.text}")


def _key(source: Source | _FactSource) -> tuple[str, str]:
    return source.publisher or "", source.title


def _date(written: str) -> frozenset[Decimal]:
    return frozenset(Decimal(part) for part in re.findall(r"\d+", written))
