"""Bodies of OpenAI's Responses API, whole and as the events of a stream.

An answer is a row of finished output items; the stream's events are derived from them,
so that deltas, their repeats in the ``.done`` events and the whole output of
``response.completed`` cannot differ. Shapes follow the ``openai`` package's own types
(``types/responses``, version 3.54, read 2026-11-22).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from tests.simulators.completions import CREATED, Choice, Envelope, Json
from tests.simulators.framing import pieces

IDENTIFIER = "resp_simulated"
SEALED = "c2ltdWxhdGVkIGVuY3J5cHRlZCByZWFzb25pbmc="

_USAGE: Json = {
    "input_tokens": 9,
    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens": 12,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 21,
}
# Members of a request that the real API repeats in its answer.
REPEATED = (
    *("instructions", "metadata", "parallel_tool_calls", "previous_response_id", "reasoning"),
    *("safety_identifier", "prompt_cache_key", "store", "temperature", "text", "tool_choice"),
    *("tools", "top_p", "truncation", "user", "max_output_tokens", "service_tier"),
)


def output_text(text: str, *annotations: Json) -> Json:
    """A part of a message."""
    return {"type": "output_text", "annotations": list(annotations), "logprobs": [], "text": text}


def url_citation(title: str, url: str, *, start: int = 0, end: int = 1) -> Json:
    """An annotation of a text; start and end are characters of it."""
    return {
        "type": "url_citation",
        "start_index": start,
        "end_index": end,
        "title": title,
        "url": url,
    }


def refused(text: str) -> Json:
    """A part of a message in which the model refuses."""
    return {"type": "refusal", "refusal": text}


def message(*parts: Json) -> Json:
    """A message of these parts; its id is given by its place."""
    return {"type": "message", "status": "completed", "role": "assistant", "content": list(parts)}


def reasoning(*summaries: str, content: str | None = None, sealed: str | None = None) -> Json:
    """A reasoning item: summaries, the text itself (open models), an encrypted copy."""
    item: Json = {
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": text} for text in summaries],
    }
    if content is not None:
        item["content"] = [{"type": "reasoning_text", "text": content}]
    if sealed is not None:
        item["encrypted_content"] = sealed
    return item


def function_call(name: str, arguments: str, *, call_id: str = "call_simulated0") -> Json:
    """A call of a function; ``arguments`` is JSON in a string."""
    return {
        "type": "function_call",
        "status": "completed",
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
    }


def custom_call(name: str, text: str, *, call_id: str = "call_custom0") -> Json:
    """A call of a custom tool, whose input is any text."""
    return {
        "type": "custom_tool_call",
        "status": "completed",
        "call_id": call_id,
        "name": name,
        "input": text,
    }


def items_of(choice: Choice) -> list[Json]:
    """The output items that say what a choice of chat completions says."""
    items: list[Json] = []
    if choice.reasoning is not None:
        items.append(reasoning(choice.reasoning, sealed=SEALED))
    parts = [output_text(choice.content)] if choice.content is not None else []
    parts += [refused(choice.refusal)] if choice.refusal is not None else []
    if parts:
        items.append(message(*parts))
    return items + [
        function_call(call.name, call.arguments, call_id=call.identifier)
        for call in choice.tool_calls
    ]


def response(
    items: Sequence[Json], envelope: Envelope | None = None, *, incomplete: str | None = None
) -> Json:
    """The whole ``response`` body; ``incomplete`` is a reason such as ``max_output_tokens``."""
    around = envelope or Envelope()
    return {
        **_around(around),
        "status": "incomplete" if incomplete else "completed",
        "incomplete_details": {"reason": incomplete} if incomplete else None,
        "completed_at": CREATED + 1,
        "output": [_named(place, item) for place, item in enumerate(items)],
        "usage": _USAGE,
        **around.extra,
    }


def _around(around: Envelope) -> Json:
    return {
        "id": IDENTIFIER,
        "object": "response",
        "created_at": CREATED,
        "status": "in_progress",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "model": around.model,
        "output": [],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "service_tier": "default",
        "store": False,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": None,
        "user": None,
        "metadata": {},
        **around.extra,
    }


_PREFIXES = {
    "message": "msg",
    "reasoning": "rs",
    "function_call": "fc",
    "custom_tool_call": "ctc",
}


def _named(place: int, item: Json) -> Json:
    return {"id": f"{_PREFIXES[item['type']]}_simulated{place}", **item}


def events(
    items: Sequence[Json], envelope: Envelope | None = None, *, incomplete: str | None = None
) -> list[Json]:
    """The events of a stream in order, numbered from 0."""
    around = envelope or Envelope()
    opened = _around(around)
    found: list[Json] = [
        {"type": "response.created", "response": opened},
        {"type": "response.in_progress", "response": opened},
    ]
    for place, item in enumerate(items):
        found += _item_events(place, _named(place, item), around.piece)
    end = "response.incomplete" if incomplete else "response.completed"
    found.append({"type": end, "response": response(items, around, incomplete=incomplete)})
    return numbered(found)


def failed(message: str, envelope: Envelope | None = None, *, code: str = "server_error") -> Json:
    """The event that ends a stream whose answer failed; it has no number yet."""
    body = {
        **_around(envelope or Envelope()),
        "status": "failed",
        "error": {"code": code, "message": message},
    }
    return {"type": "response.failed", "response": body}


def error_event(message: str, *, code: str = "server_error") -> Json:
    """The event of an error outside the answer; it has no number yet."""
    return {"type": "error", "code": code, "message": message, "param": None}


def numbered(found: Sequence[Json]) -> list[Json]:
    """Events with their sequence numbers."""
    return [
        {"type": event["type"], "sequence_number": place, **event}
        for place, event in enumerate(found)
    ]


# Items whose text is one member: the member, and the name of its events.
_TEXTS = {
    "function_call": ("arguments", "response.function_call_arguments"),
    "custom_tool_call": ("input", "response.custom_tool_call_input"),
}


def _item_events(place: int, item: Json, piece: int) -> Iterator[Json]:
    kind = item["type"]
    at: Json = {"output_index": place, "item_id": item["id"]}
    opened = copy.deepcopy(item)
    if "status" in opened:
        opened["status"] = "in_progress"
    for name in ("content", "summary", "arguments", "input"):
        if name in opened:
            opened[name] = [] if isinstance(opened[name], list) else ""
    yield {"type": "response.output_item.added", "output_index": place, "item": opened}
    if kind in _TEXTS:
        name, event = _TEXTS[kind]
        yield from _deltas(event, at, item[name], piece=piece)
        yield {"type": f"{event}.done", **at, name: item[name]}
    for index, part in enumerate(item.get("summary", ())):
        yield from _part_events({**at, "summary_index": index}, part, piece)
    for index, part in enumerate(item.get("content", ())):
        yield from _part_events({**at, "content_index": index}, part, piece)
    yield {"type": "response.output_item.done", "output_index": place, "item": item}


# The type of a part: the member that holds its text, its events, the events around it.
_PARTS = {
    "output_text": ("text", "response.output_text", "response.content_part"),
    "refusal": ("refusal", "response.refusal", "response.content_part"),
    "reasoning_text": ("text", "response.reasoning_text", "response.content_part"),
    "summary_text": ("text", "response.reasoning_summary_text", "response.reasoning_summary_part"),
}


def _part_events(at: Json, part: Json, piece: int) -> Iterator[Json]:
    name, event, around = _PARTS[part["type"]]
    extra: Json = {"logprobs": []} if event == "response.output_text" else {}
    opened = {**part, name: ""}
    if "annotations" in part:
        opened["annotations"] = []
    yield {"type": f"{around}.added", **at, "part": opened}
    yield from _deltas(event, {**at, **extra}, part[name], piece=piece)
    for place, annotation in enumerate(part.get("annotations", ())):
        yield {
            "type": "response.output_text.annotation.added",
            **at,
            "annotation_index": place,
            "annotation": annotation,
        }
    yield {"type": f"{event}.done", **at, **extra, name: part[name]}
    yield {"type": f"{around}.done", **at, "part": part}


def _deltas(event: str, at: Json, text: str, *, piece: int) -> Iterator[Json]:
    for part in pieces(text, piece):
        yield {"type": f"{event}.delta", **at, "delta": part}
