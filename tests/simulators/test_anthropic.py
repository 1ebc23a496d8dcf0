"""Bodies of Anthropic's messages are of the SDK's own types; events say what the blocks say."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.types import ErrorResponse, Message, MessageTokensCount, RawMessageStreamEvent
from pydantic import TypeAdapter

from tests.simulators.anthropic import (
    PING,
    blocks_of,
    char_location,
    error,
    events,
    message,
    redacted_thinking,
    stop_of,
    text,
    thinking,
    token_count,
    tool_use,
)
from tests.simulators.completions import Choice, Envelope, Json, ToolCall

EVENT: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)
BLOCKS = [
    thinking("A thought"),
    redacted_thinking(),
    text("Hello", char_location("Hel", title="File")),
    tool_use("find", {"who": "é"}),
]


def test_bodies_are_of_the_sdks_types() -> None:
    made = TypeAdapter(Message).validate_python(message(BLOCKS, stop="tool_use"))
    assert [block.type for block in made.content] == [block["type"] for block in BLOCKS]
    for event in events(BLOCKS):
        assert event == PING or EVENT.validate_python(event).type == event["type"]
    assert TypeAdapter(MessageTokensCount).validate_python(token_count()).input_tokens == 9


def test_events_come_in_order() -> None:
    found = events([text("Hello")], Envelope(piece=3))
    assert [event["type"] for event in found] == [
        *("message_start", "content_block_start", "ping", "content_block_delta"),
        *("content_block_delta", "content_block_stop", "message_delta", "message_stop"),
    ]
    assert found[0]["message"]["content"] == []
    assert found[-2]["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}


def test_a_block_opens_empty_and_its_deltas_fill_it() -> None:
    found = events(BLOCKS, Envelope(piece=99))
    opened = [event["content_block"] for event in found if "content_block" in event]
    assert opened == [
        {"type": "thinking", "thinking": "", "signature": ""},
        redacted_thinking(),
        {"type": "text", "text": "", "citations": []},
        tool_use("find", {}),
    ]
    deltas = [(event["index"], event["delta"]["type"]) for event in found if "index" in event
              and "delta" in event]  # fmt: skip
    assert deltas == [
        *((0, "thinking_delta"), (0, "signature_delta"), (2, "citations_delta")),
        *((2, "text_delta"), (3, "input_json_delta"), (3, "input_json_delta")),
    ]
    assert found[-4]["delta"] == {"type": "input_json_delta", "partial_json": '{"who": "é"}'}


@pytest.mark.parametrize(
    ("choice", "stop", "expected"),
    [
        (Choice(content="a"), "end_turn", [text("a")]),
        (Choice(content="a", finish="length"), "max_tokens", [text("a")]),
        (Choice(refusal="b"), "refusal", [text("b")]),
        (
            Choice(reasoning="c", tool_calls=(ToolCall(name="f", arguments='{"a":1}'),)),
            "tool_use",
            [thinking("c"), tool_use("f", {"a": 1}, identifier="call_simulated0")],
        ),
    ],
)
def test_a_choice_becomes_blocks(choice: Choice, stop: str, expected: list[Json]) -> None:
    assert (blocks_of(choice), stop_of(choice)) == (expected, stop)


@pytest.mark.parametrize(
    ("status", "kind"), [(429, "rate_limit_error"), (403, "permission_error"), (500, "api_error")]
)
def test_errors_are_of_the_sdks_types(status: int, kind: str) -> None:
    made = TypeAdapter(ErrorResponse).validate_python(error(status, "No."))
    assert (made.error.type, made.error.message) == (kind, "No.")
