"""Paths and addresses in, articles out; what cannot be read is named with its reason, and the rest still comes."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from corpus.article import Article
from corpus.errors import SourceError, UsageError
from corpus.fetch.address import Address, Feed, Sitemap
from corpus.naming import Naming, Unnamed, names, text_key
from corpus.read import Found, Reading
from corpus.refusal import Refusal
from corpus.source import Source
from corpus.temporary import is_temporary

if TYPE_CHECKING:
    from corpus.fetch.fetcher import Fetcher

_ARTICLE = TypeAdapter(Article)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a set of paths. Every file found is in one of the two."""

    articles: tuple[Article, ...]
    refused: tuple[Refusal, ...]


Progress = Callable[[int, int], None]
"""Told how many files have been read, and of how many."""


MadeFetcher = Callable[[], "Fetcher"]
"""Makes what goes out, as soon as something is to be fetched: its libraries take time to import."""


def load(
    sources: Sequence[Source], held: Mapping[str, str] | None = None, fetcher: MadeFetcher | None = None
) -> Loaded:
    """All articles of ``sources`` at once; as ``stream`` gives them, one by one. ``held``: see ``names``."""
    articles, refused = [], []
    for item in stream(sources, partial(names, held=held or {}), fetcher=fetcher):
        if isinstance(item, Refusal):
            refused.append(item)
        else:
            articles.append(item)
    return Loaded(tuple(articles), tuple(refused))


def stream(
    sources: Sequence[Source],
    naming: Naming,
    progress: Progress = lambda *_: None,
    fetcher: MadeFetcher | None = None,
) -> Iterator[Article | Refusal]:
    """Load files, and folders with all below them, in the order of their paths; then addresses.

    Of a folder, hidden and temporary files and indexes of ours are left aside.

    All refusals come before the first article but those that ``naming`` leads to: two articles of one id. As the ids
    depend on all articles, these are read first, into a temporary file; memory holds one at a time. Addresses are
    fetched by what ``fetcher`` makes, else by one that reaches the public Internet alone.
    Raises: UsageError for a path that does not exist, before anything is given.
    """
    files, refused = _files(source for source in sources if isinstance(source, Path))
    lists = [source for source in sources if not isinstance(source, Path)]
    return _stream(files, lists, refused, naming, progress, fetcher)


def _stream(
    files: Sequence[Path],
    lists: Sequence[Address | Feed | Sitemap],
    refused: Sequence[Refusal],
    naming: Naming,
    progress: Progress,
    fetcher: MadeFetcher | None,
) -> Iterator[Article | Refusal]:
    yield from refused
    with tempfile.TemporaryFile() as spool, Reading() as reading:

        def read_again(offset: int, size: int) -> Article:
            spool.seek(offset)
            return _ARTICLE.validate_json(spool.read(size))

        unnamed: list[Unnamed] = []
        again: list[Callable[[], Article]] = []
        found: list[Callable[[], Iterator[Found | Refusal]]] = [partial(reading.file, path) for path in files]
        if lists:
            pages, dead = _pages(lists, reading, fetcher)
            found += pages
            yield from dead
        for count, read_one in enumerate(found):
            progress(count, len(found))
            for item in read_one():
                if isinstance(item, Refusal):
                    yield item
                    continue
                try:
                    article = item.draft.finish("", fallback_title=item.name, path=item.path)
                except SourceError as error:
                    yield Refusal(item.shown, str(error))
                    continue
                again.append(partial(read_again, spool.tell(), spool.write(_ARTICLE.dump_json(article))))
                unnamed.append(Unnamed(article.path, item.name, item.draft.id, text_key(article.text), again[-1]))
        progress(len(found), len(found))
        taken: dict[str, str] = {}
        for article_id, read in zip(naming(unnamed), again, strict=True):
            article = replace(read(), id=article_id)
            if article_id in taken:
                reason = f"its id {article_id!r} is that of {taken[article_id]} too: change one `id:`"
                yield Refusal(article.path, reason)
                continue
            taken[article_id] = article.path
            yield article


def _pages(
    lists: Sequence[Address | Feed | Sitemap], reading: Reading, fetcher: MadeFetcher | None
) -> tuple[list[Callable[[], Iterator[Found | Refusal]]], list[Refusal]]:
    """What reads each page that is named, and the lists that could not be read."""
    from corpus.fetch.expand import expand
    from corpus.fetch.fetcher import Fetcher
    from corpus.fetch.page import read_address

    made = fetcher() if fetcher else Fetcher()
    addresses, refused = expand(lists, made)
    return [partial(read_address, address, made, reading) for address in addresses], refused


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[Refusal]]:
    """The files to read, each once however often it is named, and the folders that could not be looked into."""
    files: dict[Path, Path] = {}  # by the place they lead to
    refused: list[Refusal] = []
    folders: set[Path] = set()

    def unreadable(error: OSError) -> None:
        refused.append(Refusal(str(error.filename), f"cannot be looked into: {error.strerror}"))

    for path in paths:
        if not _exists(path):
            raise UsageError(f"{path} does not exist: name a file or a folder of articles")
        if path.is_dir():
            for folder, names, inside in os.walk(path, onerror=unreadable, followlinks=True):
                place = Path(folder).resolve()
                if place in folders or _is_store(place):
                    names[:] = []
                    continue
                folders.add(place)
                names[:] = sorted(name for name in names if not is_temporary(name))
                for name in sorted(name for name in inside if not is_temporary(name)):
                    files.setdefault((Path(folder) / name).resolve(), Path(folder) / name)
        else:
            files.setdefault(path.resolve(), path)
    return list(files.values()), refused


def _is_store(folder: Path) -> bool:
    """Whether it is an index of ours: what that holds came from sources, and is none."""
    return (folder / "CURRENT").is_file() and (folder / "generations").is_dir()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name too long for the system
        raise UsageError(f"{path} cannot be opened: {error.strerror}") from error
