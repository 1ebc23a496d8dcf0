"""The framings of streams, byte by byte."""

from __future__ import annotations

import json

from tests.simulators.completions import EventStyle
from tests.simulators.framing import (
    array_stream,
    data_stream,
    lines_stream,
    named_stream,
    pieces,
)

BODIES = [{"type": "a", "text": "é\n"}, {"type": "b"}]


def test_pieces_make_the_text() -> None:
    assert list(pieces("abcde", 2)) == ["ab", "cd", "e"]
    assert list(pieces("", 2)) == []


def test_an_event_has_its_name_and_its_data() -> None:
    assert named_stream(BODIES) == (
        'event: a\ndata: {"type":"a","text":"é\\n"}\n\nevent: b\ndata: {"type":"b"}\n\n'.encode()
    )


def test_a_named_stream_is_spelled_as_its_style_says() -> None:
    style = EventStyle(line_end="\r\n", space=False, bom=True, comment="!", lines=True)
    assert named_stream(BODIES[:1], style) == (
        "\ufeff:!\r\n\r\nevent:a\r\ndata:{\"type\":\"a\",\r\ndata:\"text\":\"é\\n\"}\r\n\r\n".encode()
    )  # fmt: skip


def test_data_alone_has_no_end_mark() -> None:
    assert data_stream([{"a": 1}]) == b'data: {"a":1}\n\n'
    assert data_stream([{"a": 1}], EventStyle(line_end="\r")) == b'data: {"a":1}\r\r'


def test_a_line_holds_a_text() -> None:
    assert lines_stream(BODIES) == '{"type":"a","text":"é\\n"}\n{"type":"b"}\n'.encode()
    assert lines_stream([{}, {}], line_end="\r\n", last=False) == b"{}\r\n{}"
    assert lines_stream(BODIES[:1], ascii_only=True).isascii()
    assert lines_stream([{"a": "<\u2028&é"}]) == '{"a":"\\u003c\\u2028\\u0026é"}\n'.encode()


def test_an_array_is_one_text() -> None:
    assert array_stream([{"a": 1}, {"b": 2}]) == (
        b'[{\n  "a": 1\n}\n,\r\n{\n  "b": 2\n}\n]\n'
    )  # fmt: skip
    assert json.loads(array_stream(BODIES, indent=None)) == BODIES
    assert json.loads(array_stream([])) == []
