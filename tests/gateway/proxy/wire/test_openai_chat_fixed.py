"""A fixed answer in OpenAI's chat completions, to the byte."""

from __future__ import annotations

from gateway.proxy.wire.openai_chat_fixed import fixed_answer
from tests.gateway.proxy.wire.fixed_samples import answer, events, golden

_HEAD = '{"id":"chatcmpl-discreet-7k","object":"chat.completion'
_MODEL = ',"created":1700000000,"model":"m-1","choices":[{"index":0,'
_TAIL = '}],"system_fingerprint":"discreet_fixed_answer"'


def chunk(delta: str, reason: str) -> str:
    said = f'"delta":{delta},"logprobs":null,"finish_reason":{reason}'
    return f'data: {_HEAD}.chunk"{_MODEL}{said}{_TAIL}}}'


def test_whole() -> None:
    reply = fixed_answer(answer(stream=False))
    assert reply.content_type == "application/json"
    assert reply.body == golden(
        f'{_HEAD}"{_MODEL}"message":{{"role":"assistant","content":"$TEXT","refusal":null}},'
        f'"logprobs":null,"finish_reason":"stop"{_TAIL},'
        '"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}'
    )


def test_streamed() -> None:
    reply = fixed_answer(answer(stream=True))
    assert reply.content_type == "text/event-stream; charset=utf-8"
    assert reply.body == events(
        chunk('{"role":"assistant","content":""}', "null"),
        chunk('{"content":"$TEXT"}', "null"),
        chunk("{}", '"stop"'),
        "data: [DONE]",
    )
