"""Ollama's chat and generate: an answer whose text the policy has fixed.

The wire has no place to say that it is not the model's. Counters and durations are zero.

Source: Ollama's API document and the types of the ollama package 0.6.3 (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from gateway.proxy.wire.fixed_answer import FixedAnswer, FixedReply, piece, streamed, whole
from gateway.proxy.wire.framing import Lines

Tree = dict[str, Any]
_END: Tree = {
    "done": True,
    "done_reason": "stop",
    "total_duration": 0,
    "load_duration": 0,
    "prompt_eval_count": 0,
    "prompt_eval_duration": 0,
    "eval_count": 0,
    "eval_duration": 0,
}


def fixed_chat(answer: FixedAnswer) -> FixedReply:
    """The answer as ``/api/chat`` gives it."""
    return _reply(answer, lambda text: {"message": {"role": "assistant", "content": text}})


def fixed_generate(answer: FixedAnswer) -> FixedReply:
    """The answer as ``/api/generate`` gives it."""
    return _reply(answer, lambda text: {"response": text})


def _reply(answer: FixedAnswer, holding: Callable[[str], Tree]) -> FixedReply:
    created = datetime.fromtimestamp(answer.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    around = {"model": answer.model, "created_at": created}
    if not answer.stream:
        return whole({**around, **holding(answer.text), **_END})
    framing = Lines()
    pieces = [
        piece(framing, {**around, **holding(answer.text), "done": False}),
        piece(framing, {**around, **holding(""), **_END}),
    ]
    return streamed(framing, pieces, comment=answer.comment)
