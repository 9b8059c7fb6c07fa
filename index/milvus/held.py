"""What a store in Milvus holds, and what the articles of a build are to it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.naming import Naming, Unnamed, slug
from index.identity import still_there
from index.milvus.conditions import both
from index.milvus.database import Database, Row
from index.milvus.rows import digest
from index.summary import SourceReceipt, State

_FIELDS = ("key", "article", "version", "path", "passages", "born")


@dataclass(frozen=True, slots=True)
class Held:
    """An article that is there: its versions, of which there is one but after a build that was killed."""

    versions: frozenset[str]
    path: str
    passages: int


def held_by(database: Database, condition: str = "") -> dict[str, Held]:
    """The articles whose rows meet a condition, by id; none where nothing has been built."""
    if not database.exists():
        return {}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in database.each(database.articles, both("part == 0", condition), _FIELDS):
        found[row["article"]].append(row)
    latest = {name: max(rows, key=lambda row: int(row["born"])) for name, rows in found.items()}
    return {
        name: Held(frozenset(row["version"] for row in rows), latest[name]["path"], latest[name]["passages"])
        for name, rows in found.items()
    }


def state_of(held: Held | None, current: str) -> State:
    """What an article of the version ``current`` is to what is there under its id."""
    if held is None:
        return "added"
    return "unchanged" if current in held.versions else "updated"


def receipt_of(article: Article, state: State) -> SourceReceipt:
    """What became of an article's source; the number of its passages is not known yet."""
    receipt = article.receipt
    return SourceReceipt(
        path=article.path,
        article_id=article.id,
        state=state,
        format=receipt.format,
        encoding=receipt.encoding,
        characters=len(article.text),
        left_out=receipt.left_out,
        warnings=receipt.warnings,
    )


def naming(files: Collection[Path], held: Mapping[str, Held], adding: bool) -> Naming:
    """Ids that each shard gives alike, whatever the others read; ``files`` are those of all shards.

    ``adding``: the ids of what is held and can still be read where it came from are not given to other sources.
    """
    alone = {name for name, count in Counter(slug(path.stem) for path in files).items() if count == 1}
    if adding:
        alone -= {name for name, one in held.items() if still_there(one.path)}
    by_path = {one.path: name for name, one in held.items()}

    def name(one: Unnamed) -> str:
        if known := one.own or by_path.get(one.path):
            return known
        short = slug(one.name)
        return short if short in alone and Path(one.path) in files else f"{short}-{digest(one.path).hex()[:8]}"

    return lambda found: [name(one) for one in found]
