"""How the pieces of a streamed answer follow one another: events, lines, or a JSON array.

A framing reads bytes in pieces of any size into events, and writes events. What was not
rewritten is passed on as it came, but for the separators of an array, which are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from gateway.errors import UpstreamFailed
from gateway.proxy.sse import (
    MAX_EVENT_BYTES,
    Event,
    EventTooLarge,
    InvalidStream,
    SSEParser,
    encode_comment,
    encode_event,
)

_LINE_ENDS = {
    "\u0085".encode(): rb"\u0085",
    "\u2028".encode(): rb"\u2028",
    "\u2029".encode(): rb"\u2029",
}
_STRUCTURE = re.compile(rb'["\\{}\[\]]')


class Framing(Protocol):
    """Reads and writes the pieces of a stream.

    Attributes:
        content_type: of the response.
        opening: comes before the first event.
        closing: comes after the last one.
    """

    content_type: str
    opening: bytes
    closing: bytes

    def feed(self, data: bytes) -> list[Event]:
        """The events that these bytes complete; raises UpstreamFailed."""
        ...

    def flush(self) -> list[Event]:
        """Those that the end of the stream completes; raises UpstreamFailed."""
        ...

    def encode(self, data: bytes, name: str | None = None) -> bytes:
        """An event as bytes."""
        ...

    def passed(self, event: Event) -> bytes:
        """An event that was not rewritten."""
        ...

    def comment(self, text: str) -> bytes:
        """What no client reads as an event; empty where the framing has none."""
        ...


class ServerSentEvents:
    """``text/event-stream``; comments of the recipient are its keep-alives and end here."""

    content_type = "text/event-stream; charset=utf-8"
    opening = b""
    closing = b""

    def __init__(self, *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        """Starts at the first byte; ``max_event_bytes`` is the limit of one event."""
        self._parser = SSEParser(max_event_bytes=max_event_bytes)

    def feed(self, data: bytes) -> list[Event]:
        """The events that these bytes complete."""
        return [item for item in self._parser.feed(data) if isinstance(item, Event)]

    def flush(self) -> list[Event]:
        """None: an event that the end cut short was never sent whole."""
        self._parser.flush()
        return []

    def encode(self, data: bytes, name: str | None = None) -> bytes:
        """An event as bytes."""
        return encode_event(data, name)

    def passed(self, event: Event) -> bytes:
        """The event's own bytes; what stands beside its data and name was not examined."""
        return event.raw if event.bare else encode_event(event.data, event.event)

    def comment(self, text: str) -> bytes:
        """A comment line."""
        return encode_comment(text)


class Lines:
    """``application/x-ndjson``: a JSON text a line."""

    content_type = "application/x-ndjson"
    opening = b""
    closing = b""

    def __init__(self, *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        """Starts at the first byte; ``max_event_bytes`` is the limit of one line."""
        self._most = max_event_bytes
        self._line = bytearray()

    def feed(self, data: bytes) -> list[Event]:
        """The lines that these bytes complete."""
        *whole, rest = data.split(b"\n")
        found: list[Event] = []
        for line in whole:
            self._line += line
            found += self._take()
        self._line += rest
        _check(len(self._line), self._most)
        return found

    def flush(self) -> list[Event]:
        """The last line, which needs no line end: it is whole if it is JSON."""
        return list(self._take())

    def _take(self) -> Iterator[Event]:
        line = bytes(self._line)
        self._line.clear()
        _check(len(line), self._most)
        if line.strip():
            yield _event(line)

    def encode(self, data: bytes, name: str | None = None) -> bytes:
        """A line. Clients that split at any line end of Unicode must not find one inside."""
        del name
        return one_line(data) + b"\n"

    def passed(self, event: Event) -> bytes:
        """The line as it came, but for such line ends."""
        return self.encode(event.raw)

    def comment(self, text: str) -> bytes:
        """Nothing: a line is an event."""
        del text
        return b""


_SEPARATOR = b",\n"


class Array:
    """``application/json``: one array whose elements arrive one after another."""

    content_type = "application/json"
    opening = b"["
    closing = b"]"

    def __init__(self, *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        """Starts at the first byte; ``max_event_bytes`` is the limit of one element."""
        self._most = max_event_bytes
        self._element = bytearray()
        self._depth = 0  # of the place reached, the array itself not counted
        self._in_string = False
        self._escaped = False
        self._state = "before"  # the array, "within" it, or "after"
        self._given = False

    def feed(self, data: bytes) -> list[Event]:
        """The elements that these bytes complete."""
        found: list[Event] = []
        position = 0
        while position < len(data):
            if self._depth == 0:
                position = self._between(data, position)
                continue
            end = self._within(data, position)
            self._element += data[position:end]
            _check(len(self._element), self._most)
            position = end
            if self._depth == 0:
                found.append(_event(bytes(self._element)))
                self._element.clear()
        return found

    def _between(self, data: bytes, position: int) -> int:
        byte = data[position : position + 1]
        if byte in b" \t\r\n":
            return position + 1
        if self._state == "before" and byte == b"[":
            self._state = "within"
        elif self._state == "within" and byte == b"]":
            self._state = "after"
        elif self._state == "within" and byte == b"{":
            self._depth = 1
            self._element += byte
        elif self._state != "within" or byte != b",":
            raise InvalidStream("the stream is no array of objects")
        return position + 1

    def _within(self, data: bytes, position: int) -> int:
        """The end of what belongs to the element, as far as it is there."""
        if self._escaped:
            self._escaped = False
            position += 1
        while (found := _STRUCTURE.search(data, position)) is not None:
            byte, position = found.group(), found.end()
            if self._in_string:
                if byte == b"\\":
                    if position == len(data):
                        self._escaped = True
                    position += 1
                elif byte == b'"':
                    self._in_string = False
            elif byte == b'"':
                self._in_string = True
            elif byte in b"{[":
                self._depth += 1
            elif byte in b"}]":
                self._depth -= 1
                if self._depth == 0:
                    return position
        return len(data)

    def flush(self) -> list[Event]:
        """None: an element that the end cut short was never sent whole.

        Raises:
            UpstreamFailed: ``upstream_incomplete`` where the array was not closed.
        """
        if self._state != "after":
            raise UpstreamFailed("The recipient's stream ended early.", code="upstream_incomplete")
        return []

    def encode(self, data: bytes, name: str | None = None) -> bytes:
        """An element, after its separator."""
        del name
        separator = _SEPARATOR if self._given else b""
        self._given = True
        return separator + data

    def passed(self, event: Event) -> bytes:
        """The element as it came."""
        return self.encode(event.raw)

    def comment(self, text: str) -> bytes:
        """Nothing: JSON has no comments."""
        del text
        return b""


def one_line(data: bytes) -> bytes:
    """JSON on one line, whatever a client takes for a line end inside its strings."""
    for mark, escaped in _LINE_ENDS.items():
        if mark in data:
            data = data.replace(mark, escaped)
    return data


def error_piece(content_type: str, body: bytes, *, name: str | None, given: bool) -> bytes:
    """An error as the end of a stream of that content type that nobody can read on.

    Args:
        content_type: of the stream.
        body: of the error.
        name: of its event, where events have names.
        given: whether something of the answer was given before.
    """
    if content_type == Lines.content_type:
        return Lines().encode(body)
    if content_type == Array.content_type:
        return (_SEPARATOR if given else b"") + body + Array.closing
    return ServerSentEvents().encode(body, name)


def _event(raw: bytes) -> Event:
    try:
        return Event(data=raw.decode("utf-8"), raw=raw)
    except UnicodeDecodeError:
        raise InvalidStream("a piece of the stream is not UTF-8") from None


def _check(length: int, most: int) -> None:
    if length > most:
        raise EventTooLarge(f"an event of the stream exceeds {most} bytes")
