"""Server-sent events: bytes in, events out, and back.

A line ends at CR, LF or CRLF and nowhere else: U+2028 inside a JSON string is text. Lines
are split as bytes and decoded whole, so that a character cut by the network is never
decoded in halves. Every event keeps the bytes it came from: what was not rewritten is
passed on byte for byte, and the ``raw`` of all items, joined, is the input.

Source: WHATWG HTML, 9.2.5 and 9.2.6 (parsing and interpreting an event stream), read 2026-11-22.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gateway.errors import UpstreamFailed

MAX_EVENT_BYTES = 8 * 1024 * 1024

_LINE_END = re.compile(rb"\r\n|\n|\r")
_TEXT_LINE_END = re.compile(r"\r\n|\n|\r")
_SHOWN = frozenset({"data", "event"})
_BOM = b"\xef\xbb\xbf"


class InvalidStream(UpstreamFailed):
    """The event stream cannot be read: a line is not UTF-8."""

    def __init__(self, message: str) -> None:
        """A failure with code ``upstream_error``: it was answered, unreadably."""
        super().__init__(message, code="upstream_error")


class EventTooLarge(InvalidStream):
    """An event of the stream is longer than allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event that carries data.

    Attributes:
        data: its data lines joined by LF.
        event: its type, or None where the stream named none (``message`` by default).
        event_id: last ``id`` field of this event, or None.
        retry: reconnection time in milliseconds, or None.
        raw: the bytes it was read from, its closing blank line included.
        complete: False if the stream ended before the blank line.
        bare: it holds data and its type, and nothing else that a client would not see.
    """

    data: str = field(repr=False)
    event: str | None = None
    event_id: str | None = None
    retry: int | None = None
    raw: bytes = field(default=b"", repr=False)
    complete: bool = True
    bare: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What carries no data.

    A comment line between events, a stray blank line, or an event without a data line
    (which browsers drop).

    Attributes:
        text: what follows a comment's colon; None for the others.
        raw: the bytes it was read from, line ends included.
    """

    text: str | None = field(repr=False)
    raw: bytes = field(repr=False)


class SSEParser:
    """Reads an event stream that arrives in pieces of any size."""

    def __init__(self, *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        """Starts at the first byte of a stream.

        Args:
            max_event_bytes: most bytes that one event, with its line ends, may have.
        """
        self._max_event_bytes = max_event_bytes
        self._started = False
        self._line = bytearray()  # of the line that has not ended
        self._raw = bytearray()  # of the lines of the event that has not ended
        self._after_cr = False  # a LF that comes now belongs to the CR before
        self._fields: list[tuple[str, str]] = []

    def feed(self, data: bytes) -> list[Event | Comment]:
        """Takes the next bytes; returns what they completed, in order.

        Raises:
            EventTooLarge: an event is longer than allowed.
            InvalidStream: a line is not UTF-8.
        """
        items: list[Event | Comment] = []
        position = 0
        if self._after_cr and data:
            self._after_cr = False
            if data[0] == 0x0A:
                # The item of the CR is out already; the LF travels with the next one.
                self._raw += b"\n"
                position = 1
        for end in _LINE_END.finditer(data, position):
            self._line += data[position : end.start()]
            position = end.end()
            item = self._end_line(end.group())
            if item is not None:
                items.append(item)
            self._after_cr = end.group() == b"\r" and position == len(data)
        self._line += data[position:]
        self._check_length()
        return items

    def flush(self) -> list[Event | Comment]:
        """Ends the stream; an event without its blank line comes out as incomplete.

        Raises:
            InvalidStream: the last line is not UTF-8.
        """
        items: list[Event | Comment] = []
        if self._line:
            item = self._end_line(b"")
            if item is not None:
                items.append(item)
        if self._fields:
            items.append(self._take_event(complete=False))
        elif self._raw:
            items.append(Comment(text=None, raw=self._take_raw()))
        return items

    def _check_length(self) -> None:
        if len(self._raw) + len(self._line) > self._max_event_bytes:
            raise EventTooLarge(f"an event of the stream exceeds {self._max_event_bytes} bytes")

    def _end_line(self, end: bytes) -> Event | Comment | None:
        self._check_length()
        line = bytes(self._line)
        self._line.clear()
        self._raw += line
        self._raw += end
        if not self._started:
            self._started = True
            line = line.removeprefix(_BOM)
        if not line:
            if self._fields:
                return self._take_event(complete=True)
            return Comment(text=None, raw=self._take_raw())
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            # The error's own text would quote the line.
            raise InvalidStream("a line of the stream is not UTF-8") from None
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if not name and not self._fields:
            return Comment(text=value, raw=self._take_raw())
        self._fields.append((name, value))
        return None

    def _take_raw(self) -> bytes:
        raw = bytes(self._raw)
        self._raw.clear()
        return raw

    def _take_event(self, *, complete: bool) -> Event | Comment:
        lines: list[str] = []
        event: str | None = None
        event_id: str | None = None
        retry: int | None = None
        for name, value in self._fields:
            if name == "data":
                lines.append(value)
            elif name == "event":
                event = value
            elif name == "id" and "\x00" not in value:
                event_id = value
            elif name == "retry" and value.isascii() and value.isdigit() and len(value) < 16:
                retry = int(value)
        bare = all(name in _SHOWN for name, _ in self._fields)
        self._fields.clear()
        if not lines:
            return Comment(text=None, raw=self._take_raw())
        return Event(
            data="\n".join(lines),
            event=event,
            event_id=event_id,
            retry=retry,
            raw=self._take_raw(),
            complete=complete,
            bare=bare,
        )


def encode_event(data: bytes | str, event: str | None = None) -> bytes:
    """An event as bytes, closing blank line included.

    Args:
        data: a line end in it starts another ``data`` line.
        event: its type, one line; None leaves the field out.

    Raises:
        ValueError: the event's type holds a line end.
    """
    if isinstance(data, str):
        data = data.encode("utf-8")
    head = b""
    if event is not None:
        if _TEXT_LINE_END.search(event):
            raise ValueError("an event's type is one line")
        head = b"event: " + event.encode("utf-8") + b"\n"
    if b"\n" not in data and b"\r" not in data:
        return head + b"data: " + data + b"\n\n"
    return head + b"".join(b"data: " + line + b"\n" for line in _LINE_END.split(data)) + b"\n"


def encode_comment(text: str) -> bytes:
    """A comment as bytes, with the blank line that flushes it through buffering parsers."""
    lines = _TEXT_LINE_END.split(text)
    return b"".join(b": " + line.encode("utf-8") + b"\n" for line in lines) + b"\n"
