"""Which article of the store a source is: by its path, by its text, and by most of its text.

An article keeps its id when its file is renamed (the same text, and the old path gives nothing any more), corrected
(the same path), or both (nearly the same text, and the old path gives nothing any more). A text that is there already
is no second article, but another source of the first.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.naming import Unnamed, names, slug, text_key
from corpus.refusal import Refusal
from index.resemblance import resemblances
from index.signature import SIGNATURE, short_key, sign
from index.store.generation import Generation


@dataclass(frozen=True, slots=True)
class Held:
    """An article of the live generation; ``passages`` is their number."""

    content_hash: str
    path: str
    passages: int


def held_by(live: Generation | None) -> dict[str, Held]:
    """The articles of a generation by id."""
    segments = live.segments if live else []
    return {
        name: Held(content_hash, path, passages)
        for segment in segments
        for name, content_hash, path, passages in segment.catalog.known()
    }


def still_there(path: str) -> bool:
    """Whether what an article was loaded from exists: a file, one that holds it among others; of an address, always."""
    place = Path(path)
    return "://" in path or place.exists() or any(parent.is_file() for parent in place.parents)


def lies_in(path: str, places: Collection[Path]) -> bool:
    """Whether a path is one of these places, or lies below one."""
    return any(place in places for place in (Path(path), *Path(path).parents))


class Identity:
    """Names the articles of one build, or one addition to what the store holds.

    ``refused`` are the sources that could not be read; all of them are known when ``name`` is called.
    """

    def __init__(
        self, live: Generation | None, held: Mapping[str, Held], refused: Collection[Refusal], adding: bool
    ) -> None:
        self._live = live
        self._held = held
        self._refused = refused
        self._adding = adding
        self._by_path = {one.path: name for name, one in held.items()}
        self.copies: dict[str, str] = {}
        """Id of the article that holds the text of each source that is a copy, by its path; once all are named."""

    def name(self, found: Sequence[Unnamed]) -> list[str]:
        """Ids of the articles, in their order; of a copy, the one it would have if its text were not there yet."""
        here = {one.path for one in found}
        known = [one.own or self._by_path.get(one.path) for one in found]
        free = {name for name, one in self._held.items() if one.path not in here} - set(known)
        staying = self._staying(free)
        settled, copy_of = self._by_text(found, known, free, staying)
        lost = free - staying - set(settled.values())
        unknown = [n for n, name in enumerate(known) if not name and n not in settled and n not in copy_of]
        if lost and unknown:
            settled |= self._by_most_of_it(found, unknown, lost)
        stays = free if self._adding else staying
        taken = {name: one.path for name, one in self._held.items() if one.path in here or name in stays}
        taken |= {name: self._held[name].path for name in settled.values()}
        places = [n for n in range(len(found)) if n not in copy_of]
        first = names([found[n] for n in places], taken, [settled.get(n) for n in places])
        ids = dict(zip(places, first, strict=True))
        for n, holder in copy_of.items():
            self.copies[found[n].path] = holder if isinstance(holder, str) else ids[holder]
        ids |= zip(copy_of, _names_of_copies([found[n] for n in copy_of], taken, first), strict=True)
        return [ids[n] for n in range(len(found))]

    def _staying(self, free: set[str]) -> set[str]:
        """Those that go on being what their paths give, although it was not read now."""
        if self._adding:
            return {name for name in free if still_there(self._held[name].path)}
        places = {refusal.place for refusal in self._refused}
        return {name for name in free if lies_in(self._held[name].path, places)} if places else set()

    def _by_text(
        self, found: Sequence[Unnamed], known: Sequence[str | None], free: set[str], staying: set[str]
    ) -> tuple[dict[int, str], dict[int, int | str]]:
        """Ids that stand by the very same text, and of what each copy is one: of an article held, or one found."""
        groups: dict[bytes, list[int]] = {}
        for n, one in enumerate(found):
            groups.setdefault(one.key, []).append(n)
        settled: dict[int, str] = {}
        copy_of: dict[int, int | str] = {}
        holders = self._holders(groups, free)
        for key, members in groups.items():
            holding = holders.get(key, set())
            if there := sorted(holding & staying):
                copy_of |= dict.fromkeys(members, there[0])
                continue
            first = members[0]
            if len(members) > 1:
                first = min(members, key=lambda n: (known[n] not in holding, not known[n], *_unknown(found[n]), n))
            if not known[first] and (lost := sorted(holding & free)):
                settled[first] = lost[0]
            copy_of |= {n: first for n in members if n != first}
        return settled, copy_of

    def _holders(self, groups: Mapping[bytes, Sequence[int]], free: set[str]) -> dict[bytes, set[str]]:
        """Ids of the articles that hold these texts now, by the texts' keys: of the ``free`` ones, and of any text that
        was found more than once.
        """
        found: dict[bytes, set[str]] = {}
        repeated = {short_key(key) for key, members in groups.items() if len(members) > 1}
        if self._live is None or not (free or repeated):
            return found
        short = np.array([short_key(key) for key in groups], dtype=SIGNATURE["key"])
        for segment in self._live.segments:
            keys = segment.signatures["key"]
            rows = np.flatnonzero(np.isin(keys, short))
            ids = [name for name, *_ in segment.catalog.known()] if len(rows) else []
            for row in rows.tolist():
                if ids[row] in free or int(keys[row]) in repeated:
                    key = text_key(segment.article(row).text)
                    if key in groups:
                        found.setdefault(key, set()).add(ids[row])
        return found

    def _by_most_of_it(self, found: Sequence[Unnamed], unknown: Sequence[int], lost: set[str]) -> dict[int, str]:
        """Ids of ``lost`` articles for those found with nearly their text: of one name first, then the most alike."""
        segments = self._live.segments if self._live else []
        ids = sorted(lost)
        before = [
            segment.signatures[row[0]] for name in ids for segment in segments if (row := segment.catalog.find(name))
        ]
        now = [sign(found[n].read().text) for n in unknown]
        alike = resemblances(
            [np.array(before, dtype=SIGNATURE), np.array(now, dtype=SIGNATURE)],
            np.arange(len(before) + len(now)) >= len(before),
        )
        pairs = [(ids[p.first], unknown[p.second - len(ids)]) for p in alike if p.first < len(ids) <= p.second]
        settled: dict[int, str] = {}
        for name, n in sorted(pairs, key=lambda pair: slug(found[pair[1]].name) != pair[0]):  # keeps the order
            if n not in settled and name not in settled.values():
                settled[n] = name
        return settled


def _unknown(one: Unnamed) -> tuple[bool, str]:
    """Less for a source that says more of itself: who published it, and when; of two dates the earlier."""
    article = one.read()
    return article.publisher is None, article.date or "9999"


def _names_of_copies(copies: Sequence[Unnamed], taken: Mapping[str, str], others: Sequence[str]) -> list[str]:
    """Ids that no article has: a copy that gives itself an article's id would be taken for it."""
    own = Counter(one.own for one in copies)
    used = set(others)
    by_others = {**taken, **dict.fromkeys(others, "")}
    unclaimed = [
        Unnamed(one.path, one.name, one.own if own[one.own] == 1 and one.own not in used else None, one.key, one.read)
        for one in copies
    ]
    return names(unclaimed, by_others)
