"""A whole look at the live generation: more than every opening checks."""

from pathlib import Path

import numpy as np

from corpus.naming import text_key
from index.errors import StoreDamaged
from index.fold import terms
from index.signature import short_key
from index.store.alike import FILE
from index.store.generation import Generation
from index.store.open import open_live
from index.store.segment import embedded_text

_AT_ONCE = 10_000  # passages whose vectors are in memory


def verify(root: Path) -> Generation:
    """Check every file of the store at ``root``, and every passage: its span, its vector, that its words find it.

    Gives the generation that was checked. Raises: StoreMissing; StoreDamaged naming the first thing that is wrong.
    """
    generation = open_live(root)
    while True:
        try:
            _verify(generation)
        except StoreDamaged:
            newer = open_live(root)
            if newer.name == generation.name:
                raise
            generation = newer  # builds went by, and this one was dropped while it was read
        else:
            return generation


def _verify(generation: Generation) -> None:
    generation.manifest.check(generation.folder, thorough=True)
    for begin in range(0, len(generation), _AT_ONCE):
        rows = np.arange(begin, min(begin + _AT_ONCE, len(generation)))
        lengths = np.linalg.norm(generation.vectors(rows), axis=1)
        if not np.allclose(lengths, 1, atol=1e-3):
            worst = int(rows[np.abs(lengths - 1).argmax()])
            raise StoreDamaged(f"{generation.folder}: the vector of passage {worst} has not length 1")
        for row in rows.tolist():
            _verify_passage(generation, row)
    for entry in generation.entries():
        if generation.article(entry.id).content_hash() != entry.content_hash:
            raise StoreDamaged(f"{generation.folder}: article {entry.id!r} is not the one its catalog names")
    _verify_alike(generation)


def _verify_alike(generation: Generation) -> None:
    """Signatures are of the articles they stand for, and what is alike is there."""
    for segment in generation.segments:
        own = [short_key(text_key(segment.article(row).text)) for row in range(len(segment.catalog))]
        if segment.signatures["key"].tolist() != own:
            raise StoreDamaged(f"{segment.folder}: its signatures are not those of its articles")
    alike = generation.alike
    for name in (*alike.copies, *(name for pair in alike.pairs for name in (pair.one, pair.other))):
        if name not in generation:
            raise StoreDamaged(f"{generation.folder}: {FILE} names an article {name!r} that it does not hold")


def _verify_passage(generation: Generation, row: int) -> None:
    try:
        article, passage = generation.passage(row)
        text = embedded_text(article, passage)
    except (ValueError, IndexError) as error:
        raise StoreDamaged(f"{generation.folder}: passage {row} is no span of its article ({error})") from error
    known = terms(text)
    if known and not generation.lexical.scores(known[0], generation.numbers(np.array([row])))[0] > 0:
        raise StoreDamaged(f"{generation.folder}/lexical does not find passage {row} by its word {known[0]!r}")
