"""A fixed answer in Gemini's generateContent, to the byte."""

from __future__ import annotations

import pytest

from gateway.proxy.wire.gemini_generate_fixed import fixed_answer, fixed_array
from tests.gateway.proxy.wire.fixed_samples import answer, golden

BODY = golden(
    '{"candidates":[{"content":{"parts":[{"text":"$TEXT"}],"role":"model"},'
    '"finishReason":"STOP","index":0}],'
    '"usageMetadata":{"promptTokenCount":0,"candidatesTokenCount":0,"totalTokenCount":0},'
    '"modelVersion":"m-1","responseId":"discreet-7k"}'
)


@pytest.mark.parametrize("make", [fixed_answer, fixed_array])
def test_whole(make: type) -> None:
    reply = make(answer(stream=False))
    assert (reply.content_type, reply.body) == ("application/json", BODY)


def test_as_events_without_the_comment_that_the_sdk_would_take_for_one() -> None:
    reply = fixed_answer(answer(stream=True))
    assert reply.content_type == "text/event-stream; charset=utf-8"
    assert reply.body == b"data: " + BODY + b"\n\n"


def test_as_an_array() -> None:
    reply = fixed_array(answer(stream=True))
    assert (reply.content_type, reply.body) == ("application/json", b"[" + BODY + b"]")
