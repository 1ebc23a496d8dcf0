"""A recipient that begins to read a request and then stops, as one that is overloaded does.

What the sender could not deliver fills the kernel's buffers and its own; what is delivered of it
after the sender has given up can then be counted, byte by byte.
"""

from __future__ import annotations

import fcntl
import os
import socket
import ssl
import struct
import termios
import threading
import time
from types import TracebackType
from typing import Self

WAIT_SECONDS = 10.0
_STILL = 0.15
_BUFFER = 8192


class Stalled:
    """Takes one connection; a context manager.

    Attributes:
        url: ``http(s)://127.0.0.1:<port>``, without a path.
        reset: whether the peer ended by a reset; known after ``rest``.
    """

    def __init__(self, answer: bytes = b"", *, tls: ssl.SSLContext | None = None) -> None:
        """Listens.

        Args:
            answer: said after the first bytes of the request, however much is missing.
            tls: with the certificate, for https.
        """
        self._answer = answer
        self._tls = tls
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen()
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._listening.getsockname()[1]}"
        self.reset = False
        self._connection: socket.socket | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._begin, name="Stalled", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()
        if self._connection is not None:
            self._connection.close()

    def _begin(self) -> None:
        connection, _ = self._listening.accept()
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True)
        connection.recv(1024)
        if self._answer:
            connection.sendall(self._answer)
        # Below TLS from here on: what counts is what arrives.
        self._connection = socket.socket(fileno=os.dup(connection.fileno()))
        self._begun.set()

    def _begun_connection(self) -> socket.socket:
        if not self._begun.wait(WAIT_SECONDS) or self._connection is None:
            raise RuntimeError("no request came")
        return self._connection

    def held(self) -> int:
        """Bytes that its kernel has taken and it has not read, once they grow no more."""
        connection = self._begun_connection()
        before, since = -1, time.monotonic()
        while time.monotonic() - since < _STILL:
            (now,) = struct.unpack("i", fcntl.ioctl(connection, termios.FIONREAD, bytes(4)))
            if now != before:
                before, since = now, time.monotonic()
            time.sleep(0.01)
        return before

    def rest(self, most: int = 1 << 40) -> int:
        """Reads on, to the end or to so many bytes; their number."""
        connection = self._begun_connection()
        connection.settimeout(WAIT_SECONDS)
        count = 0
        try:
            while count < most and (data := connection.recv(65_536)):
                count += len(data)
        except ConnectionResetError:
            self.reset = True
        return count
