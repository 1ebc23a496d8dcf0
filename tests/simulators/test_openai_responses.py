"""Bodies of Responses are of the SDK's own types, and events say what the items say."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from tests.simulators.completions import Choice, Envelope, Json, ToolCall
from tests.simulators.openai_responses import (
    SEALED,
    custom_call,
    error_event,
    events,
    failed,
    function_call,
    items_of,
    message,
    numbered,
    output_text,
    reasoning,
    refused,
    response,
    url_citation,
)

EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
ITEMS = [
    reasoning("A summary", "Another", content="The text", sealed=SEALED),
    message(output_text("Hello", url_citation("Title", "https://example.com/")), refused("No")),
    function_call("find", '{"a":1}'),
    custom_call("patch", "any text"),
]


def test_bodies_are_of_the_sdks_types() -> None:
    made = TypeAdapter(Response).validate_python(response(ITEMS))
    assert [item.type for item in made.output] == [item["type"] for item in ITEMS]
    assert made.output_text == "Hello"
    for event in [*events(ITEMS), numbered([error_event("x")])[0], numbered([failed("x")])[0]]:
        assert EVENT.validate_python(event).type == event["type"]


def test_events_come_in_order_and_are_numbered() -> None:
    found = events([message(output_text("Hello"))], Envelope(piece=3))
    assert [event["sequence_number"] for event in found] == list(range(len(found)))
    assert [event["type"].removeprefix("response.") for event in found] == [
        *("created", "in_progress", "output_item.added", "content_part.added"),
        *("output_text.delta", "output_text.delta", "output_text.done", "content_part.done"),
        *("output_item.done", "completed"),
    ]


def test_every_kind_of_event_is_sent() -> None:
    kinds = {event["type"].removeprefix("response.") for event in events(ITEMS)}
    assert kinds >= {
        *("reasoning_summary_part.added", "reasoning_summary_text.delta"),
        *("reasoning_summary_text.done", "reasoning_summary_part.done"),
        *("reasoning_text.delta", "reasoning_text.done"),
        *("output_text.annotation.added", "refusal.delta", "refusal.done"),
        *("function_call_arguments.delta", "function_call_arguments.done"),
        *("custom_tool_call_input.delta", "custom_tool_call_input.done"),
    }


def test_an_item_is_added_empty_and_done_whole() -> None:
    found = [event for event in events(ITEMS) if event.get("output_index") == 1]
    assert found[0]["item"]["content"] == []
    assert found[0]["item"]["status"] == "in_progress"
    assert found[-1]["item"] == {"id": "msg_simulated1", **ITEMS[1]}
    assert ITEMS[1]["content"][0]["text"] == "Hello"  # the items given are left alone


def test_the_last_event_holds_the_whole_answer() -> None:
    around = Envelope(model="gpt", extra={"instructions": "Be kind."})
    last = events(ITEMS, around)[-1]
    assert (last["type"], last["response"]) == ("response.completed", response(ITEMS, around))
    assert last["response"]["instructions"] == "Be kind."
    cut = events([], incomplete="max_output_tokens")[-1]
    assert cut["type"] == "response.incomplete"
    assert cut["response"]["incomplete_details"] == {"reason": "max_output_tokens"}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(content="a"), [message(output_text("a"))]),
        (Choice(content=""), [message(output_text(""))]),
        (Choice(refusal="b"), [message(refused("b"))]),
        (
            Choice(reasoning="c", tool_calls=(ToolCall(name="f", arguments="{}"),)),
            [reasoning("c", sealed=SEALED), function_call("f", "{}")],
        ),
    ],
)
def test_a_choice_becomes_items(choice: Choice, expected: list[Json]) -> None:
    assert items_of(choice) == expected
