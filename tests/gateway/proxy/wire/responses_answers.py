"""What tests of answers of responses share: a reader, and golden answers with its surrogates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gateway.proxy.seals import Seals
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.openai_responses_answer import ResponsesAnswer
from tests.gateway.proxy.wire import readers
from tests.gateway.proxy.wire.readers import CARD, EMAIL, MASKED, PERSON, E, P, examine, ledger
from tests.golden.openai_responses import golden_streams, golden_wholes
from tests.simulators.framing import named_stream
from tests.simulators.openai_responses import numbered

__all__ = ["CARD", "EMAIL", "MASKED", "PERSON", "E", "P", "examine", "ledger"]
TOOL = "find_customer"
SEALS = Seals(bytes(32), recipients=["model-host"])

Json = dict[str, Any]


STREAMS = [each for each in golden_streams(P, E) if each.whole]
BROKEN = [each for each in golden_streams(P, E) if not each.whole]
WHOLES = golden_wholes(P, E)


def toward(*tools: str, **more: Any) -> TowardUser:
    """A way to a user whose policy acts on cards, with seals."""
    return readers.toward(*tools, **{"seals": SEALS, "recipient": "model-host", **more})


def reader(*tools: str, max_event_bytes: int = 1 << 16, **more: Any) -> ResponsesAnswer:
    """A reader that has seen nothing."""
    return ResponsesAnswer(toward(*tools, **more), max_event_bytes=max_event_bytes)


def read(pieces: Sequence[bytes], *tools: str) -> tuple[bytes, ResponsesAnswer]:
    """What a stream in pieces gives, its end event included."""
    answer = reader(*tools)
    given = b"".join(map(answer.feed, pieces))
    given += answer.end()
    return given + answer.closing, answer


def whole(body: Json, *tools: str) -> tuple[Json, ResponsesAnswer]:
    """What a whole body gives."""
    answer = reader(*tools)
    shown: Json = json.loads(answer.whole(json.dumps(body).encode()))
    return shown, answer


def stream(*events: Json) -> bytes:
    """Events, numbered and named."""
    return named_stream(numbered(list(events)))


def at(kind: str, *, place: int = 0, **members: Any) -> Json:
    """An event of an item."""
    return {"type": kind, "item_id": f"item_{place}", "output_index": place, **members}


def begun(item: Json, *, place: int = 0) -> Json:
    """The event that begins an item."""
    added = {"id": f"item_{place}", **item}
    return {"type": "response.output_item.added", "output_index": place, "item": added}


CREATED: Json = {"type": "response.created", "response": {"id": "resp_1", "output": []}}
MESSAGE: Json = {"type": "message", "role": "assistant", "content": []}


def completed(*items: Json, **members: Any) -> Json:
    """The event that ends a stream."""
    return {"type": "response.completed", "response": {"output": list(items), **members}}
