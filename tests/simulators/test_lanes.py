"""The slow reader of streams; tests/golden reads every golden stream with it."""

from __future__ import annotations

import pytest

from tests.simulators.lanes import chunk_bodies, events, lanes

CHUNK = (
    b'data: {"choices":[{"index":1,"delta":{"content":"ab","tool_calls":'
    b'[{"index":2,"function":{"arguments":"{}"}}]}}]}\n\n'
)


def test_lanes_are_told_apart_by_choice_and_field() -> None:
    expected = {(1, "content"): "abab", (1, "tool_calls/2/arguments"): "{}{}"}
    assert lanes(CHUNK + CHUNK + b"data: [DONE]\n\n") == expected


def test_an_event_without_its_empty_line_is_not_finished() -> None:
    assert events(b"data: a\n\ndata: b\n") == ["a"]


def test_other_fields_are_no_data() -> None:
    assert events(b"event: message\nid: 1\nretry: 5\ndatabase: x\ndata: y\n\n") == ["y"]


def test_bytes_that_are_no_text_and_events_that_are_no_json_raise() -> None:
    with pytest.raises(UnicodeDecodeError):
        events(b"data: \xff\n\n")
    with pytest.raises(ValueError, match="Expecting"):
        chunk_bodies(b"data: {\n\n")
