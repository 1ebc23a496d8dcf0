"""Bodies of Gemini's API, whole and as the chunks of a stream.

A candidate is a row of finished parts; a stream's chunks are derived from them: a text
travels in pieces, a function call whole, and the last piece says why it ended. Shapes
follow the ``google-genai`` package's own types (version 3.4, read 2026-11-22).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.simulators.completions import Choice, Envelope, Json
from tests.simulators.framing import pieces

SIGNATURE = "c2ltdWxhdGVkIHNpZ25hdHVyZQ=="

_STOPS = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "tool_calls": "STOP",
    "content_filter": "SAFETY",
}
_STATES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


def text(content: str, *, signature: str | None = None) -> Json:
    """A part of text."""
    return {"text": content} | ({"thoughtSignature": signature} if signature else {})


def thought(content: str) -> Json:
    """A part that sums up what the model thought."""
    return {"text": content, "thought": True}


def function_call(
    name: str, given: Json, *, identifier: str | None = None, signature: str | None = None
) -> Json:
    """A call of a function; ``given`` is its arguments."""
    call: Json = {"name": name, "args": given} | ({"id": identifier} if identifier else {})
    return {"functionCall": call} | ({"thoughtSignature": signature} if signature else {})


def parts_of(choice: Choice) -> list[Json]:
    """The parts that say what a choice of chat completions says."""
    parts: list[Json] = []
    if choice.reasoning is not None:
        parts.append(thought(choice.reasoning))
    parts += [text(spoken) for spoken in (choice.content, choice.refusal) if spoken is not None]
    calls = [
        function_call(call.name, json.loads(call.arguments), identifier=call.identifier)
        for call in choice.tool_calls
    ]
    if calls:
        calls[0]["thoughtSignature"] = SIGNATURE
    return parts + calls


def stop_of(choice: Choice) -> str:
    """The finish reason of a choice."""
    return _STOPS[choice.finish_reason]


def content_response(
    candidates: Sequence[Sequence[Json]],
    envelope: Envelope | None = None,
    *,
    stops: Sequence[str] = (),
) -> Json:
    """The whole ``GenerateContentResponse``; a candidate without a stated end has STOP."""
    around = envelope or Envelope()
    reasons = [*stops, *["STOP"] * (len(candidates) - len(stops))]
    found = [
        _candidate(place, list(parts), reason)
        for place, (parts, reason) in enumerate(zip(candidates, reasons, strict=True))
    ]
    return _around(found, around)


def _candidate(place: int, parts: list[Json], stop: str | None) -> Json:
    found: Json = {"content": {"parts": parts, "role": "model"}}
    if stop is not None:
        found["finishReason"] = stop
    return {**found, "index": place}


def _around(candidates: list[Json], around: Envelope) -> Json:
    return {
        "candidates": candidates,
        "usageMetadata": {
            "promptTokenCount": 9,
            "candidatesTokenCount": 12,
            "totalTokenCount": 21,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 9}],
        },
        "modelVersion": around.model,
        "responseId": "simulated-response",
        **around.extra,
    }


def chunks(
    candidates: Sequence[Sequence[Json]],
    envelope: Envelope | None = None,
    *,
    stops: Sequence[str] = (),
) -> list[Json]:
    """The chunks of a stream in order; candidates take turns, a part each."""
    around = envelope or Envelope()
    lanes = [[piece for part in parts for piece in _cut(part, around.piece)] or [text("")]
             for parts in candidates]  # fmt: skip
    found: list[Json] = []
    for turn in range(max((len(lane) for lane in lanes), default=0)):
        for place, lane in enumerate(lanes):
            if turn < len(lane):
                named = stops[place] if place < len(stops) else "STOP"
                stop = named if turn == len(lane) - 1 else None
                found.append(_around([_candidate(place, [lane[turn]], stop)], around))
    return found


def _cut(part: Json, piece: int) -> Iterator[Json]:
    """A part in pieces; a signature travels on its own, after the text that it seals."""
    if not part.get("text"):
        yield part
        return
    around = {name: value for name, value in part.items() if name != "thoughtSignature"}
    for one in pieces(part["text"], piece):
        yield {**around, "text": one}
    if "thoughtSignature" in part:
        yield {"text": "", "thoughtSignature": part["thoughtSignature"]}


def blocked(reason: str = "SAFETY") -> Json:
    """The answer to a prompt that the provider refuses: no candidates."""
    return {
        "promptFeedback": {
            "blockReason": reason,
            "safetyRatings": [
                {"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": True}
            ],
        },
        "usageMetadata": {"promptTokenCount": 9, "totalTokenCount": 9},
        "modelVersion": "simulated",
    }


def token_count() -> Json:
    """The body of ``countTokens``."""
    details = [{"modality": "TEXT", "tokenCount": 9}]
    return {"totalTokens": 9, "promptTokensDetails": details}


def embedding(vector: Sequence[float]) -> Json:
    """The body of ``embedContent``."""
    return {"embedding": {"values": list(vector)}}


def embeddings(vectors: Sequence[Sequence[float]]) -> Json:
    """The body of ``batchEmbedContents``."""
    return {"embeddings": [{"values": list(vector)} for vector in vectors]}


def error(status: int, message: str = "simulated") -> Json:
    """An error; one that comes in a stream of JSON items is an item of this form."""
    state = _STATES.get(status, "UNKNOWN")
    return {"error": {"code": status, "message": message, "status": state}}
