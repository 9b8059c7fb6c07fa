"""All articles of a set of sources at once; what cannot be read is named with its reason, and the rest still comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from corpus.article import Article
from corpus.batch import Batch, MadeFetcher
from corpus.naming import names
from corpus.refusal import Refusal
from corpus.source import Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a set of paths. Every file found is in one of the two."""

    articles: tuple[Article, ...]
    refused: tuple[Refusal, ...]


def load(
    sources: Sequence[Source], held: Mapping[str, str] | None = None, fetcher: MadeFetcher | None = None
) -> Loaded:
    """The articles of files, folders and addresses. ``held``: see ``names``.

    Raises: UsageError for a path that does not exist, before anything is read.
    """
    articles, refused = [], []
    with Batch(sources, fetcher=fetcher) as batch:
        batch.fetch()
        for item in batch.articles(partial(names, held=held or {})):
            if isinstance(item, Refusal):
                refused.append(item)
            else:
                articles.append(item)
    return Loaded(tuple(articles), tuple(refused))
