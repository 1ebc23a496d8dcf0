"""The paced upstream says what it is to say, word by word, in the wire that was called."""

from __future__ import annotations

import asyncio
import json
from typing import cast

import pytest

from benchmarks.inside import events
from benchmarks.paced import WORDS, Paced, Sent, name_of, script, spelled, template
from benchmarks.speakers import SPEAKERS, Speaker, piece

MARK = "[EMAIL_ADDRESS_7KQ2M0XA]"

by_events = pytest.mark.parametrize(
    "speaker",
    [each for each in SPEAKERS if each.name not in ("gemini, array", "ollama chat")],
    ids=lambda each: each.name,
)


def test_names_and_scripts() -> None:
    assert [name_of(number) for number in (0, 1, 26, 27)] == ["aaa", "aab", "aba", "abb"]
    plain, quoting = script("aab", MARK), script("aaa", MARK)
    assert len(plain) == WORDS
    assert plain[0].text == "aab"
    assert "".join(word.text for word in quoting if word.fragment) == f" {MARK}"
    assert [word for word in quoting if not word.fragment] != plain
    whole = script("aaa", MARK, whole=True)
    assert "".join(word.text for word in whole) == "".join(word.text for word in quoting)
    assert script("aaa", "") == [word for word in script("aaa", "") if not word.fragment]


@by_events
def test_a_template_makes_a_stream_of_the_wire(speaker: Speaker) -> None:
    before, pattern, after = template(speaker.target(streamed=True))
    stream = before + spelled(pattern, 'so "it"') + spelled(pattern, " is") + spelled(after, "")
    assert "".join(map(piece, events(stream))) == 'so "it" is'


class Wire:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data


async def asked(request: bytes, sent: Sent) -> bytes:
    connection, transport = Paced(sent), Wire()
    connection.connection_made(cast("asyncio.Transport", transport))
    for start in range(0, len(request), 50):
        connection.data_received(request[start : start + 50])
    for _ in range(400):
        if request.startswith(b"GET") or transport.data.endswith(b"0\r\n\r\n"):
            break
        await asyncio.sleep(0.005)
    return transport.data


def test_a_stream_leaves_and_its_times_are_kept() -> None:
    sent = Sent(5_000.0)
    body = json.dumps({"messages": [{"role": "user", "content": f"write to {MARK}"}]}).encode()
    head = b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % len(body)
    raw = asyncio.run(asked(head + body, sent))
    assert raw.endswith(b"0\r\n\r\n")
    taken = json.loads(sent.take().partition(b"\r\n\r\n")[2])
    assert taken["clear"] == 0
    plain = [word for word in script("aaa", MARK) if not word.fragment]
    assert len(taken["streams"]["aaa"]) == len(plain)
    assert taken["streams"]["aaa"] == sorted(taken["streams"]["aaa"])
    again = asyncio.run(asked(b"GET /sent HTTP/1.1\r\n\r\n", sent))
    assert json.loads(again.partition(b"\r\n\r\n")[2]) == {"streams": {}, "clear": 0}


def test_an_address_in_clear_is_counted() -> None:
    sent = Sent(5_000.0)
    body = b'{"messages":[{"role":"user","content":"jane.doe@example.com"}]}'
    head = b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % len(body)
    raw = asyncio.run(asked(head + body, sent))
    assert b"jane.d" in raw
    assert sent.clear == 1
