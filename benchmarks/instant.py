"""The upstream of the benchmark: answers at once, with bytes that were made before.

One raw asyncio protocol; a request costs it a search for the end of its head, one for
its model, and one for planted values, so that it never is what a round measures.

    model            answer
    bench            a fixed text; streamed, twenty chunks in one write
    bench-paced      the same, streamed as one chunk every PACE seconds
    bench-echo       the last user message, to see that surrogates come back as values

``GET /seen`` says how many requests came and in how many of them a planted value stood,
and starts counting anew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from typing import Any

import orjson
import uvloop

from benchmarks.planted import holds_planted
from benchmarks.whole_requests import WholeRequests

PACE = 0.004
ANSWER = "Thank you, that is noted. Your parcel will be with you on the day after tomorrow."
CHUNKS = 20

_STREAM = re.compile(rb'"stream": ?true')
_MODEL = re.compile(rb'"model": ?"bench(-[a-z]+)?"')
_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
_END = b"0\r\n\r\n"


def whole_answer(text: str, *, model: str = "bench") -> bytes:
    """A whole response, head included."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, "refusal": None},
        "logprobs": None,
        "finish_reason": "stop",
    }
    usage = {"prompt_tokens": 60, "completion_tokens": 20, "total_tokens": 80}
    body = orjson.dumps(
        {
            "id": "chatcmpl-bench",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": model,
            "choices": [choice],
            "usage": usage,
        }
    )
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % len(body) + body


def stream_frames(text: str, *, count: int = CHUNKS, model: str = "bench") -> list[bytes]:
    """The chunked frames of a streamed answer: its opening, ``count`` pieces, its end."""
    size = -(-len(text) // count) or 1
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": text[start : start + size]} for start in range(0, len(text), size)]
    events = [_event(delta, None, model) for delta in deltas]
    events.append(_event({}, "stop", model) + b"data: [DONE]\n\n")
    return [b"%x\r\n%b\r\n" % (len(event), event) for event in events]


def _event(delta: dict[str, Any], finish: str | None, model: str) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    body = {
        "id": "chatcmpl-bench",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": model,
        "choices": [choice],
    }
    return b"data: " + orjson.dumps(body) + b"\n\n"


_FIXED = whole_answer(ANSWER)
_FRAMES = stream_frames(ANSWER)
_FIXED_STREAM = _STREAM_HEAD + b"".join(_FRAMES) + _END
_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"


class Counts:
    """Requests that came, and those in which a planted value stood."""

    def __init__(self) -> None:
        self.requests = 0
        self.planted = 0

    def take(self) -> bytes:
        """The counts as a response; they are zero afterwards."""
        body = json.dumps({"requests": self.requests, "planted": self.planted}).encode()
        self.requests = self.planted = 0
        return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body


class Instant(WholeRequests):
    """One connection."""

    def __init__(self, counts: Counts) -> None:
        super().__init__()
        self._counts = counts

    def answer(self, request: bytes, body: bytes) -> None:
        """Answers at once, or starts to."""
        if not request.startswith(b"POST "):
            seen = request.startswith(b"GET /seen ")
            self.write(self._counts.take() if seen else _NOT_FOUND)
            return
        self._counts.requests += 1
        self._counts.planted += holds_planted(request)
        model = _MODEL.search(body)
        variant = model[1] if model else None
        streamed = _STREAM.search(body) is not None
        if variant == b"-echo":
            self.write(echoed(body, streamed=streamed))
        elif variant == b"-paced" and streamed:
            self.write(_STREAM_HEAD + _FRAMES[0] + _FRAMES[1])
            asyncio.get_running_loop().call_later(PACE, self._pace, 2)
        else:
            self.write(_FIXED_STREAM if streamed else _FIXED)

    def _pace(self, place: int) -> None:
        if place == len(_FRAMES):
            self.write(_END)
            return
        self.write(_FRAMES[place])
        asyncio.get_running_loop().call_later(PACE, self._pace, place + 1)


def echoed(body: bytes, *, streamed: bool) -> bytes:
    """A response whose text is that of the last user message of a request body."""
    messages = orjson.loads(body)["messages"]
    text = next(one["content"] for one in reversed(messages) if one["role"] == "user")
    if not streamed:
        return whole_answer(text, model="bench-echo")
    return _STREAM_HEAD + b"".join(stream_frames(text, model="bench-echo")) + _END


async def serve(port: int) -> None:
    """Serves on loopback until it is cancelled."""
    counts = Counts()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Instant(counts), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    uvloop.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
