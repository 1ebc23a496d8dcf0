"""What tests of Anthropic's answers share: a reader, and the golden answers with its surrogates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gateway.proxy.seals import Seals
from gateway.proxy.sse import Event, SSEParser
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.anthropic_messages_answer import MessagesAnswer
from tests.gateway.proxy.wire import readers
from tests.gateway.proxy.wire.readers import CARD, EMAIL, MASKED, PERSON, E, P, examine, ledger
from tests.golden.anthropic import golden_streams, golden_wholes

__all__ = ["CARD", "EMAIL", "MASKED", "PERSON", "E", "P", "examine", "ledger"]
TOOL = "find_customer"
SEALS = Seals(bytes(32), recipients=["model-host"])


STREAMS = [each for each in golden_streams(P, E) if each.whole]
BROKEN = [each for each in golden_streams(P, E) if not each.whole]
WHOLES = golden_wholes(P, E)


def toward(*tools: str, **more: Any) -> TowardUser:
    """A way to a user whose policy acts on cards, with seals."""
    return readers.toward(*tools, **{"seals": SEALS, "recipient": "model-host", **more})


def reader(*tools: str, max_event_bytes: int = 1 << 16, **more: Any) -> MessagesAnswer:
    """A reader that has seen nothing."""
    return MessagesAnswer(toward(*tools, **more), max_event_bytes=max_event_bytes)


def read(pieces: Sequence[bytes], *tools: str) -> tuple[bytes, MessagesAnswer]:
    """What a stream in pieces gives, its end event included."""
    answer = reader(*tools)
    out = b"".join(map(answer.feed, pieces)) + answer.end()
    return out + answer.closing, answer


def event(kind: str, **members: Any) -> bytes:
    """One event of a stream."""
    body = json.dumps({"type": kind, **members}, ensure_ascii=False)
    return f"event: {kind}\ndata: {body}\n\n".encode()


def begun(**members: Any) -> bytes:
    """The event that begins a message."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "msg_1", "role": "assistant", "content": [], "usage": usage}
    return event("message_start", message={**message, **members})


def block(place: int, kind: str, **members: Any) -> bytes:
    """The event that begins a block."""
    return event("content_block_start", index=place, content_block={"type": kind, **members})


def delta(place: int, kind: str, **members: Any) -> bytes:
    """A delta."""
    return event("content_block_delta", index=place, delta={"type": kind, **members})


def stop(place: int) -> bytes:
    """The end of a block."""
    return event("content_block_stop", index=place)


ENDED = event(
    "message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 1}
) + event("message_stop")


def events(stream: bytes) -> list[dict[str, Any]]:
    """The bodies of a stream's events; each has the name of its type."""
    found = []
    for each in SSEParser().feed(stream):
        if isinstance(each, Event):
            body = json.loads(each.data)
            assert each.event == body["type"]
            found.append(body)
    return found
