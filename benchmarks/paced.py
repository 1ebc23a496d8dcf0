"""The upstream of the streams benchmark: answers word by word, and keeps when each left.

One raw asyncio protocol. Every stream begins with a name of its own and has the same
words, one an event at an even pace; in every third of them stands the last e-mail address
or surrogate of the request, in fragments, as models write what is no word to them.

``GET /sent`` gives the time (monotonic, nanoseconds) at which each event with a word
left, by the stream's name, and in how many requests an address stood in clear; it starts
anew then.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import string
from dataclasses import dataclass, field
from functools import cache
from time import monotonic_ns

import uvloop

from benchmarks.inside import events
from benchmarks.whole_requests import WholeRequests
from tests.simulators import wires
from tests.simulators.completions import Choice, Envelope

RATE = 30.0  # words a second of each stream
WORDS = 150
_EVERY = 3
_FRAGMENT = 6
_MARK = "@@"

_CLEAR = re.compile(rb"[\w.]+@[\w.]+\w")
_VALUE = re.compile(r"\[EMAIL_ADDRESS_[^\]\"\\]{1,20}\]|[\w.]+@[\w.]+\w")
_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
_SAID = re.split(
    " ",
    "thank you for your patience with this order and with all of us here today the parcel has "
    "left our house and is on its way to you by road it should be with you in the morning",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one event says; a fragment may be held back until its value is whole."""

    text: str = field(repr=False)
    fragment: bool = False


def name_of(number: int) -> str:
    """The name of a stream: three letters."""
    letters = string.ascii_lowercase
    return "".join(letters[number // 26**place % 26] for place in (2, 1, 0))


def script(name: str, value: str, *, whole: bool = False) -> list[Word]:
    """What a stream says, word by word.

    Args:
        name: of the stream.
        value: is quoted in every third stream.
        whole: the value stands in one piece, and not in fragments.
    """
    said = [Word(text=name)]
    said += [Word(text=f" {_SAID[place % len(_SAID)]}") for place in range(WORDS - 1)]
    if value and string.ascii_lowercase.index(name[-1]) % _EVERY == 0:
        size = len(value) if whole else _FRAGMENT
        pieces = [value[start : start + size] for start in range(0, len(value), size)]
        said[20:20] = [
            Word(text=" to"),
            Word(text=" ", fragment=True),
            *(Word(text=piece, fragment=True) for piece in pieces),
        ]
    return said


@cache
def template(path: str) -> tuple[bytes, bytes, bytes]:
    """What a wire writes before the words, for each word, and after them."""
    endpoint = wires.find(path)
    if endpoint is None:
        raise LookupError(path)
    around = Envelope(piece=len(_MARK))
    saying = wires.Saying(choices=(Choice(content=_MARK),), around=around, target=path)
    pieces = events(endpoint.stream(saying))
    place = next(n for n, piece in enumerate(pieces) if _MARK.encode() in piece)
    return b"".join(pieces[:place]), pieces[place], b"".join(pieces[place + 1 :])


def spelled(pattern: bytes, text: str) -> bytes:
    """An event with these words in the place of the mark."""
    return pattern.replace(_MARK.encode(), json.dumps(text, ensure_ascii=False)[1:-1].encode())


def framed(data: bytes) -> bytes:
    """One chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class Sent:
    """When the words of each stream left."""

    def __init__(self, rate: float = RATE) -> None:
        """Starts with none; a stream says ``rate`` words a second."""
        self.rate = rate
        self.streams: dict[str, list[int]] = {}
        self.clear = 0
        self.number = 0

    def take(self) -> bytes:
        """All of it as a response; it is empty afterwards."""
        body = json.dumps({"streams": self.streams, "clear": self.clear}).encode()
        self.streams, self.clear = {}, 0
        return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body


class Paced(WholeRequests):
    """One connection."""

    def __init__(self, sent: Sent) -> None:
        super().__init__()
        self._sent = sent

    def answer(self, request: bytes, body: bytes) -> None:
        """Starts an answer, or gives what left so far."""
        if not request.startswith(b"POST "):
            self.write(self._sent.take())
            return
        self._sent.clear += _CLEAR.search(body) is not None
        name = name_of(self._sent.number)
        self._sent.number += 1
        found = _VALUE.findall(json.dumps(json.loads(body), ensure_ascii=False))
        said = script(name, found[-1] if found else "")
        path = request[5 : request.index(b" ", 5)].decode("latin-1").partition("?")[0]
        before, pattern, after = template(path)
        self.write(_HEAD + framed(before))
        left = [(framed(spelled(pattern, word.text)), word.fragment) for word in said]
        whole = "".join(word.text for word in said)
        end = framed(spelled(after, whole)) + b"0\r\n\r\n"
        loop = asyncio.get_running_loop()
        # Streams that begin at once do not beat in time.
        rate = self._sent.rate
        start = loop.time() + random.Random(name).random() / rate
        times = self._sent.streams[name] = []

        def say(place: int) -> None:
            data, fragment = left[place]
            if not fragment:
                times.append(monotonic_ns())
            self.write(data)
            if place + 1 == len(left):
                self.write(end)
            else:
                loop.call_at(start + (place + 1) / rate, say, place + 1)

        loop.call_at(start, say, 0)


async def serve(port: int, *, rate: float) -> None:
    """Serves on loopback until it is cancelled."""
    sent = Sent(rate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Paced(sent), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=float, default=RATE)
    arguments = parser.parse_args()
    uvloop.run(serve(arguments.port, rate=arguments.rate))


if __name__ == "__main__":
    main()
