"""OpenAI's responses: an answer whose text the policy has fixed.

``metadata`` and the ids say that it is not the model's. Usage is zero, and nothing is
stored that a later request could go on from.

Source: OpenAI API reference, responses and their streaming events (read 2026-11-22), and
the types of the openai package 3.54.
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
from gateway.proxy.wire.openai_responses_error import NumberedEvents

Tree = dict[str, Any]
_PLACE: Tree = {"output_index": 0}


def fixed_answer(answer: FixedAnswer) -> FixedReply:
    """The answer as this wire has it."""
    complete = _response(answer, "completed", output=[_item(answer, "completed")])
    if not answer.stream:
        return whole(complete)
    begun = {"response": _response(answer, "in_progress", output=[])}
    place = {"item_id": f"msg_discreet_{answer.id}", **_PLACE, "content_index": 0}
    events: tuple[tuple[str, Tree], ...] = (
        ("created", begun),
        ("in_progress", begun),
        ("output_item.added", {**_PLACE, "item": _item(answer, "in_progress")}),
        ("content_part.added", {**place, "part": _part("")}),
        ("output_text.delta", {**place, "delta": answer.text, "logprobs": []}),
        ("output_text.done", {**place, "text": answer.text, "logprobs": []}),
        ("content_part.done", {**place, "part": _part(answer.text)}),
        ("output_item.done", {**_PLACE, "item": _item(answer, "completed")}),
        ("completed", {"response": complete}),
    )
    framing = NumberedEvents()
    pieces = []
    for number, (name, members) in enumerate(events):
        kind = f"response.{name}"
        tree = {"type": kind, "sequence_number": number, **members}
        pieces.append(piece(framing, tree, name=kind))
    return streamed(framing, pieces, comment=answer.comment)


def _part(text: str) -> Tree:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _item(answer: FixedAnswer, status: str) -> Tree:
    return {
        "id": f"msg_discreet_{answer.id}",
        "type": "message",
        "status": status,
        "role": "assistant",
        "content": [_part(answer.text)] if status == "completed" else [],
    }


def _response(answer: FixedAnswer, status: str, *, output: list[Tree]) -> Tree:
    usage = {
        "input_tokens": 0,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 0,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 0,
    }
    return {
        "id": f"resp_discreet_{answer.id}",
        "object": "response",
        "created_at": answer.created,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "metadata": {"origin": ORIGIN},
        "model": answer.model,
        "output": output,
        "parallel_tool_calls": False,
        "previous_response_id": None,
        "store": False,
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "none",
        "tools": [],
        "top_p": None,
        "truncation": "disabled",
        "usage": usage if status == "completed" else None,
    }
