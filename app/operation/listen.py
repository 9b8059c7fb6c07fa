"""A socket to serve on."""

import socket

from corpus.errors import UsageError


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; nobody is accepted yet. Raises: UsageError if the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(
            f"{host}:{port} cannot be served on ({error.strerror}): name another --port or --host"
        ) from error
    return listening


def address(host: str, port: int) -> str:
    """As people type it: ``http://127.0.0.1:7860``."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
