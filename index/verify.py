"""A whole look at the live generation: more than the sha256 that every opening checks."""

from pathlib import Path

import numpy as np

from index.errors import StoreDamaged
from index.fold import terms
from index.store.generation import Generation, embedded_text
from index.store.open import open_live


def verify(root: Path) -> Generation:
    """Check every passage of the store at ``root``: its span, its vector, and that its words find it.

    Gives the generation that was checked. Raises: StoreMissing; StoreDamaged naming the first thing that is wrong.
    """
    generation = open_live(root)
    rows = np.arange(len(generation))
    for row in rows:
        try:
            article, passage = generation.passage(int(row))
            text = embedded_text(article, passage)
        except (ValueError, IndexError) as error:
            raise StoreDamaged(f"{generation.folder}: passage {row} is no span of its article ({error})") from error
        known = terms(text)
        if known and not generation.lexical.scores(known[0])[row] > 0:
            raise StoreDamaged(f"{generation.folder}/lexical does not find passage {row} by its word {known[0]!r}")
    lengths = np.linalg.norm(generation.dense.vectors(), axis=1)
    if not np.allclose(lengths, 1, atol=1e-3):
        raise StoreDamaged(
            f"{generation.folder}/dense.faiss: vector {int(np.abs(lengths - 1).argmax())} has not length 1"
        )
    for entry in generation.catalog:
        if generation.article(entry.id).content_hash() != entry.content_hash:
            raise StoreDamaged(f"{generation.folder}: article {entry.id!r} is not the one its catalog names")
    return generation
