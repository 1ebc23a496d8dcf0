"""A model that never stops talking: a word every few milliseconds, until it is cut off.

It keeps when each answer began and ended, and every byte that it received.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field

from tests.simulators.loopback import Loopback

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


@dataclass(slots=True)
class Dripped:
    """One answer.

    Attributes:
        received: the request's head and body.
        words: how many were written.
        ended_at: ``time.monotonic()`` when the peer was found gone, or None.
    """

    received: bytes = field(repr=False)
    words: int = 0
    ended_at: float | None = None


class Drip(Loopback):
    """The server; a context manager."""

    def __init__(self, *, pause: float = 0.02, text: str = "") -> None:
        """Sets the seconds between two words, and what is said beside each word's number."""
        super().__init__()
        self.answers: list[Dripped] = []
        self._pause = pause
        self._text = text

    @property
    def open(self) -> int:
        """Answers that nobody has cut off yet."""
        return sum(each.ended_at is None for each in self.answers)

    def saw(self, value: str) -> bool:
        """Whether any request held a value."""
        return any(value.encode() in each.received for each in self.answers)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers one request until the peer leaves."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        length = next(
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        answer = Dripped(head + await reader.readexactly(length))
        self.answers.append(answer)
        gone = asyncio.ensure_future(reader.read())
        try:
            writer.write(_HEAD)
            while not gone.done():
                answer.words += 1
                writer.write(_word(answer.words, self._text))
                await writer.drain()
                await asyncio.wait({gone}, timeout=self._pause)
        except OSError:
            pass  # cut off while a word was written
        finally:
            answer.ended_at = time.monotonic()
            gone.cancel()
            writer.close()


def _word(number: int, text: str) -> bytes:
    choice = {"index": 0, "delta": {"content": f"word{number} {text}"}, "finish_reason": None}
    event = {"object": "chat.completion.chunk", "choices": [choice]}
    return b"data: " + json.dumps(event).encode() + b"\n\n"
