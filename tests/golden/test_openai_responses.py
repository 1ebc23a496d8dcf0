"""The golden bodies of Responses say what they claim, in the SDK's own types."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from tests.golden.answers import PERSON, WireStream
from tests.golden.openai_responses import golden_errors, golden_streams, golden_wholes
from tests.simulators.lanes import chunk_bodies
from tests.simulators.wire_lanes import response_lanes, responses_lanes, responses_repeats

STREAMS = golden_streams()
EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_lanes_are_what_the_stream_holds(stream: WireStream) -> None:
    assert responses_lanes(stream.body) == dict(stream.lanes)
    if stream.whole:
        repeats = responses_repeats(stream.body)
        assert repeats == [dict(stream.lanes)] * 4


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_events_are_of_the_sdks_types(stream: WireStream) -> None:
    bodies = chunk_bodies(stream.body)
    assert [EVENT.validate_python(body).sequence_number for body in bodies] == list(
        range(len(bodies))
    )


@pytest.mark.parametrize(("name", "body"), golden_wholes().items())
def test_wholes_are_of_the_sdks_type(name: str, body: dict[str, Any]) -> None:
    assert TypeAdapter(Response).validate_python(body).object == "response", name
    stream = next(one for one in STREAMS if one.name == name)
    assert response_lanes(body) == dict(stream.lanes)


def test_names_differ_and_surrogates_are_those_asked_for() -> None:
    assert len({stream.name for stream in STREAMS}) == len(STREAMS)
    others = golden_streams(person="[PERSON_00000001]")
    bare = PERSON[1:-1].encode()
    assert not any(bare in stream.body for stream in others if "look" not in stream.name)


def test_errors_have_openais_shape() -> None:
    for body in golden_errors().values():
        assert set(body["error"]) == {"message", "type", "param", "code"}
