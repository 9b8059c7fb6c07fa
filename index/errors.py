"""What can go wrong with a store and its weights; all leave with exit status 3 (see corpus/errors.py).

StoreError
├── StoreMissing      there is no store at this path, or it has no live generation
├── StoreDamaged      a file is not as it was written
├── StoreMismatch     built with another embedder or format than the settings name
└── StoreBusy         another process is writing
WeightsError          the embedding model's weights are missing or damaged
"""

from corpus.errors import StoreError


class StoreMissing(StoreError):
    """There is no store at the path, or nothing has been built in it yet."""


class StoreDamaged(StoreError):
    """A file of the store is not as it was written."""


class StoreMismatch(StoreError):
    """The store was built with another embedder or another version of the format."""


class StoreBusy(StoreError):
    """Another process is writing to the store."""


class WeightsError(StoreError):
    """The weights of the embedding model are missing or damaged."""
