"""The golden bodies of Ollama say what they claim, in the SDK's own types."""

from __future__ import annotations

import json

import pytest
from ollama import ChatResponse, GenerateResponse

from tests.golden.answers import PERSON, WireStream
from tests.golden.ollama import (
    golden_chat_streams,
    golden_chat_wholes,
    golden_errors,
    golden_generate_streams,
    golden_generate_wholes,
)
from tests.simulators.wire_lanes import ollama_lanes

CHATS, GENERATED = golden_chat_streams(), golden_generate_streams()


@pytest.mark.parametrize("stream", [*CHATS, *GENERATED], ids=lambda stream: stream.name)
def test_lanes_are_what_the_stream_holds(stream: WireStream) -> None:
    assert ollama_lanes(stream.body) == dict(stream.lanes)


@pytest.mark.parametrize("stream", [*CHATS, *GENERATED], ids=lambda stream: stream.name)
def test_lines_are_of_the_sdks_types_and_the_last_is_done(stream: WireStream) -> None:
    kind = ChatResponse if stream in CHATS else GenerateResponse
    bodies = [json.loads(line) for line in stream.body.split(b"\n") if line.strip()]
    made = [kind(**body) for body in bodies if "error" not in body]
    assert [one.done for one in made] == [False] * (len(made) - stream.whole) + [
        True
    ] * stream.whole


def test_wholes_are_of_the_sdks_types() -> None:
    chats = [ChatResponse(**body) for body in golden_chat_wholes().values()]
    generated = [GenerateResponse(**body) for body in golden_generate_wholes().values()]
    assert all(one.done for one in (*chats, *generated))
    assert len(chats) > len(generated) > 5


def test_names_differ_and_surrogates_are_those_asked_for() -> None:
    assert len({stream.name for stream in CHATS}) == len(CHATS)
    others = golden_chat_streams(person="[PERSON_00000001]")
    bare = PERSON[1:-1].encode()
    assert not any(bare in stream.body for stream in others if "look" not in stream.name)


def test_errors_are_a_text() -> None:
    assert all(isinstance(body["error"], str) for body in golden_errors().values())
