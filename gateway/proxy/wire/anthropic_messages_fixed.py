"""Anthropic's messages: an answer whose text the policy has fixed.

Only its id says that it is not the model's: the wire has no other place. Usage is zero.

Source: Anthropic API reference, messages and their streaming events (read 2026-11-22), and
the types of the anthropic package 2.12.
"""

from __future__ import annotations

from typing import Any

from gateway.proxy.wire.fixed_answer import FixedAnswer, FixedReply, piece, streamed, whole
from gateway.proxy.wire.framing import ServerSentEvents

Tree = dict[str, Any]
_END: Tree = {"stop_reason": "end_turn", "stop_sequence": None}


def fixed_answer(answer: FixedAnswer) -> FixedReply:
    """The answer as this wire has it."""
    text = {"type": "text", "text": answer.text}
    if not answer.stream:
        return whole({**_message(answer), "content": [text], **_END})
    begun = {**_message(answer), "content": [], "stop_reason": None, "stop_sequence": None}
    place: Tree = {"index": 0}
    events: tuple[tuple[str, Tree], ...] = (
        ("message_start", {"message": begun}),
        ("content_block_start", {**place, "content_block": {**text, "text": ""}}),
        ("content_block_delta", {**place, "delta": {**text, "type": "text_delta"}}),
        ("content_block_stop", place),
        ("message_delta", {"delta": _END, "usage": {"output_tokens": 0}}),
        ("message_stop", {}),
    )
    framing = ServerSentEvents()
    pieces = [piece(framing, {"type": kind, **members}, name=kind) for kind, members in events]
    return streamed(framing, pieces, comment=answer.comment)


def _message(answer: FixedAnswer) -> Tree:
    return {
        "id": f"msg_discreet_{answer.id}",
        "type": "message",
        "role": "assistant",
        "model": answer.model,
        "usage": {"input_tokens": 0, "output_tokens": 0},
    }
