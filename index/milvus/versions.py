"""Which version of each article is read, and the articles themselves."""

from collections import defaultdict
from collections.abc import Iterable

from corpus.article import Article
from corpus.errors import StoreError
from index.milvus.conditions import both, text
from index.milvus.database import Database
from index.milvus.recent import Recent
from index.store.segment import ARTICLE

_SETTLED = 200_000  # articles whose version is remembered
_ARTICLES_AT_HAND = 512
_NO_VERSION = ""


class Articles:
    """Articles by version: one of a version never changes, so it is shared by all generations."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._at_hand: Recent[str, Article] = Recent(_ARTICLES_AT_HAND)

    def fetch(self, versions: Iterable[str]) -> dict[str, Article]:
        """These articles; those that are no more are left out."""
        wanted = set(versions)
        found = {version: article for version in wanted if (article := self._at_hand.get(version))}
        parts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        missing = sorted(wanted - found.keys())
        for row in self._database.among(
            self._database.articles, "version", missing, "", ["key", "version", "part", "body"]
        ):
            parts[row["version"]].append((row["part"], row["body"]))
        for version, bodies in parts.items():
            article = ARTICLE.validate_json("".join(body for _, body in sorted(bodies)))
            self._at_hand.put(version, article)
            found[version] = article
        return found


class Versions:
    """Of one generation: the version of an article that was the latest at the first look."""

    def __init__(self, database: Database, articles: Articles) -> None:
        self._database = database
        self._articles = articles
        self._settled: Recent[str, str] = Recent(_SETTLED)

    def settle(self, article_ids: Iterable[str]) -> None:
        """Look for those of these articles that have not been looked for."""
        open_ones = sorted(name for name in article_ids if self._settled.get(name) is None)
        latest = dict.fromkeys(open_ones, (0, _NO_VERSION))
        fields = ["key", "article", "version", "born"]
        for row in self._database.few(self._database.articles, "article", open_ones, "part == 0", fields):
            latest[row["article"]] = max(latest[row["article"]], (row["born"], row["version"]))
        for name, (_, version) in latest.items():
            self._settled.put(name, version)

    def of(self, article_id: str) -> str | None:
        """The version of an article; None if there is no such article."""
        if self._settled.get(article_id) is None:
            self.settle([article_id])
        return self._settled.get(article_id) or None

    def article(self, version: str) -> Article:
        """An article. Raises: StoreError if it was removed meanwhile."""
        if (article := self._articles.fetch([version]).get(version)) is None:
            raise StoreError("an article was removed while it was read: ask again")
        return article

    def fetch(self, versions: Iterable[str]) -> None:
        """Have these articles at hand."""
        self._articles.fetch(versions)

    def same_text(self, article_id: str) -> tuple[str, ...]:
        """Other articles of the very text of this one."""
        version = self.of(article_id)
        rows = self._database.query(
            self._database.articles, both(f"version == {text(version or '')}", "part == 0"), ["text_key"]
        )
        if not rows:
            return ()
        same = both(f"text_key == {text(rows[0]['text_key'])}", "part == 0")
        names = {row["article"] for row in self._database.query(self._database.articles, same, ["article"])}
        return tuple(sorted(names - {article_id}))
