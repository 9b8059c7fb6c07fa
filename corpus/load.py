"""Paths in, articles out; what cannot be read is named with its reason, and the rest still comes."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

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


def load(paths: Sequence[Path]) -> Loaded:
    """Load files, and folders with all below them (hidden files aside), in the order of their paths.

    Ids are a file's front matter ``id``, else its name; where two files share a name, their folders' names join in.
    Raises: UsageError for a path that does not exist.
    """
    drafts: list[tuple[Path, Draft]] = []
    refused = []
    for path in _files(paths):
        try:
            drafts.append((path, _read(path)))
        except SourceError as error:
            refused.append(Refusal(str(path), str(error)))
    articles = []
    taken: dict[str, Path] = {}
    for (path, draft), article_id in zip(drafts, _ids(drafts), strict=True):
        try:
            if article_id in taken:
                raise SourceError(f"its id {article_id!r} is that of {taken[article_id]} too: change one `id:`")
            articles.append(draft.finish(article_id, fallback_title=path.stem, path=str(path.resolve())))
            taken[article_id] = path
        except SourceError as error:
            refused.append(Refusal(str(path), str(error)))
    return Loaded(tuple(articles), tuple(refused))


def _files(paths: Iterable[Path]) -> list[Path]:
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            for folder, names, found in os.walk(path):
                names[:] = sorted(name for name in names if not name.startswith("."))
                files.update((Path(folder) / name, None) for name in sorted(found) if not name.startswith("."))
        elif path.exists():
            files[path] = None
        else:
            raise UsageError(f"{path} does not exist: name a file or a folder of articles")
    by_place = {file.resolve(): file for file in reversed(files)}  # the same file named twice is read once
    return [file for file in files if by_place[file.resolve()] == file]


def _read(path: Path) -> Draft:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise SourceError(f"files of the kind {path.suffix or 'without an ending'} cannot be read; these can: {known}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be opened: {error.strerror}") from error
    if not data.strip():
        raise SourceError("is empty")
    return reader(decode(data))


def _ids(drafts: Sequence[tuple[Path, Draft]]) -> list[str]:
    names = [draft.id or _slug(path.stem) for path, draft in drafts]
    shared = {name for name, count in Counter(names).items() if count > 1}
    ids = []
    for (path, draft), name in zip(drafts, names, strict=True):
        ids.append(
            name if draft.id or name not in shared else _slug("-".join(path.resolve().with_suffix("").parts[-2:]))
        )
    return ids


def _slug(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name.casefold()).strip("-.") or "article"
