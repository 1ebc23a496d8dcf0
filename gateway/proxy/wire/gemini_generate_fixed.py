"""Gemini's generateContent: an answer whose text the policy has fixed.

Only its id says that it is not the model's: the wire has no other place. Usage is zero. A
stream is one chunk, as an event or as the only item of an array.

Source: Gemini API reference, GenerateContentResponse (read 2026-11-22), and the types of
the google-genai package 3.4.
"""

from __future__ import annotations

from gateway.proxy.wire.fixed_answer import FixedAnswer, FixedReply, piece, streamed, whole
from gateway.proxy.wire.framing import Array, Framing
from gateway.proxy.wire.gemini_generate_answer import DataEvents, Tree

_USAGE = {"promptTokenCount": 0, "candidatesTokenCount": 0, "totalTokenCount": 0}


def fixed_answer(answer: FixedAnswer) -> FixedReply:
    """The answer as this wire has it, a stream as events."""
    return _reply(answer, DataEvents())


def fixed_array(answer: FixedAnswer) -> FixedReply:
    """The answer as this wire has it, a stream as an array."""
    return _reply(answer, Array())


def _reply(answer: FixedAnswer, framing: Framing) -> FixedReply:
    if not answer.stream:
        return whole(_body(answer))
    return streamed(framing, [piece(framing, _body(answer))], comment=answer.comment)


def _body(answer: FixedAnswer) -> Tree:
    content = {"parts": [{"text": answer.text}], "role": "model"}
    return {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": _USAGE,
        "modelVersion": answer.model,
        "responseId": f"discreet-{answer.id}",
    }
