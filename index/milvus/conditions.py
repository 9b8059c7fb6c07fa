"""Conditions as Milvus' filter expressions."""

from collections.abc import Iterable

from index.filter import Filter
from index.milvus.schema import NAME_BYTES, TAG_BYTES

_NO_DATE = 0


def text(value: str) -> str:
    """A text as a literal."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def texts(values: Iterable[str]) -> str:
    """Texts as a list."""
    return f"[{', '.join(text(value) for value in values)}]"


def numbers(values: Iterable[int]) -> str:
    """Numbers as a list."""
    return f"[{', '.join(str(value) for value in values)}]"


def both(*conditions: str) -> str:
    """All of them; those that are empty say nothing."""
    return " and ".join(condition for condition in conditions if condition)


def cut(value: str, size: int) -> str:
    """A text of at most ``size`` bytes, as it is kept and compared."""
    return value.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore")


def of(where: Filter | None) -> str:
    """What passages of articles that pass ``where`` meet; empty where all do."""
    if not where:
        return ""
    needed = []
    if where.articles:
        needed.append(f"article in {texts(where.articles)}")
    if where.publishers:
        needed.append(f"publisher in {texts(cut(name, NAME_BYTES) for name in where.spellings('publishers'))}")
    if where.languages:
        needed.append(f"language in {texts(where.spellings('languages'))}")
    if where.tags:
        needed.append(f"array_contains_any(tags, {texts(cut(tag, TAG_BYTES) for tag in where.spellings('tags'))})")
    first, last = where.bounds()
    if first is not None:  # "no date" is 0 and passes no bound
        needed.append(f"last_day >= {first}")
    if last is not None:
        needed.append(f"first_day > {_NO_DATE} and first_day <= {last}")
    return both(*needed)
