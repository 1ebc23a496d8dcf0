"""Every word of a stream gets the time at which its text was there."""

from __future__ import annotations

import asyncio
import json
from typing import cast

import pytest

from benchmarks.paced import framed, script, spelled, template
from benchmarks.readers import Reader, address, read, request, subject_of
from benchmarks.speakers import SPEAKERS

VALUE = address(7)
HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


def arrivals(name: str, *, restored: bool) -> list[tuple[int, bytes]]:
    """A stream whose events arrive a nanosecond apart; a value whole or in fragments."""
    before, pattern, after = template("/v1/chat/completions")
    words = [word.text for word in script(name, VALUE, whole=restored)]
    pieces = [HEAD + framed(before), *(framed(spelled(pattern, word)) for word in words)]
    return list(enumerate([*pieces, framed(after), b"0\r\n\r\n"]))


def test_each_plain_word_came_with_its_event() -> None:
    found = read(arrivals("aab", restored=True), VALUE)
    assert found.name == "aab"
    assert found.came == list(range(1, len(script("aab", VALUE)) + 1))


@pytest.mark.parametrize("restored", [False, True])
def test_fragments_are_left_out_and_the_word_behind_them_is_not(restored: bool) -> None:
    found = read(arrivals("aaa", restored=restored), VALUE)
    words = script("aaa", VALUE, whole=restored)
    plain = [place for place, word in enumerate(words) if not word.fragment]
    assert found.came == [place + 1 for place in plain]


def test_pieces_of_any_size_give_the_time_of_the_last_byte_of_an_event() -> None:
    raw = b"".join(data for _, data in arrivals("aab", restored=True))
    found = read([(place // 100, raw[place : place + 1]) for place in range(len(raw))], VALUE)
    assert len(found.came) == len(script("aab", VALUE))
    assert found.came == sorted(found.came)
    assert found.came[0] > len(HEAD) // 100


def test_a_wrong_stream_is_an_error_without_its_text() -> None:
    wrong = [
        (time, data.replace(b"parcel", b"jane")) for time, data in arrivals("aab", restored=True)
    ]
    with pytest.raises(ValueError, match="not the text") as raised:
        read(wrong, VALUE)
    assert "jane" not in str(raised.value)
    with pytest.raises(ValueError, match="status 403"):
        read([(0, b"HTTP/1.1 403 Forbidden\r\n\r\n{}")], VALUE)


def test_a_request_asks_for_a_stream_of_the_wire() -> None:
    for speaker in SPEAKERS:
        head, _, body = request(speaker, 3, port=1, key="k").partition(b"\r\n\r\n")
        assert speaker.target(streamed=True).encode() in head
        assert subject_of(3).encode() in head
        assert address(3) in speaker.texts(body)[0]
        assert json.loads(body).get("stream", True) is True


def test_a_reader_is_done_when_the_last_frame_has_come() -> None:
    async def scenario() -> None:
        reader = Reader()
        reader.connection_made(cast("asyncio.Transport", object()))
        for data in (HEAD, framed(b"data: {}\n\n"), b"0\r"):
            reader.data_received(data)
        assert not reader.done.done()
        reader.data_received(b"\n\r\n")
        assert reader.done.done()
        assert [time for time, _ in reader.arrived] == sorted(time for time, _ in reader.arrived)
        broken = Reader()
        broken.connection_lost(None)
        with pytest.raises(ConnectionError):
            await broken.done

    asyncio.run(scenario())
