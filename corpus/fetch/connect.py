"""Connections that go only where the guard lets them, and end in time."""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from corpus.errors import SourceError
from corpus.fetch.guard import Guard


class Deadline:
    """A moment after which nothing more is waited for."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def within(self, timeout: float | None) -> float:
        """``timeout``, or what is left if that is less. Raises: SourceError if nothing is left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise SourceError(f"takes longer than {self.seconds:g} s")
        return left if timeout is None else min(left, timeout)

    @property
    def passed(self) -> bool:
        """Whether nothing is left."""
        return time.monotonic() >= self._end


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore: host and name stay as asked, the IP address is one that the guard has checked."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that takes it. Raises: SourceError of the guard; httpcore's own."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for ip in self._guard.addresses(host, port, self._deadline.within(timeout)):
            try:
                stream = self._sockets.connect_tcp(
                    str(ip), port, self._deadline.within(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"no address of {host}")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Never: a file of this machine is no address."""
        raise httpcore.ConnectError(f"{path} is a file of this machine")


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every wait ends with the deadline, also in the middle of a header or a handshake."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
