"""The secret that signs logins: the settings', or one of the machine's own making beside the store."""

import os
import secrets
from pathlib import Path

from app.settings import PREFIX, Settings
from corpus.errors import UsageError

_BYTES = 32


def signing_secret(settings: Settings) -> bytes:
    """The secret, made on first use in a file that only its owner reads. Raises: UsageError if it cannot be kept."""
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    store = settings.store.absolute()
    path = store.with_name(f"{store.name}.secret")
    try:
        if not path.exists():
            _make(path)
        kept = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the secret that signs logins cannot be kept in {path} ({error}): mend that, or set {PREFIX}SECRET"
        ) from error
    if len(kept) != _BYTES:
        raise UsageError(f"{path} does not hold the secret that signs logins: remove it, and another one is made")
    return kept


def _make(path: Path) -> None:
    """Write a new one; where another process was faster, its own stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES))
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
