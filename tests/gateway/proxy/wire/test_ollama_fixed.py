"""A fixed answer in Ollama's chat and generate, to the byte."""

from __future__ import annotations

import pytest

from gateway.proxy.wire.ollama_fixed import fixed_chat, fixed_generate
from tests.gateway.proxy.wire.fixed_samples import answer, golden

_HEAD = '{"model":"m-1","created_at":"2023-11-14T22:13:20Z",'
_END = (
    '"done":true,"done_reason":"stop","total_duration":0,"load_duration":0,'
    '"prompt_eval_count":0,"prompt_eval_duration":0,"eval_count":0,"eval_duration":0}'
)
EITHER = pytest.mark.parametrize(
    ("make", "before", "after"),
    [
        (fixed_chat, '"message":{"role":"assistant","content":"', '"},'),
        (fixed_generate, '"response":"', '",'),
    ],
    ids=["chat", "generate"],
)


@EITHER
def test_whole(make: type, before: str, after: str) -> None:
    reply = make(answer(stream=False))
    assert reply.content_type == "application/json"
    assert reply.body == golden(f"{_HEAD}{before}$TEXT{after}{_END}")


@EITHER
def test_streamed(make: type, before: str, after: str) -> None:
    reply = make(answer(stream=True))
    assert reply.content_type == "application/x-ndjson"
    assert reply.body == golden(
        f'{_HEAD}{before}$TEXT{after}"done":false}}\n{_HEAD}{before}{after}{_END}\n'
    )
