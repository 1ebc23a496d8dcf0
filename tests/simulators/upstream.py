"""A model's server on loopback that speaks every wire and keeps what it receives, to the byte.

    with Upstream() as upstream:
        upstream.script(answer("Hello."), api_error(429, code="rate_limit_exceeded"))
        ...  # call upstream.url + "/v1/chat/completions"
        assert not upstream.saw("4111 1111 1111 1111")

It runs in a thread with its own event loop and writes HTTP/1.1 itself, so that a
response can be cut at any byte: inside a character, an event's line, a chunk's size.
A cut is real: the next piece is written when the peer has taken the last one, where the
system tells (Linux), and otherwise after the loop has turned.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from tests.simulators import wires
from tests.simulators.loopback import WAIT_SECONDS, Loopback
from tests.simulators.pace import Pace
from tests.simulators.replies import Asked, Behaviour, End, Reply, api_error, echo


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request as it came over the wire.

    Attributes:
        method: for example ``POST``.
        target: path and query, as sent.
        headers: names and values in order, as sent.
        raw: every byte, head and framing included.
        body: the body without its framing.
        whole: False if the peer left before its end.
        connection: counts connections from 0; requests of one share it.
    """

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    raw: bytes = field(repr=False)
    body: bytes = field(repr=False)
    whole: bool
    connection: int

    def header(self, name: str) -> bytes | None:
        """The first value of a header, whatever its case."""
        wanted = name.lower().encode()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self) -> Any:
        """The body as JSON; raises ValueError."""
        return json.loads(self.body)

    def holds(self, value: str) -> bool:
        """Whether a value stands anywhere in it.

        The raw bytes are searched, percent-decoded ones, the body, and every string
        and key of a JSON body with its escapes undone, nested JSON texts included.
        """
        wanted = value.encode("utf-8", "surrogatepass")
        if wanted in self.raw or wanted in self.body or wanted in unquote_to_bytes(self.target):
            return True
        try:
            tree = self.json()
        except ValueError:
            return False
        return any(value in text for text in _texts(tree))


def _texts(tree: Any) -> list[str]:
    """Every string, key and number of a JSON tree, JSON inside strings unfolded."""
    found: list[str] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += [*node.keys(), *node.values()]
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, str):
            found.append(node)
            with contextlib.suppress(ValueError, RecursionError):
                inner = json.loads(node)
                if isinstance(inner, (dict, list)):
                    waiting.append(inner)
        else:
            found.append(json.dumps(node))
    return found


class Upstream(Loopback):
    """The server; a context manager.

    Attributes:
        default: answers requests for which nothing is scripted.
        requests: all that came, in order of their end.
        failure: what a behaviour raised, if one did; raised when the server is left.
    """

    def __init__(self, default: Behaviour | None = None) -> None:
        super().__init__()
        self.default: Behaviour = default or echo()
        self.requests: list[Received] = []
        self.connections = 0
        self._script: deque[Behaviour] = deque()
        self._answered = 0
        self._arrival = threading.Condition()

    def script(self, *behaviours: Behaviour) -> None:
        """Says how the next requests are answered, one each; then the default again."""
        self._script.extend(behaviours)

    def saw(self, value: str) -> bool:
        """Whether a value stood anywhere in any request; see Received.holds."""
        return any(request.holds(value) for request in list(self.requests))

    def wait_for(self, count: int, *, timeout: float = WAIT_SECONDS) -> bool:
        """Waits until so many requests have come, for at most ``timeout`` seconds."""
        with self._arrival:
            return self._arrival.wait_for(lambda: len(self.requests) >= count, timeout)

    def clear(self) -> None:
        """Forgets requests and script."""
        self.requests.clear()
        self._script.clear()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reads requests and answers them until the peer leaves."""
        connection = self.connections
        self.connections += 1
        try:
            open_still = True
            while open_still:
                received = await _read_request(reader, connection)
                if received is None:
                    break
                self._keep(received)
                open_still = received.whole and await _send(writer, self._reply(received))
        except OSError:
            pass  # the peer left; what it had sent is kept
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _keep(self, received: Received) -> None:
        with self._arrival:
            self.requests.append(received)
            self._arrival.notify_all()

    def _reply(self, received: Received) -> Reply:
        endpoint = wires.find(received.target)
        if received.method != "POST" or endpoint is None:
            return api_error(404, code="unknown_url", message="unknown route")
        behaviour = self._script.popleft() if self._script else self.default
        if isinstance(behaviour, Reply):
            return behaviour
        try:
            body = received.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            made = endpoint.error(400, "no request of this wire")
            return Reply(status=400, body=json.dumps(made).encode())
        try:
            asked = Asked(body=body, target=received.target, number=self._answered)
            self._answered += 1
            return behaviour(asked)
        except Exception as error:  # a fault of the test's own function: shown at the end
            self.failure = error
            return api_error(500, code="behaviour_failed")


async def _read_request(reader: asyncio.StreamReader, connection: int) -> Received | None:
    """The next request of a connection, or None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        head, whole = error.partial, False
    else:
        whole = True
    lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    method, _, rest = lines[0].decode("latin-1").partition(" ")
    fields = [line.partition(b":") for line in lines[1:]]
    headers = tuple((name, value.strip()) for name, _, value in fields)
    raw, body = bytearray(head), bytearray()
    if whole:
        try:
            await _read_body(reader, headers, raw, body=body)
        except asyncio.IncompleteReadError as error:
            raw += error.partial
            whole = False
    return Received(
        method=method,
        target=rest.rpartition(" ")[0],
        headers=headers,
        raw=bytes(raw),
        body=bytes(body),
        whole=whole,
        connection=connection,
    )


async def _read_body(
    reader: asyncio.StreamReader,
    headers: tuple[tuple[bytes, bytes], ...],
    raw: bytearray,
    *,
    body: bytearray,
) -> None:
    """Adds the body's bytes to ``raw`` as they come, and unframed to ``body``."""
    fields = {name.lower(): value for name, value in headers}
    if b"chunked" in fields.get(b"transfer-encoding", b"").lower():
        size = -1
        while size != 0:
            line = await reader.readuntil(b"\r\n")
            raw += line
            size = int(line.split(b";")[0], 16)
            part = await reader.readexactly(size + 2)
            raw += part
            body += part[:-2]
        return
    part = await reader.readexactly(int(fields.get(b"content-length", b"0")))
    raw += part
    body += part


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Writes a reply piece by piece; True if the connection serves on."""
    connection: socket.socket = writer.get_extra_info("socket")
    pace = Pace(connection)
    pieces = reply.pieces()
    for place, piece in enumerate(pieces):
        if place:
            await pace.taken()
        writer.write(piece)
        await writer.drain()
    if reply.end is End.HANG:
        await asyncio.Event().wait()
    if reply.end is End.RESET:
        await pace.taken()
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
        return False
    return reply.end is End.WHOLE and (reply.framing != "close")
