"""The generation before, live again: the undo of a build, an addition, a removal, and of a rollback."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.errors import UsageError
from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.identity import held_by
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.open import open_live
from index.store.segment import embedded_text
from index.store.vectors import VectorCache, passage_key

_AT_ONCE = 1_000  # passages whose vectors are in memory


@dataclass(frozen=True, slots=True)
class Rollback:
    """What going back did. ``before`` was live until now, and is what another rollback goes to.

    ``back`` are ids of articles that are there again, ``gone`` of those that are not, ``changed`` of those whose words
    or metadata are as they were; ``articles`` and ``passages`` are counts of the generation that is live now.
    """

    generation: str
    before: str
    articles: int
    passages: int
    back: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    seconds: float


def rollback(layout: Layout, fingerprint: str) -> Rollback:
    """Make the generation before the live one live again, once every file of it has been found as it was written.

    ``fingerprint`` is the embedder's. The cached vectors become those of its passages, without embedding any.
    Raises: UsageError where there is none; StoreDamaged, StoreMismatch if it cannot be used; StoreMissing, StoreBusy.
    """
    started = time.perf_counter()
    with layout.writing():
        live, name = layout.live(), layout.previous()
        if name is None:
            raise UsageError(f"{layout.root} holds no generation but {live}: there is nothing to go back to")
        target = Generation(layout.generations / name)
        target.manifest.check(target.folder, thorough=True)
        if target.manifest.embedder != fingerprint:
            raise StoreMismatch(
                f"generation {name} was built with the embedder {target.manifest.embedder}, the settings name "
                f"{fingerprint}: name that one, or build again"
            )
        try:
            left = open_live(layout.root)
        except (StoreDamaged, StoreMismatch, StoreMissing):
            left = None  # going back is what mends it
        now, then = held_by(target), held_by(left)
        changed = {name for name in now.keys() & then.keys() if now[name].content_hash != then[name].content_hash}
        layout.go_to(name)
        _renew(layout, fingerprint, (left, {*then} - {*now} | changed), (target, {*now} - {*then} | changed))
    return Rollback(
        generation=name,
        before=live,
        articles=target.manifest.articles,
        passages=len(target),
        back=tuple(sorted(now.keys() - then.keys())),
        gone=tuple(sorted(then.keys() - now.keys())),
        changed=tuple(sorted(changed)),
        seconds=round(time.perf_counter() - started, 3),
    )


def _renew(
    layout: Layout,
    fingerprint: str,
    gone: tuple[Generation | None, Iterable[str]],
    back: tuple[Generation, Iterable[str]],
) -> None:
    """Put the vectors of what came back into the cache, and drop those of what is gone."""
    cache = VectorCache(layout.embeddings, fingerprint)
    try:
        generation, names = back
        rows = generation.rows_of(names)
        for at in range(0, len(rows), _AT_ONCE):
            part = rows[at : at + _AT_ONCE]
            cache.put(dict(zip(_keys(generation, part), generation.vectors(part), strict=True)))
        left, names = gone
        if left is not None:
            cache.drop(_keys(left, left.rows_of(names)))
    finally:
        cache.close()


def _keys(generation: Generation, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> list[str]:
    return [passage_key(embedded_text(*generation.passage(row))) for row in rows.tolist()]
