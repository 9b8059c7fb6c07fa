"""Whether others than the people at this machine can reach the server, and what it then needs."""

from ipaddress import ip_address

from app.settings import PREFIX, Settings
from corpus.errors import UsageError

LOGINS = f"{PREFIX}READER_PASSWORD for people or {PREFIX}READER_KEYS for programs"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def is_loopback(host: str) -> bool:
    """Whether an address or name leads to this machine only."""
    bare = host.strip("[]").lower()
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return bare == "localhost"


def is_exposed(settings: Settings) -> bool:
    """Whether it listens beyond this machine, or is named by a host that does so for it."""
    return not is_loopback(settings.host) or not all(is_loopback(name) for name in settings.hosts)


def check_exposure(settings: Settings, logins: str = LOGINS) -> None:
    """``logins`` are the settings that make one. Raises: UsageError where everybody could read and nobody said so, or
    where the settings contradict each other.
    """
    has_login = bool(settings.reader_password or settings.reader_keys)
    if settings.open_to_all and has_login:
        raise UsageError(
            f"{PREFIX}OPEN_TO_ALL lets everybody read, {PREFIX}READER_PASSWORD and {PREFIX}READER_KEYS do not: "
            "keep one of them"
        )
    if is_exposed(settings) and not has_login and not settings.open_to_all:
        where = settings.host if not is_loopback(settings.host) else ", ".join(settings.hosts)
        raise UsageError(
            f"{where} can be reached from other machines, and no login is set: set {logins}, "
            f"or let everybody read with --open-to-all ({PREFIX}OPEN_TO_ALL=true)"
        )
