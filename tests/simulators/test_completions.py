"""Simulated bodies have the shape that the ``openai`` package reads."""

from __future__ import annotations

import json

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from tests.golden.streams import Golden, golden_streams
from tests.simulators.completions import (
    Choice,
    Envelope,
    EventStyle,
    ToolCall,
    chunks,
    completion,
    event_stream,
    stream_of,
)
from tests.simulators.lanes import chunk_bodies, events

CALL = ToolCall(name="find", arguments='{"a":1}')


def test_a_whole_answer_validates_as_the_sdk_type() -> None:
    body = completion([Choice(content="Hi", reasoning="hm"), Choice(tool_calls=(CALL,))])
    read = ChatCompletion.model_validate(body, strict=True)
    assert [choice.finish_reason for choice in read.choices] == ["stop", "tool_calls"]
    assert read.choices[0].message.content == "Hi"
    assert body["choices"][1]["message"]["tool_calls"][0]["function"]["arguments"] == '{"a":1}'


@pytest.mark.parametrize("stream", golden_streams(), ids=lambda stream: stream.name)
def test_every_chunk_validates_as_the_sdk_type(stream: Golden) -> None:
    bodies = chunk_bodies(stream.body)
    assert bodies
    assert all(ChatCompletionChunk.model_validate(body).id == bodies[0]["id"] for body in bodies)


def test_usage_comes_last_and_without_choices() -> None:
    bodies = chunks([Choice(content="Hi")], Envelope(usage=True))
    assert bodies[-1]["choices"] == []
    assert bodies[-1]["usage"]["total_tokens"] == 21
    assert all(body["usage"] is None for body in bodies[:-1])


def test_choices_take_turns_or_do_not() -> None:
    two = [Choice(content="aaaa"), Choice(content="bbbb")]
    turns = [body["choices"][0]["index"] for body in chunks(two, Envelope(piece=2))]
    apart = chunks(two, Envelope(piece=2, interleaved=False))
    assert turns == [0, 1, 0, 1, 0, 1, 0, 1]
    assert [body["choices"][0]["index"] for body in apart] == [0, 0, 0, 0, 1, 1, 1, 1]


def test_a_repeated_event_stands_twice_and_the_rest_once() -> None:
    bodies = chunks([Choice(content="abcdefgh")])
    once = events(event_stream(bodies))
    twice = events(event_stream(bodies, EventStyle(repeat=1)))
    assert twice == [once[0], once[1], once[1], *once[2:]]


def test_data_over_lines_is_the_same_json() -> None:
    bodies = chunks([Choice(content="line\nbreak")])
    stream = event_stream(bodies, EventStyle(lines=True, done=False))
    assert [json.loads(data) for data in events(stream)] == bodies
    assert stream.count(b"data: ") > 3 * len(bodies)


def test_any_text_can_be_an_event() -> None:
    assert stream_of(["{broken", "[DONE]"]) == b"data: {broken\n\ndata: [DONE]\n\n"
    assert stream_of(["x"], EventStyle(comment="k", space=False)) == b":k\n\ndata:x\n\n"
