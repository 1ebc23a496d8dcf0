"""OpenAI's chat completions: an answer whose text the policy has fixed.

``system_fingerprint`` and the id say that it is not the model's. Usage is zero; in a
stream there is no chunk of usage.

Source: OpenAI API reference, chat completions and its streaming events (read 2026-11-22).
"""

from __future__ import annotations

from typing import Any

from gateway.proxy.wire.fixed_answer import (
    ORIGIN,
    FixedAnswer,
    FixedReply,
    piece,
    streamed,
    whole,
)
from gateway.proxy.wire.framing import ServerSentEvents
from gateway.proxy.wire.openai_chat_answer import DONE

_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def fixed_answer(answer: FixedAnswer) -> FixedReply:
    """The answer as this wire has it."""
    if not answer.stream:
        message = {"role": "assistant", "content": answer.text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return whole({**_body(answer, "chat.completion", choice=choice), "usage": _USAGE})
    deltas: tuple[tuple[dict[str, Any], str | None], ...] = (
        ({"role": "assistant", "content": ""}, None),
        ({"content": answer.text}, None),
        ({}, "stop"),
    )
    framing = ServerSentEvents()
    pieces = [
        piece(framing, _body(answer, "chat.completion.chunk", choice=_delta(delta, reason)))
        for delta, reason in deltas
    ]
    end = framing.encode(DONE.encode())
    return streamed(framing, [*pieces, end], comment=answer.comment)


def _delta(delta: dict[str, Any], reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def _body(answer: FixedAnswer, kind: str, *, choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-discreet-{answer.id}",
        "object": kind,
        "created": answer.created,
        "model": answer.model,
        "choices": [choice],
        "system_fingerprint": ORIGIN,
    }
