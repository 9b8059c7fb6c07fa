"""How much one address may cost."""

from dataclasses import dataclass

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What is fetched at most, and how patiently.

    ``body_bytes`` counts as sent and as unpacked; ``total_seconds`` are from the first look-up to the last byte,
    redirects and all; ``silent_seconds`` without a byte end it earlier. ``pause_seconds`` lie between two requests to
    one host.
    """

    body_bytes: int = 20 * MEGABYTE
    total_seconds: float = 60
    connect_seconds: float = 10
    silent_seconds: float = 20
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    pause_seconds: float = 0.5
