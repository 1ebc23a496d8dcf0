"""OpenAI's text completions: an answer whose text the policy has fixed.

``system_fingerprint`` and the id say that it is not the model's. Usage is zero; in a
stream there is no chunk of usage.

Source: OpenAI API reference, completions (read 2026-11-22).
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
from gateway.proxy.wire.openai_completions_answer import DONE

_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def fixed_answer(answer: FixedAnswer) -> FixedReply:
    """The answer as this wire has it."""
    if not answer.stream:
        return whole({**_body(answer, answer.text, reason="stop"), "usage": _USAGE})
    framing = ServerSentEvents()
    pieces = [
        piece(framing, _body(answer, answer.text, reason=None)),
        piece(framing, _body(answer, "", reason="stop")),
        framing.encode(DONE.encode()),
    ]
    return streamed(framing, pieces, comment=answer.comment)


def _body(answer: FixedAnswer, text: str, *, reason: str | None) -> dict[str, Any]:
    return {
        "id": f"cmpl-discreet-{answer.id}",
        "object": "text_completion",
        "created": answer.created,
        "model": answer.model,
        "choices": [{"text": text, "index": 0, "logprobs": None, "finish_reason": reason}],
        "system_fingerprint": ORIGIN,
    }
