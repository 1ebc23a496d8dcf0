"""Reads a finished stream of each wire, the slow and plain way; see lanes.py.

A lane's key is (choice, block or item, the field of it). Arguments that a wire sends as
an object are read as their JSON text.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.simulators.lanes import LaneKey, chunk_bodies

Lanes = dict[LaneKey, str]


def _whole(found: Iterator[tuple[LaneKey, str]]) -> Lanes:
    lanes: defaultdict[LaneKey, list[str]] = defaultdict(list)
    for key, text in found:
        if text:
            lanes[key].append(text)
    return {key: "".join(parts) for key, parts in lanes.items()}


def completions_lanes(stream: bytes) -> Lanes:
    """The text of each choice of a text completions stream."""

    def found() -> Iterator[tuple[LaneKey, str]]:
        for body in chunk_bodies(stream):
            for choice in body["choices"]:
                yield (choice["index"], "text"), choice["text"]

    return _whole(found())


# An event of Responses that carries text: the prefix of its lane's field, the member
# that numbers it, and the member of its ``.done`` event.
_TEXTS = {
    "response.output_text": ("content", "content_index", "text"),
    "response.refusal": ("content", "content_index", "refusal"),
    "response.reasoning_text": ("content", "content_index", "text"),
    "response.reasoning_summary_text": ("summary", "summary_index", "text"),
    "response.function_call_arguments": ("arguments", None, "arguments"),
    "response.custom_tool_call_input": ("input", None, "input"),
}


def _lane(event: dict[str, Any], name: str, number: str | None) -> LaneKey:
    return event["output_index"], name if number is None else f"{name}/{event[number]}"


def responses_lanes(stream: bytes) -> Lanes:
    """The text of each lane of a Responses stream, from its deltas."""

    def found() -> Iterator[tuple[LaneKey, str]]:
        for event in chunk_bodies(stream):
            kind, _, last = event["type"].rpartition(".")
            if last == "delta":
                name, number, _ = _TEXTS[kind]
                yield _lane(event, name, number), event["delta"]

    return _whole(found())


def responses_repeats(stream: bytes) -> list[Lanes]:
    """The same lanes as they stand in each kind of repeat that the stream holds.

    These are: the ``.done`` events of texts, those of parts, those of items, and the
    output of the event that ends the stream (if it has one).
    """
    texts: Lanes = {}
    parts: Lanes = {}
    items: Lanes = {}
    kinds = [texts, parts, items]
    for event in chunk_bodies(stream):
        kind, _, last = event["type"].rpartition(".")
        if last == "done" and kind in _TEXTS:
            name, number, member = _TEXTS[kind]
            texts[_lane(event, name, number)] = event[member]
        elif event["type"] == "response.content_part.done":
            parts[_lane(event, "content", "content_index")] = _text(event["part"])
        elif event["type"] == "response.reasoning_summary_part.done":
            parts[_lane(event, "summary", "summary_index")] = _text(event["part"])
        elif event["type"] == "response.output_item.done":
            items |= _item(event["output_index"], event["item"])
        elif last in ("completed", "incomplete"):
            kinds.append(response_lanes(event["response"]))
    parts |= {key: text for key, text in texts.items() if key[1] in ("arguments", "input")}
    return [{key: text for key, text in kind.items() if text} for kind in kinds]


def response_lanes(response: dict[str, Any]) -> Lanes:
    """The lanes of a whole ``response`` body."""
    found: Lanes = {}
    for place, item in enumerate(response["output"]):
        found |= _item(place, item)
    return {key: text for key, text in found.items() if text}


def _item(place: int, item: dict[str, Any]) -> Lanes:
    found: Lanes = {}
    for name in ("content", "summary"):
        for index, part in enumerate(item.get(name) or ()):
            found[place, f"{name}/{index}"] = _text(part)
    for name in ("arguments", "input"):
        if name in item:
            found[place, name] = item[name]
    return found


def _text(part: dict[str, Any]) -> str:
    return str(part["refusal"] if part["type"] == "refusal" else part["text"])


_DELTAS = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("input", "partial_json"),
    "signature_delta": ("signature", "signature"),
}


def anthropic_lanes(stream: bytes) -> Lanes:
    """The text of each lane of an Anthropic stream; a citation's is what it cites."""
    cited: defaultdict[int, int] = defaultdict(int)

    def found() -> Iterator[tuple[LaneKey, str]]:
        for event in chunk_bodies(stream):
            if event["type"] != "content_block_delta":
                continue
            place, delta = event["index"], event["delta"]
            if delta["type"] == "citations_delta":
                yield (place, f"citations/{cited[place]}"), delta["citation"]["cited_text"]
                cited[place] += 1
            else:
                name, member = _DELTAS[delta["type"]]
                yield (place, name), delta[member]

    return _whole(found())


def gemini_bodies(stream: bytes) -> list[dict[str, Any]]:
    """The chunks of a stream, whichever of the two framings it has."""
    if stream.lstrip()[:1] == b"[":
        bodies: list[dict[str, Any]] = json.loads(stream)
        return bodies
    return chunk_bodies(stream)


def gemini_lanes(stream: bytes) -> Lanes:
    """The text, thought and calls of each candidate; calls are counted from 0."""
    calls: defaultdict[int, int] = defaultdict(int)

    def found() -> Iterator[tuple[LaneKey, str]]:
        for body in gemini_bodies(stream):
            for candidate in body.get("candidates", ()):
                place = candidate["index"]
                for part in candidate["content"]["parts"]:
                    if "functionCall" in part:
                        name = f"functionCall/{calls[place]}"
                        calls[place] += 1
                        yield (place, name), spelled(part["functionCall"]["args"])
                    else:
                        yield (place, "thought" if part.get("thought") else "text"), part["text"]

    return _whole(found())


def ollama_lanes(stream: bytes) -> Lanes:
    """The lanes of a stream of chat or generate."""
    calls = 0
    lanes: list[tuple[LaneKey, str]] = []
    for line in stream.decode("utf-8").split("\n"):
        if not line.strip():
            continue
        body = json.loads(line)
        said = body.get("message", body)
        lanes += [
            ((0, name), said[name])
            for name in ("thinking", "content", "response")
            if said.get(name)
        ]
        for call in said.get("tool_calls") or ():
            lanes.append(((0, f"tool_calls/{calls}"), spelled(call["function"]["arguments"])))
            calls += 1
    return _whole(iter(lanes))


def spelled(given: Any) -> str:
    """The JSON text by which an object of arguments is compared."""
    return json.dumps(given, ensure_ascii=False)
