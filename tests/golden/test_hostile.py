"""The hostile streams are what they say: many, different, and most of them with the card."""

from __future__ import annotations

import re

import pytest

from tests.golden.hostile import Hostile, hostile_streams, hostile_wholes
from tests.simulators.wires import find

STREAMS = hostile_streams()
_MARKS = re.compile(rb"[^0-9]")


@pytest.mark.parametrize("path", STREAMS)
def test_names_and_bodies_differ(path: str) -> None:
    streams = STREAMS[path]
    assert len({stream.name for stream in streams}) == len(streams) > 30
    assert len({stream.body for stream in streams}) > len(streams) - 8
    assert find(path) is not None


@pytest.mark.parametrize("path", STREAMS)
def test_the_ones_that_tests_lean_on_hold_the_card(path: str) -> None:
    named = {stream.name: stream.body for stream in STREAMS[path]}
    assert b"4111 1111 1111 1111" in named["of unknown types"]
    twice = _MARKS.sub(b"", named["after its end"])
    assert twice.count(b"4") >= 2
    assert b'"x"' in named["a member twice"]
    with pytest.raises(UnicodeDecodeError):
        named["cut in a character"].decode()


def test_the_repeats_of_responses_differ_from_their_deltas() -> None:
    def named(name: str) -> Hostile:
        return next(one for one in STREAMS["/v1/responses"] if one.name == name)

    differing = named("repeats that differ").body
    assert b'"delta":"Hell"' in differing
    assert b"Later" in differing
    assert b".delta" not in named("repeats without deltas").body


def test_wholes_are_of_each_wire_and_differ() -> None:
    for path, wholes in hostile_wholes().items():
        assert find(path) is not None
        assert len({one.name for one in wholes}) == len(wholes) > 30
        assert sum(b"4111 1111 1111 1111" in one.body for one in wholes) > 10
