"""Framings read the same events from every way of cutting a stream."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import UpstreamFailed
from gateway.proxy.wire.framing import (
    Array,
    Framing,
    Lines,
    ServerSentEvents,
    error_piece,
    one_line,
)

TREES: list[dict[str, Any]] = [
    {"text": 'a "quoted" \\ {[}] piece'},
    {"deep": [{"x": ["]", "}", "\\"]}], "é": "\u2028 ü 😀"},
    {},
    {"end": "\\\\"},
]


def lines(trees: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(tree, ensure_ascii=False).encode() + b"\n" for tree in trees)


def array(trees: list[dict[str, Any]]) -> bytes:
    return json.dumps(trees, ensure_ascii=False, indent=1).encode()


def events(trees: list[dict[str, Any]]) -> bytes:
    pieces = (json.dumps(tree, ensure_ascii=False).encode() for tree in trees)
    return b": ping\n\n" + b"".join(b"event: e\ndata: " + piece + b"\n\n" for piece in pieces)


KINDS: list[tuple[Any, Any]] = [(ServerSentEvents, events), (Lines, lines), (Array, array)]


def read(framing: Framing, pieces: list[bytes]) -> list[Any]:
    found = [event for piece in pieces for event in framing.feed(piece)]
    return [json.loads(event.data) for event in (*found, *framing.flush())]


@pytest.mark.parametrize(("kind", "write"), KINDS)
def test_every_cut_gives_the_same_events(kind: Any, write: Any) -> None:
    body = write(TREES)
    for cut in range(len(body) + 1):
        assert read(kind(), [body[:cut], body[cut:]]) == TREES
    assert read(kind(), [body[place : place + 1] for place in range(len(body))]) == TREES


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.text(), JSON, max_size=3), max_size=4)


@given(OBJECTS, st.lists(st.integers(0, 400)), st.sampled_from(range(3)))
def test_random_cuts_of_random_streams(
    trees: list[dict[str, Any]], cuts: list[int], number: int
) -> None:
    kind, write = KINDS[number]
    body = write(trees)
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(places)]
    assert read(kind(), pieces) == trees


@pytest.mark.parametrize(("kind", "write"), KINDS)
def test_what_is_written_is_read_again(kind: Any, write: Any) -> None:
    framing = kind()
    source = kind()
    body = framing.opening
    for event in source.feed(write(TREES)):
        body += framing.passed(event)
    body += framing.encode(b'{"mine":1}', "name") + framing.comment("facts") + framing.closing
    assert read(kind(), [body]) == [*TREES, {"mine": 1}]


def test_a_line_without_end_is_whole_and_blank_lines_are_none() -> None:
    assert read(Lines(), [b'\n \r\n{"a": 1}\r\n', b'{"b": 2}']) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'["a"]', b"[{}] {}", b"x", b"[]]", b",", b"[["])
def test_no_array_of_objects_is_an_error(body: bytes) -> None:
    with pytest.raises(UpstreamFailed):
        read(Array(), [body])


@pytest.mark.parametrize("body", [b"", b"[", b'[{"a": 1}', b'[{"a": 1},', b'[{"a": '])
def test_an_array_that_is_not_closed_is_incomplete(body: bytes) -> None:
    framing = Array()
    framing.feed(body)
    with pytest.raises(UpstreamFailed) as raised:
        framing.flush()
    assert raised.value.code == "upstream_incomplete"


@pytest.mark.parametrize(
    ("kind", "start", "more"),
    [
        (ServerSentEvents, b"data: ", b"x"),
        (Lines, b"", b"x"),
        (Array, b'[{"a": "', b"x"),
        (Array, b"[{", b"["),
    ],
)
def test_an_event_without_end_takes_bounded_memory(kind: Any, start: bytes, more: bytes) -> None:
    framing = kind(max_event_bytes=1000)
    framing.feed(start)
    for _ in range(900):
        framing.feed(more)
    with pytest.raises(UpstreamFailed):
        framing.feed(more * 101)


@pytest.mark.parametrize(("kind", "start"), [(Lines, b""), (Array, b"[{}, {")])
def test_bytes_that_are_no_text_are_an_error(kind: Any, start: bytes) -> None:
    with pytest.raises(UpstreamFailed):
        kind().feed(start + b"\xff\xfe}\n")


@pytest.mark.parametrize(
    ("content_type", "piece"),
    [
        (ServerSentEvents.content_type, b'event: error\ndata: {"e":1}\n\n'),
        (Lines.content_type, b'{"e":1}\n'),
        (Array.content_type, b',\n{"e":1}]'),
        ("", b'event: error\ndata: {"e":1}\n\n'),
    ],
)
def test_an_error_at_the_end_of_a_broken_stream(content_type: str, piece: bytes) -> None:
    assert error_piece(content_type, b'{"e":1}', name="error", given=True) == piece
    first = error_piece(content_type, b'{"e":1}', name="error", given=False)
    assert first == piece.removeprefix(b",\n")


def test_what_stands_beside_the_data_of_an_event_is_left_out() -> None:
    framing = ServerSentEvents()
    body = b"event: a\r\ndata: {}\r\n\r\nid: 4111\nevent: a\n: 4111\ndata: {}\n\n"
    first, second = framing.feed(body)
    assert framing.passed(first) == b"event: a\r\ndata: {}\r\n\r\n"
    assert framing.passed(second).strip() == b"event: a\ndata: {}"


def test_json_on_one_line_means_the_same() -> None:
    text = "one\u2028two\u2029three\u0085four 🙂"
    line = one_line(json.dumps(text, ensure_ascii=False).encode())
    assert line.decode().splitlines() == [line.decode()]
    assert json.loads(line) == text
    assert one_line(b'"plain"') == b'"plain"'
