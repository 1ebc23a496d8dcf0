"""A fixed answer in OpenAI's text completions, to the byte."""

from __future__ import annotations

from gateway.proxy.wire.openai_completions_fixed import fixed_answer
from tests.gateway.proxy.wire.fixed_samples import answer, events, golden


def body(text: str, reason: str) -> str:
    return (
        '{"id":"cmpl-discreet-7k","object":"text_completion","created":1700000000,"model":"m-1",'
        f'"choices":[{{"text":"{text}","index":0,"logprobs":null,"finish_reason":{reason}}}],'
        '"system_fingerprint":"discreet_fixed_answer"'
    )


def test_whole() -> None:
    reply = fixed_answer(answer(stream=False))
    assert reply.content_type == "application/json"
    usage = '"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}'
    assert reply.body == golden(body("$TEXT", '"stop"') + f",{usage}}}")


def test_streamed() -> None:
    reply = fixed_answer(answer(stream=True))
    assert reply.content_type == "text/event-stream; charset=utf-8"
    chunks = (body("$TEXT", "null"), body("", '"stop"'))
    assert reply.body == events(*(f"data: {chunk}}}" for chunk in chunks), "data: [DONE]")
