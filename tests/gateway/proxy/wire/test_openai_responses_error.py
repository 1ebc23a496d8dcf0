"""The stream of responses is numbered, and its errors are events that the SDK raises."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import openai
import pytest

from gateway.errors import GatewayError, Refused, UpstreamFailed
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.openai_error import error_body
from gateway.proxy.wire.openai_responses_error import ERROR, NumberedEvents
from tests.gateway.proxy.wire.responses_answers import CREATED, reader, stream
from tests.simulators.lanes import chunk_bodies


def numbers(*came: Any) -> list[Any]:
    framing = NumberedEvents()
    found = []
    for each in came:
        tree = {} if each is None else {"sequence_number": each}
        framing.number(tree)
        found.append(tree.get("sequence_number"))
    return found


@pytest.mark.parametrize(
    ("came", "given"),
    [
        (["0", "1", "2"], ["0", "1", "2"]),
        (["7", "9", None, "3"], ["7", "8", "9", "10"]),
        ([None, None], [None, None]),
        ([None, "4", "4"], [None, "4", "5"]),
        (["-1", "1.5", "9" * 16], ["-1", "1.5", "9" * 16]),
    ],
)
def test_numbers_follow_one_another_from_the_first(came: list[Any], given: list[Any]) -> None:
    assert numbers(*(each if each is None else Number(each) for each in came)) == given


def test_a_number_that_is_no_number_starts_nothing() -> None:
    assert numbers("0", Number("3"), "x") == ["0", "3", "4"]


REFUSED = Refused("content_blocked", "It was blocked.", status=422, details={"pointer": "/input"})


def given(error: GatewayError) -> bytes:
    """A stream that has begun, and the event of an error."""
    answer = reader()
    return answer.feed(stream(CREATED)) + answer.framing.encode(
        error_body(error, "privacy@example.com"), ERROR
    )


def test_an_error_is_an_event_of_its_own_with_the_next_number() -> None:
    out = given(REFUSED)
    assert b"\nevent: error\ndata: {" in out
    assert chunk_bodies(out)[-1] == {
        "type": "error",
        "code": "content_blocked",
        "message": "It was blocked.",
        "param": "/input",
        "sequence_number": 1,
        "error": {
            "message": "It was blocked.",
            "type": "policy_error",
            "param": "/input",
            "code": "content_blocked",
            "contact": "privacy@example.com",
        },
    }


@pytest.mark.parametrize("error", [REFUSED, UpstreamFailed("It broke.", code="upstream_error")])
def test_the_sdk_raises_its_own_exception(error: GatewayError) -> None:
    def answering(request: httpx2.Request) -> httpx2.Response:
        del request
        headers = {"content-type": "text/event-stream"}
        return httpx2.Response(200, content=given(error), headers=headers)

    transport = httpx2.Client(transport=httpx2.MockTransport(answering))
    client = openai.OpenAI(api_key="k", base_url="http://127.0.0.1:9/v1", http_client=transport)
    with client.responses.create(model="m", input="x", stream=True) as events:
        assert next(events).type == "response.created"
        with pytest.raises(openai.APIError) as raised:
            next(events)
    assert raised.value.code == error.code
    assert json.loads(json.dumps(raised.value.body))["contact"] == "privacy@example.com"


def test_other_events_are_written_as_they_are() -> None:
    assert NumberedEvents().encode(b"{}", "keepalive") == b"event: keepalive\ndata: {}\n\n"
    assert NumberedEvents().encode(b"{}") == b"data: {}\n\n"
