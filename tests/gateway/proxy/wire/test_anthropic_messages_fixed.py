"""A fixed answer in Anthropic's messages, to the byte."""

from __future__ import annotations

from gateway.proxy.wire.anthropic_messages_fixed import fixed_answer
from tests.gateway.proxy.wire.fixed_samples import answer, events, golden

_HEAD = (
    '{"id":"msg_discreet_7k","type":"message","role":"assistant","model":"m-1",'
    '"usage":{"input_tokens":0,"output_tokens":0},"content":['
)


def event(kind: str, members: str) -> str:
    return f'event: {kind}\ndata: {{"type":"{kind}"{members}}}'


def test_whole() -> None:
    reply = fixed_answer(answer(stream=False))
    assert reply.content_type == "application/json"
    assert reply.body == golden(
        _HEAD + '{"type":"text","text":"$TEXT"}],"stop_reason":"end_turn","stop_sequence":null}'
    )


def test_streamed() -> None:
    reply = fixed_answer(answer(stream=True))
    assert reply.content_type == "text/event-stream; charset=utf-8"
    assert reply.body == events(
        event("message_start", f',"message":{_HEAD}],"stop_reason":null,"stop_sequence":null}}'),
        event("content_block_start", ',"index":0,"content_block":{"type":"text","text":""}'),
        event("content_block_delta", ',"index":0,"delta":{"type":"text_delta","text":"$TEXT"}'),
        event("content_block_stop", ',"index":0'),
        event(
            "message_delta",
            ',"delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":0}',
        ),
        event("message_stop", ""),
    )
