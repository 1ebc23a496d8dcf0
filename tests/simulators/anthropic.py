"""Bodies of Anthropic's messages API, whole and as the events of a stream.

An answer is a row of finished content blocks; the stream's events are derived from
them. Shapes follow the ``anthropic`` package's own types (version 2.12, read 2026-11-22).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.simulators.completions import Choice, Envelope, Json
from tests.simulators.framing import pieces

IDENTIFIER = "msg_simulated"
SIGNATURE = "c2ltdWxhdGVkIHNpZ25hdHVyZQ=="
PING: Json = {"type": "ping"}

_STOPS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
}
_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}


def text(content: str, *citations: Json) -> Json:
    """A block of text; the citations are those of its documents."""
    block: Json = {"type": "text", "text": content}
    if citations:
        block["citations"] = list(citations)
    return block


def char_location(cited: str, *, title: str | None = None, document: int = 0) -> Json:
    """A citation of a plain text document."""
    return {
        "type": "char_location",
        "cited_text": cited,
        "document_index": document,
        "document_title": title,
        "file_id": None,
        "start_char_index": 0,
        "end_char_index": len(cited),
    }


def thinking(thought: str, *, signature: str = SIGNATURE) -> Json:
    """A block of thought with the provider's signature."""
    return {"type": "thinking", "thinking": thought, "signature": signature}


def redacted_thinking(data: str = SIGNATURE) -> Json:
    """A block of thought that only the provider can read."""
    return {"type": "redacted_thinking", "data": data}


def tool_use(name: str, given: Json, *, identifier: str = "toolu_simulated0") -> Json:
    """A call of a tool; ``given`` is its input."""
    return {"type": "tool_use", "id": identifier, "name": name, "input": given}


def blocks_of(choice: Choice) -> list[Json]:
    """The content blocks that say what a choice of chat completions says."""
    blocks: list[Json] = []
    if choice.reasoning is not None:
        blocks.append(thinking(choice.reasoning))
    blocks += [text(spoken) for spoken in (choice.content, choice.refusal) if spoken is not None]
    return blocks + [
        tool_use(call.name, json.loads(call.arguments), identifier=call.identifier)
        for call in choice.tool_calls
    ]


def stop_of(choice: Choice) -> str:
    """The stop reason of a choice."""
    return "refusal" if choice.refusal is not None else _STOPS[choice.finish_reason]


def message(
    blocks: Sequence[Json], envelope: Envelope | None = None, *, stop: str = "end_turn"
) -> Json:
    """The whole ``message`` body."""
    around = envelope or Envelope()
    return {**_around(around), "content": list(blocks), "stop_reason": stop, "usage": _usage(12)}


def _around(around: Envelope) -> Json:
    return {
        "id": IDENTIFIER,
        "type": "message",
        "role": "assistant",
        "model": around.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _usage(1),
        **around.extra,
    }


def _usage(written: int) -> Json:
    return {
        "input_tokens": 9,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": written,
        "service_tier": "standard",
        "inference_geo": "eu",
    }


def events(
    blocks: Sequence[Json], envelope: Envelope | None = None, *, stop: str = "end_turn"
) -> list[Json]:
    """The events of a stream in order; a ping stands where the real API puts its first."""
    around = envelope or Envelope()
    found: list[Json] = [{"type": "message_start", "message": _around(around)}]
    for place, block in enumerate(blocks):
        opening, *rest = _block_events(place, block, around.piece)
        found += [opening, PING, *rest] if place == 0 else [opening, *rest]
    delta = {"stop_reason": stop, "stop_sequence": None}
    found.append({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 12}})
    found.append({"type": "message_stop"})
    return found


def _block_events(place: int, block: Json, piece: int) -> Iterator[Json]:
    yield {"type": "content_block_start", "index": place, "content_block": _opened(block)}
    for delta in _deltas(block, piece):
        yield {"type": "content_block_delta", "index": place, "delta": delta}
    yield {"type": "content_block_stop", "index": place}


def _opened(block: Json) -> Json:
    kind = block["type"]
    if kind == "text":
        return {**block, "text": ""} | ({"citations": []} if "citations" in block else {})
    if kind == "thinking":
        return {"type": kind, "thinking": "", "signature": ""}
    return {**block, "input": {}} if kind == "tool_use" else block


def _deltas(block: Json, piece: int) -> Iterator[Json]:
    kind = block["type"]
    if kind == "text":
        for citation in block.get("citations", ()):
            yield {"type": "citations_delta", "citation": citation}
        for part in pieces(block["text"], piece):
            yield {"type": "text_delta", "text": part}
    elif kind == "thinking":
        for part in pieces(block["thinking"], piece):
            yield {"type": "thinking_delta", "thinking": part}
        yield {"type": "signature_delta", "signature": block["signature"]}
    elif kind == "tool_use":
        spelled = json.dumps(block["input"], ensure_ascii=False) if block["input"] else ""
        for part in ("", *pieces(spelled, piece)):
            yield {"type": "input_json_delta", "partial_json": part}


def token_count() -> Json:
    """The body of ``count_tokens``."""
    return {"input_tokens": 9}


def error(status: int, text: str = "simulated") -> Json:
    """An error, as a body and as the event of that type in a stream."""
    kind = _ERRORS.get(status, "api_error")
    return {
        "type": "error",
        "error": {"type": kind, "message": text},
        "request_id": "req_simulated",
    }
