"""Event streams, whole and cut at every place."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import UpstreamFailed
from gateway.proxy.sse import (
    Comment,
    Event,
    EventTooLarge,
    InvalidStream,
    SSEParser,
    encode_comment,
    encode_event,
)

STREAMS = {
    "plain": b'data: {"a":1}\n\ndata: [DONE]\n\n',
    "crlf": b"data: a\r\n\r\ndata: b\r\n\r\n",
    "cr": b"data: a\r\rdata: b\r\r",
    "mixed": b"data: a\r\ndata: b\rdata: c\n\r\n",
    "no space": b"data:x\n\ndata:  y\n\n",
    "lines": b"data: one\ndata\ndata: three\n\n",
    "fields": b"event: ping\nid: 7\nretry: 3000\nunknown: x\ndata: {}\n\n",
    "comments": b": keep-alive\n\ndata: a\n: inside\ndata: b\n\n:\n",
    "bom": b"\xef\xbb\xbfdata: a\n\ndata: \xef\xbb\xbfb\n\n",
    "unicode": 'data: {"a":"x\u2028y\u2029\u0085z 你好 😀 e\u0301"}\n\n'.encode(),
    "no data": b"event: ping\n\nid: 1\n\n",
    "unfinished": b"data: a\n\ndata: b\n",
    "unfinished line": b"data: a\n\ndata: b",
    "blank": b"\n\n\r\ndata: a\n\n\n",
}


def parse(pieces: list[bytes]) -> list[Event | Comment]:
    parser = SSEParser()
    items = [item for piece in pieces for item in parser.feed(piece)]
    return items + parser.flush()


def meaning(items: list[Event | Comment]) -> list[tuple[object, ...]]:
    """What a reader of the stream sees; stray blank lines mean nothing."""
    seen: list[tuple[object, ...]] = []
    for item in items:
        if isinstance(item, Event):
            seen.append((item.data, item.event, item.event_id, item.retry, item.complete))
        elif item.text is not None:
            seen.append((item.text,))
    return seen


@pytest.mark.parametrize("name", STREAMS)
def test_every_cut_gives_the_same_events_and_the_same_bytes(name: str) -> None:
    stream = STREAMS[name]
    whole = meaning(parse([stream]))
    cuts = [[stream[:place], stream[place:]] for place in range(len(stream) + 1)]
    cuts.append([stream[place : place + 1] for place in range(len(stream))])
    for pieces in cuts:
        items = parse(pieces)
        assert meaning(items) == whole
        assert b"".join(item.raw for item in items) == stream


@given(
    st.lists(st.sampled_from([b"data: a", b"data:b", b": c", b"\n", b"\r", b"\r\n", b"event: e"])),
    st.lists(st.integers(0, 80)),
)
def test_any_cut_of_any_stream(parts: list[bytes], places: list[int]) -> None:
    stream = b"".join(parts)
    cuts = sorted({0, len(stream), *(place for place in places if place <= len(stream))})
    pieces = [stream[a:b] for a, b in pairwise(cuts)]
    items = parse(pieces)
    assert meaning(items) == meaning(parse([stream]))
    assert b"".join(item.raw for item in items) == stream


def data_of(stream: bytes) -> list[str]:
    return [item.data for item in parse([stream]) if isinstance(item, Event)]


def test_line_ends_are_cr_lf_and_crlf_only() -> None:
    (data,) = data_of(STREAMS["unicode"])
    assert json.loads(data)["a"].startswith("x\u2028y\u2029\u0085z")
    assert data_of(STREAMS["cr"]) == ["a", "b"]
    assert data_of(STREAMS["crlf"]) == ["a", "b"]
    assert data_of(STREAMS["mixed"]) == ["a\nb\nc"]


def test_fields() -> None:
    (event,) = parse([STREAMS["fields"]])
    assert isinstance(event, Event)
    assert (event.data, event.event, event.event_id, event.retry) == ("{}", "ping", "7", 3000)
    assert event.raw == STREAMS["fields"]


def test_spaces_and_empty_lines_of_data() -> None:
    assert data_of(STREAMS["no space"]) == ["x", " y"]
    assert data_of(STREAMS["lines"]) == ["one\n\nthree"]


def test_comments_are_kept() -> None:
    texts = [item.text for item in parse([STREAMS["comments"]]) if isinstance(item, Comment)]
    assert "keep-alive" in texts
    assert data_of(STREAMS["comments"]) == ["a\nb"]


def test_only_a_leading_bom_is_dropped() -> None:
    assert data_of(STREAMS["bom"]) == ["a", "\ufeffb"]


def test_an_event_without_data_is_no_event_but_its_bytes_stay() -> None:
    items = parse([STREAMS["no data"]])
    assert not any(isinstance(item, Event) for item in items)
    assert b"".join(item.raw for item in items) == STREAMS["no data"]


def test_an_event_cut_off_is_marked() -> None:
    items = [item for item in parse([STREAMS["unfinished line"]]) if isinstance(item, Event)]
    assert [(item.data, item.complete) for item in items] == [("a", True), ("b", False)]


def test_a_crlf_stream_is_not_delayed_by_a_missing_lf() -> None:
    parser = SSEParser()
    (event,) = parser.feed(b"data: a\r\n\r")
    assert isinstance(event, Event)
    (second,) = parser.feed(b"\ndata: b\r\n\r\n")
    assert event.raw + second.raw == b"data: a\r\n\r\ndata: b\r\n\r\n"


@pytest.mark.parametrize("piece", [b"data: " + b"x" * 100, b"data: x\n" * 20, b":" + b"x" * 100])
def test_an_event_above_the_limit_is_refused(piece: bytes) -> None:
    parser = SSEParser(max_event_bytes=64)
    with pytest.raises(EventTooLarge):
        parser.feed(piece)


def test_the_limit_is_of_one_event() -> None:
    parser = SSEParser(max_event_bytes=64)
    assert len(parser.feed(b"data: 123456\n\n" * 100)) == 100


def test_what_is_not_utf8_is_refused_without_quoting_it() -> None:
    with pytest.raises(InvalidStream) as caught:
        parse([b"data: 4111 1111 1111 1111 \xff\n\n"])
    assert isinstance(caught.value, UpstreamFailed)
    assert "4111" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_reprs_hold_no_text() -> None:
    items = parse([b": canary\n\ndata: canary\n\n"])
    assert "canary" not in repr(items)


@given(st.text(), st.sampled_from([None, "message", "error"]))
def test_what_is_encoded_is_read_back(data: str, event: str | None) -> None:
    (item,) = [i for i in parse([encode_event(data, event)]) if isinstance(i, Event)]
    assert item.data == data.replace("\r\n", "\n").replace("\r", "\n")
    assert item.event == event


def test_encoded_bytes() -> None:
    assert encode_event(b"[DONE]") == b"data: [DONE]\n\n"
    assert encode_event("a\nb", "x") == b"event: x\ndata: a\ndata: b\n\n"
    assert encode_comment("a\ndata: b") == b": a\n: data: b\n\n"
    with pytest.raises(ValueError, match="one line"):
        encode_event("a", "x\ndata: y")


@pytest.mark.parametrize("more", [b"id: 4\n", b"retry: 4\n", b": a comment\n", b"other: 4\n"])
def test_what_stands_beside_data_and_type_is_told(more: bytes) -> None:
    plain, beside = parse([b"event: a\ndata: b\n\nevent: a\n" + more + b"data: b\n\n"])
    assert isinstance(plain, Event)
    assert isinstance(beside, Event)
    assert plain.bare
    assert not beside.bare
