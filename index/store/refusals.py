"""The sources a store was refused: ``refused.json``, beside the generations, as a build that only refused writes none.

Replaced by one rename; of no weight for what is found and answered.
"""

import logging
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.refusal import Refusal

FILE = "refused.json"
_REFUSALS = TypeAdapter(tuple[Refusal, ...])

log = logging.getLogger(__name__)


def read_refusals(root: Path) -> tuple[Refusal, ...]:
    """Of the store at ``root``; none where nothing was refused, or the file cannot be read."""
    try:
        return _REFUSALS.validate_json((root / FILE).read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        log.warning("%s cannot be read (%s): the next build writes it anew", root / FILE, type(error).__name__)
        return ()


def write_refusals(root: Path, refusals: Iterable[Refusal]) -> None:
    """Keep these instead of those before."""
    path, new = root / FILE, root / f"{FILE}.new"
    try:
        new.write_bytes(_REFUSALS.dump_json(tuple(refusals)))
        new.replace(path)
    except OSError as error:
        log.warning("%s cannot be written: %s", path, error.strerror)
