"""Articles that were read and are not named yet: their ids depend on all of them, and on what the store holds."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import TypeAdapter

from corpus.article import Article
from corpus.errors import SourceError, StoreError
from corpus.files import check_paths, files_in
from corpus.naming import Naming, Unnamed, text_key
from corpus.read import Found, Reading
from corpus.refusal import Refusal
from corpus.source import Source

if TYPE_CHECKING:
    from corpus.fetch.fetcher import Fetcher

_ARTICLE = TypeAdapter(Article)

Progress = Callable[[int, int], None]
"""Told how many sources have been read, and of how many."""

MadeFetcher = Callable[[], "Fetcher"]
"""Makes what goes out, as soon as something is to be fetched: its libraries take time to import."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of some sources: articles by where they lie in the temporary file, and what was refused."""

    unnamed: list[Unnamed] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


class Batch:
    """The articles of ``sources``: ``fetch`` gets those of addresses, ``articles`` reads the files and names all.

    Two steps, as the web can take minutes, in which nobody else has to wait; files are read when nobody else writes.
    Articles lie in a temporary file: memory holds one at a time. Addresses are fetched by what ``fetcher`` makes, else
    by one that reaches the public Internet alone. To be used in a ``with``.
    Raises: UsageError for a path that does not exist.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        progress: Progress = lambda *_: None,
        fetcher: MadeFetcher | None = None,
    ) -> None:
        self._paths = [source for source in sources if isinstance(source, Path)]
        self._addresses = [source for source in sources if not isinstance(source, Path)]
        check_paths(self._paths)
        self._progress = progress
        self._fetcher = fetcher
        self._fetched = _Read()
        self._pages = 0
        self._spool = tempfile.TemporaryFile()
        self._reading = Reading()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reading.close()
        with suppress(OSError):  # what a full disk did not take is tried once more
            self._spool.close()

    @property
    def fetches(self) -> bool:
        """Whether any source is an address."""
        return bool(self._addresses)

    def fetch(self) -> None:
        """Fetch and read what addresses, feeds and sitemaps name."""
        if not self._addresses:
            return
        from corpus.fetch.expand import expand
        from corpus.fetch.fetcher import Fetcher
        from corpus.fetch.page import read_address

        fetcher = self._fetcher() if self._fetcher else Fetcher()
        pages, dead = expand(self._addresses, fetcher)
        self._fetched.refused.extend(dead)
        for count, page in enumerate(pages):
            self._progress(count, len(pages))
            self._keep(read_address(page, fetcher, self._reading), self._fetched)
        self._pages = len(pages)
        self._progress(self._pages, self._pages)

    def articles(self, naming: Naming) -> Iterator[Article | Refusal]:
        """Files and folders in the order of their paths, then what was fetched.

        All refusals come before the first article but those that ``naming`` leads to: two articles of one id.
        """
        files, refused = files_in(self._paths)
        read = _Read(refused=refused)
        for count, path in enumerate(files):
            self._progress(self._pages + count, self._pages + len(files))
            self._keep(self._reading.file(path), read)
        self._progress(self._pages + len(files), self._pages + len(files))
        yield from read.refused
        yield from self._fetched.refused
        unnamed = [*read.unnamed, *self._fetched.unnamed]
        taken: dict[str, str] = {}
        for article_id, one in zip(naming(unnamed), unnamed, strict=True):
            article = replace(one.read(), id=article_id)
            if article_id in taken:
                reason = f"its id {article_id!r} is that of {taken[article_id]} too: change one `id:`"
                yield Refusal(article.path, reason)
                continue
            taken[article_id] = article.path
            yield article

    def _keep(self, found: Iterable[Found | Refusal], read: _Read) -> None:
        for item in found:
            if isinstance(item, Refusal):
                read.refused.append(item)
                continue
            try:
                article = item.draft.finish("", fallback_title=item.name, path=item.path)
            except SourceError as error:
                read.refused.append(Refusal(item.shown, str(error)))
                continue
            read.unnamed.append(
                Unnamed(article.path, item.name, item.draft.id, text_key(article.text), self._put(article))
            )

    def _put(self, article: Article) -> Callable[[], Article]:
        """Put an article into the temporary file; what is given reads it again."""
        try:
            offset, size = self._spool.seek(0, os.SEEK_END), self._spool.write(_ARTICLE.dump_json(article))
            self._spool.flush()  # a full disk is told here
        except OSError as error:
            place = tempfile.gettempdir()
            raise StoreError(f"{place} cannot be written: {error.strerror}; the store is as it was") from error
        return partial(self._again, offset, size)

    def _again(self, offset: int, size: int) -> Article:
        self._spool.seek(offset)
        return _ARTICLE.validate_json(self._spool.read(size))
