"""Paths in, articles out; what cannot be read is named with its reason, and the rest still comes."""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from corpus.article import Article
from corpus.decode import decode
from corpus.draft import Draft
from corpus.errors import SourceError, UsageError
from corpus.formats.markdown import read_markdown
from corpus.formats.text import read_text

READERS: dict[str, Callable[[str], Draft]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".text": read_text,
}

_DRAFT = TypeAdapter(Draft)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a set of paths. Every file found is in one of the two."""

    articles: tuple[Article, ...]
    refused: tuple[Refusal, ...]


Progress = Callable[[int, int], None]
"""Told how many files have been read, and of how many."""


def load(paths: Sequence[Path], held: Mapping[str, str] | None = None) -> Loaded:
    """All articles of ``paths`` at once; as ``stream`` gives them, one by one. Raises as stream."""
    articles, refused = [], []
    for item in stream(paths, held):
        if isinstance(item, Refusal):
            refused.append(item)
        else:
            articles.append(item)
    return Loaded(tuple(articles), tuple(refused))


def stream(
    paths: Sequence[Path], held: Mapping[str, str] | None = None, progress: Progress = lambda *_: None
) -> Iterator[Article | Refusal]:
    """Load files, and folders with all below them (hidden files aside), in the order of their paths.

    An article's id is its front matter's ``id``, else its file's name; where two files share a name, their folders'
    names join in. ``held`` are ids that are taken, each with the path it was loaded from: a file keeps the id it has
    there, and takes over no other file's unless its front matter says so. As the ids depend on all files, these are
    read first, into a temporary file; memory holds one article at a time.
    Raises: UsageError for a path that does not exist, before anything is given.
    """
    found, refused = _files(paths)
    return _stream(found, refused, held or {}, progress)


def _stream(
    found: Sequence[Path], refused: Sequence[Refusal], held: Mapping[str, str], progress: Progress
) -> Iterator[Article | Refusal]:
    yield from refused
    with tempfile.TemporaryFile() as spool:
        named: list[tuple[Path, str | None, int]] = []  # path, the id its front matter gives it, bytes in the spool
        for count, path in enumerate(found):
            progress(count, len(found))
            try:
                draft = _read(path)
            except SourceError as error:
                yield Refusal(str(path), str(error))
                continue
            named.append((path, draft.id, spool.write(_DRAFT.dump_json(draft))))
        progress(len(found), len(found))
        spool.seek(0)
        taken: dict[str, Path] = {}
        for (path, _, size), article_id in zip(named, _ids([n[:2] for n in named], held), strict=True):
            draft = _DRAFT.validate_json(spool.read(size))
            try:
                if article_id in taken:
                    raise SourceError(f"its id {article_id!r} is that of {taken[article_id]} too: change one `id:`")
                article = draft.finish(article_id, fallback_title=path.stem, path=str(path.resolve()))
            except SourceError as error:
                yield Refusal(str(path), str(error))
                continue
            taken[article_id] = path
            yield article


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
                names[:] = [] if place in folders else sorted(name for name in names if not name.startswith("."))
                for name in sorted(inside) if place not in folders else []:
                    if not name.startswith("."):
                        files.setdefault((Path(folder) / name).resolve(), Path(folder) / name)
                folders.add(place)
        else:
            files.setdefault(path.resolve(), path)
    return list(files.values()), refused


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name too long for the system
        raise UsageError(f"{path} cannot be opened: {error.strerror}") from error


def _read(path: Path) -> Draft:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise SourceError(f"files of the kind {path.suffix or 'without an ending'} cannot be read; these can: {known}")
    try:
        str(path).encode()
        if not path.is_file():
            raise SourceError("is not a file")
        data = path.read_bytes()
    except UnicodeEncodeError as error:
        raise SourceError("has a name that is not UTF-8: rename it") from error
    except OSError as error:
        raise SourceError(f"cannot be opened: {error.strerror}") from error
    if not data.strip():
        raise SourceError("is empty")
    return reader(decode(data))


def _ids(found: Sequence[tuple[Path, str | None]], held: Mapping[str, str]) -> list[str]:
    by_path = {path: article_id for article_id, path in held.items()}
    names = [own or by_path.get(str(path.resolve())) or _slug(path.stem) for path, own in found]
    shared = {name for name, count in Counter(names).items() if count > 1}
    ids = []
    for (path, own), name in zip(found, names, strict=True):
        anothers = name in shared or held.get(name, str(path.resolve())) != str(path.resolve())
        ids.append(_slug("-".join(path.resolve().with_suffix("").parts[-2:])) if anothers and not own else name)
    return ids


def _slug(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name.casefold()).strip("-.") or "article"
