"""What files of Word, PowerPoint and Excel, and books, have in common: each is a ZIP archive of XML."""

import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.draft import Draft
from corpus.errors import SourceError
from corpus.formats.properties import author_of, date_of, title_of
from corpus.zip import DAMAGED, open_zip


@contextmanager
def opened(data: bytes) -> Iterator[io.BytesIO]:
    """``data`` as a file, after a look at what it unpacks to.

    Raises: SourceError for a zip bomb, and if what reads the file finds it damaged.
    """
    file = io.BytesIO(data)
    open_zip(file).close()
    try:
        yield file
    except (*DAMAGED, LookupError, SyntaxError, ValueError, OverflowError) as error:  # of XML are SyntaxErrors
        said = str(error).strip() or type(error).__name__
        raise SourceError(f"is damaged: {said.splitlines()[0]}") from error


def read_properties(draft: Draft, title: object, author: object, created: object) -> None:
    """Put a file's properties into ``draft``, where a person meant them."""
    draft.title = draft.title or title_of(str(title or ""))
    draft.author = draft.author or author_of(str(author or ""))
    draft.date = draft.date or (date_of(created) if isinstance(created, datetime.datetime) else None)
