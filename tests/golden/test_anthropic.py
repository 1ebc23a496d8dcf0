"""The golden bodies of Anthropic's messages say what they claim, in the SDK's own types."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.types import Message, RawMessageStreamEvent
from pydantic import TypeAdapter

from tests.golden.answers import PERSON, WireStream
from tests.golden.anthropic import golden_errors, golden_streams, golden_wholes
from tests.simulators.lanes import chunk_bodies
from tests.simulators.wire_lanes import anthropic_lanes

STREAMS = golden_streams()
EVENT: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_lanes_are_what_the_stream_holds(stream: WireStream) -> None:
    assert anthropic_lanes(stream.body) == dict(stream.lanes)


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_events_are_of_the_sdks_types(stream: WireStream) -> None:
    bodies = [body for body in chunk_bodies(stream.body) if body["type"] not in ("ping", "error")]
    assert [EVENT.validate_python(body).type for body in bodies] == [
        body["type"] for body in bodies
    ]
    assert (bodies[-1]["type"] == "message_stop") is stream.whole


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_blocks_open_and_close_in_order(stream: WireStream) -> None:
    opened: list[int] = []
    closed: list[int] = []
    for body in chunk_bodies(stream.body):
        if body["type"] == "content_block_start":
            assert opened == closed
            opened.append(body["index"])
        elif body["type"] == "content_block_stop":
            closed.append(body["index"])
    assert opened == list(range(len(opened)))
    assert (opened == closed) is stream.whole


@pytest.mark.parametrize(("name", "body"), golden_wholes().items())
def test_wholes_are_of_the_sdks_type(name: str, body: dict[str, Any]) -> None:
    made = TypeAdapter(Message).validate_python(body)
    assert made.stop_reason, name


def test_names_differ_and_surrogates_are_those_asked_for() -> None:
    assert len({stream.name for stream in STREAMS}) == len(STREAMS)
    others = golden_streams(person="[PERSON_00000001]")
    bare = PERSON[1:-1].encode()
    assert not any(bare in stream.body for stream in others if "look" not in stream.name)


def test_errors_name_their_type() -> None:
    assert golden_errors()[529]["error"]["type"] == "overloaded_error"
    assert all(body["type"] == "error" for body in golden_errors().values())
