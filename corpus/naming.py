"""What articles are called: the ids of those that were read, given when all are known."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An article that was read and has no id yet.

    ``path`` is where it is from, as in ``Article``; ``name`` what it is called there; ``own`` the id it gives itself;
    ``key`` its ``text_key``; ``read`` reads it once more, its id still empty.
    """

    path: str
    name: str
    own: str | None
    key: bytes
    read: Callable[[], Article]


Naming = Callable[[Sequence[Unnamed]], Sequence[str]]
"""Gives each article its id, in their order."""


def text_key(text: str) -> bytes:
    """The same for texts that are the same but for white space, which formats put where they please; 32 bytes."""
    return hashlib.sha256("".join(text.split()).encode("utf-8", "surrogatepass")).digest()


def slug(name: str) -> str:
    """A name as an id: small letters, digits, characters and hyphens."""
    return re.sub(r"[^\w.-]+", "-", name.casefold()).strip("-.") or "article"


def names(found: Sequence[Unnamed], held: Mapping[str, str], settled: Sequence[str | None] = ()) -> list[str]:
    """Ids by the articles' own word, by what was ``settled`` for each of them if anything was, by path, by name.

    ``held`` are ids that are taken, each with the path it was loaded from: an article of that path keeps it, and one
    of another takes it over only if it says so itself. Where two would share a name, their folders' names join in.
    """
    by_path = {path: article_id for article_id, path in held.items()}
    settled = settled or [None] * len(found)
    ids = [one.own or told or by_path.get(one.path) for one, told in zip(found, settled, strict=True)]
    taken = {*held, *(article_id for article_id in ids if article_id)}
    open_ones = [n for n, article_id in enumerate(ids) if not article_id]
    wanted = Counter(slug(found[n].name) for n in open_ones)
    for n in open_ones:
        name = slug(found[n].name)
        if name in taken or wanted[name] > 1:
            name = _longer(found[n], taken)
        taken.add(name)
        ids[n] = name
    return [article_id or "" for article_id in ids]


def _longer(one: Unnamed, taken: set[str]) -> str:
    """The name behind those of as many folders as make it one of its own; a number if all of them do not."""
    folders = Path(one.path).parts[:-1]
    name = slug(one.name)
    for count in range(1, len(folders) + 1):
        name = slug("-".join((*folders[-count:], one.name)))
        if name not in taken:
            return name
    return next(numbered for n in range(2, len(taken) + 3) if (numbered := f"{name}-{n}") not in taken)
