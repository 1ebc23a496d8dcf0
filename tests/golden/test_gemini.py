"""The golden bodies of Gemini say what they claim, in the SDK's own types."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai import types

from tests.golden.answers import PERSON, WireStream
from tests.golden.gemini import golden_errors, golden_streams, golden_wholes
from tests.simulators.wire_lanes import gemini_bodies, gemini_lanes

STREAMS = golden_streams()


def closed(stream: WireStream) -> bytes:
    """The bytes, with the bracket that a broken array lacks."""
    in_array = stream.body.startswith(b"[")
    return stream.body + b"]" if in_array and not stream.body.endswith(b"]\n") else stream.body


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_lanes_are_what_the_stream_holds(stream: WireStream) -> None:
    assert gemini_lanes(closed(stream)) == dict(stream.lanes)
    assert stream.body.startswith(b"[") is stream.content_type.startswith("application/json")


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_chunks_are_of_the_sdks_type_and_candidates_end_once(stream: WireStream) -> None:
    bodies = [body for body in gemini_bodies(closed(stream)) if "error" not in body]
    chunks = [types.GenerateContentResponse.model_validate(body) for body in bodies]
    candidates = [one for chunk in chunks for one in chunk.candidates or ()]
    ended = [one.index for one in candidates if one.finish_reason]
    started = {one.index for one in candidates}
    assert sorted(ended, key=str) == (sorted(started, key=str) if stream.whole else [])


@pytest.mark.parametrize(("name", "body"), golden_wholes().items())
def test_wholes_are_of_the_sdks_type(name: str, body: dict[str, Any]) -> None:
    made = types.GenerateContentResponse.model_validate(body)
    assert bool(made.candidates) is (name != "prompt refused")


def test_names_differ_and_surrogates_are_those_asked_for() -> None:
    assert len({stream.name for stream in STREAMS}) == len(STREAMS)
    others = golden_streams(person="[PERSON_00000001]")
    bare = PERSON[1:-1].encode()
    assert not any(bare in stream.body for stream in others if "look" not in stream.name)


def test_errors_name_their_status() -> None:
    assert golden_errors()[429]["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert all(body["error"]["code"] == status for status, body in golden_errors().items())
