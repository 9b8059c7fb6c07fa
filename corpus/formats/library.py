"""Libraries that come with the extra ``formats``."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import SourceError


@contextmanager
def needed_for(files: str) -> Iterator[None]:
    """Imports inside are of the extra ``formats``. Raises: SourceError with the line that installs it."""
    try:
        yield
    except ImportError as error:
        raise SourceError(f"{files} need {error.name}: pip install 'gusu[formats]'") from error
