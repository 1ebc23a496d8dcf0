"""The instant upstream's bytes are right answers, and it counts what it must not see."""

from __future__ import annotations

import asyncio
import json
from typing import cast

import pytest
from openai.types.chat import ChatCompletion

from benchmarks.instant import ANSWER, Counts, Instant, echoed, stream_frames, whole_answer
from benchmarks.load import SYSTEM, Target, chat_body
from benchmarks.planted import planted
from tests.simulators.lanes import lanes


class Written:
    """Takes what a protocol writes."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data


def body_of(response: bytes) -> bytes:
    return response.partition(b"\r\n\r\n")[2]


def unchunked(body: bytes) -> bytes:
    parts = body.split(b"\r\n")
    return b"".join(parts[1::2])


def request(model: str, text: str, *, stream: bool = False) -> bytes:
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]
    body = chat_body(model, messages, stream=stream)
    return Target(port=1, key="k").request(body, subject="s")


def answered(data: bytes, *, counts: Counts | None = None, size: int = 1 << 20) -> bytes:
    """What the protocol writes for these bytes, fed in pieces of a size."""
    written = Written()
    protocol = Instant(counts or Counts())
    protocol.connection_made(cast("asyncio.Transport", written))
    for start in range(0, len(data), size):
        protocol.data_received(data[start : start + size])
    return written.data


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_answers_come_for_every_cut_and_for_pipelined_requests(size: int) -> None:
    data = request("bench", "Hi") + request("bench", "Hi", stream=True)
    response = answered(data, size=size)
    assert response.startswith(whole_answer(ANSWER))
    streamed = body_of(response.removeprefix(whole_answer(ANSWER)))
    assert lanes(unchunked(streamed)) == {(0, "content"): ANSWER}


def test_a_whole_answer_is_what_the_sdk_reads() -> None:
    read = ChatCompletion.model_validate_json(body_of(whole_answer("Hi 你好")))
    assert read.choices[0].message.content == "Hi 你好"


@pytest.mark.parametrize("text", ["", "a", "naïve 🙂" * 9])
def test_streamed_frames_hold_the_whole_text(text: str) -> None:
    content = unchunked(b"".join(stream_frames(text)) + b"0\r\n\r\n")
    assert lanes(content).get((0, "content"), "") == text


def test_the_echo_repeats_the_last_user_message() -> None:
    body = body_of(request("bench-echo", "Hi 🙂"))
    whole = json.loads(body_of(echoed(body, streamed=False)))
    assert whole["choices"][0]["message"]["content"] == "Hi 🙂"
    assert lanes(unchunked(body_of(echoed(body, streamed=True)))) == {(0, "content"): "Hi 🙂"}


def test_planted_values_are_counted_until_they_are_asked_for() -> None:
    counts = Counts()
    answered(request("bench", planted(7).text), counts=counts)
    answered(request("bench", "nothing here"), counts=counts)
    seen = answered(b"GET /seen HTTP/1.1\r\n\r\n", counts=counts)
    assert json.loads(body_of(seen)) == {"requests": 2, "planted": 1}
    assert (counts.requests, counts.planted) == (0, 0)


def test_a_planted_value_in_a_header_counts_too() -> None:
    counts = Counts()
    data = request("bench", "Hi").replace(b"\r\n", b"\r\nx-a: 078-05-1120\r\n", 1)
    answered(data, counts=counts)
    assert counts.planted == 1


def test_other_routes_are_not_found() -> None:
    assert answered(b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 404 ")
