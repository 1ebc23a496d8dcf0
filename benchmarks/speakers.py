"""The client's side of a conversation on each wire: what is asked, heard, and resent. Pure.

An answer goes into the history as the wire's SDK hands it back: whole, or put together
from the events of a stream.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.coverage import SURROGATE, message_text

Json = dict[str, Any]
_MODEL = "some-model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer: the items that it adds to the history, and its text."""

    items: list[Json] = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One way of having a conversation.

    Attributes:
        name: of the endpoint.
        wire: name of the wire, as recipients declare it.
        targets: path and query for a whole answer, and for a stream.
        history: the member that holds the messages.
        says: a message of a role (``user`` or ``assistant``) with a text.
        beside: what stands beside the history.
        streams: a stream is asked for by a member of the body, not by the path.
        heard: the answer, from the bodies or events that came.
    """

    name: str
    wire: str
    targets: tuple[str, str]
    history: str
    says: Callable[[str, str], Json]
    beside: Json
    streams: bool = True
    heard: Callable[[list[Json]], Heard]

    def target(self, *, streamed: bool) -> str:
        """Path and query."""
        return self.targets[streamed]

    def body(self, items: Sequence[Json], *, streamed: bool) -> Json:
        """The request's body."""
        asked = {**self.beside, self.history: list(items)}
        return {**asked, "stream": streamed} if self.streams else asked

    def answer(self, body: bytes) -> Heard:
        """What a whole or streamed answer says."""
        return self.heard(bodies(body))

    def texts(self, body: bytes) -> list[str]:
        """The text of each message of a request, in order."""
        return self._texts(json.loads(body))

    def first(self, body: Json) -> str | None:
        """The first surrogate in the messages of a request."""
        found = SURROGATE.search("\n".join(self._texts(body)))
        return found[0] if found is not None else None

    def _texts(self, body: Json) -> list[str]:
        items = body[self.history]
        return [message_text(item.get("content", item.get("parts"))) for item in items]


def bodies(data: bytes) -> list[Json]:
    """The JSON objects of a whole body, of events, of lines, or of an array."""
    text = data.decode()
    if text.startswith("{") and "\n{" not in text:
        return [json.loads(text)]
    if text.startswith("["):
        return list(json.loads(text))
    lines = (line.removeprefix("data: ") for line in text.split("\n"))
    return [json.loads(line) for line in lines if line.startswith("{")]


def piece(event: bytes) -> str:
    """What one event of a stream, as bytes, says; empty if it says nothing."""
    return "".join(_delta(body) for body in _loose(event))


def _loose(event: bytes) -> list[Json]:
    """The object of an event, a line, or a part of an array."""
    text = event.decode()
    start, end = text.find("{"), text.rfind("}")
    return [json.loads(text[start : end + 1])] if start >= 0 else []


def _delta(body: Json) -> str:
    if "choices" in body:
        return "".join(each.get("delta", {}).get("content") or "" for each in body["choices"])
    if "candidates" in body:
        return _contents([body]).text
    if "message" in body and "done" in body:
        return str(body["message"].get("content") or "")
    if body.get("type") == "content_block_delta":
        return str(body["delta"].get("text", ""))
    return str(body["delta"]) if body.get("type") == "response.output_text.delta" else ""


def _said(role: str, text: str) -> Json:
    return {"role": role, "content": text}


def _chat(found: list[Json]) -> Heard:
    choices = [choice for one in found for choice in one["choices"]]
    if "message" in choices[0]:
        message = choices[0]["message"]
        return Heard(items=[message], text=message["content"] or "")
    deltas = [choice.get("delta", {}) for choice in choices]
    text = "".join(delta.get("content") or "" for delta in deltas)
    return Heard(items=[_said("assistant", text)], text=text)


def _responses(found: list[Json]) -> Heard:
    output = found[-1].get("response", found[0]).get("output", [])
    parts = (part for item in output for part in item.get("content") or ())
    return Heard(items=output, text="".join(part.get("text", "") for part in parts))


def _messages(found: list[Json]) -> Heard:
    blocks: list[Json] = found[0].get("content", [])
    if found[0].get("type") == "message_start":
        blocks = [
            dict(event["content_block"])
            for event in found
            if event["type"] == "content_block_start"
        ]
        for event in found:
            if event["type"] == "content_block_delta":
                block = blocks[event["index"]]
                block["text"] = block.get("text", "") + event["delta"].get("text", "")
    text = "".join(block.get("text", "") for block in blocks)
    return Heard(items=[{"role": "assistant", "content": blocks}], text=text)


def _contents(found: list[Json]) -> Heard:
    parts = [part for one in found for part in one["candidates"][0]["content"].get("parts", ())]
    text = "".join(part.get("text", "") for part in parts)
    return Heard(items=[{"role": "model", "parts": parts}], text=text)


def _parts(role: str, text: str) -> Json:
    return {"role": "model" if role == "assistant" else role, "parts": [{"text": text}]}


def _lines(found: list[Json]) -> Heard:
    text = "".join(one["message"].get("content") or "" for one in found)
    return Heard(items=[_said("assistant", text)], text=text)


def _gemini(name: str, streamed: str) -> Speaker:
    model = f"/v1beta/models/{_MODEL}:"
    return Speaker(
        name=name,
        wire="gemini",
        targets=(f"{model}generateContent", f"{model}streamGenerateContent{streamed}"),
        history="contents",
        says=_parts,
        beside={},
        streams=False,
        heard=_contents,
    )


SPEAKERS: tuple[Speaker, ...] = (
    Speaker(
        name="openai chat",
        wire="openai",
        targets=("/v1/chat/completions",) * 2,
        history="messages",
        says=_said,
        beside={"model": _MODEL},
        heard=_chat,
    ),
    Speaker(
        name="openai responses",
        wire="openai",
        targets=("/v1/responses",) * 2,
        history="input",
        says=_said,
        beside={"model": _MODEL, "store": False},
        heard=_responses,
    ),
    Speaker(
        name="azure chat",
        wire="azure",
        targets=(f"/openai/deployments/{_MODEL}/chat/completions?api-version=2024-10-21",) * 2,
        history="messages",
        says=_said,
        beside={},
        heard=_chat,
    ),
    Speaker(
        name="anthropic messages",
        wire="anthropic",
        targets=("/v1/messages",) * 2,
        history="messages",
        says=_said,
        beside={"model": _MODEL, "max_tokens": 500},
        heard=_messages,
    ),
    _gemini("gemini, events", "?alt=sse"),
    _gemini("gemini, array", ""),
    Speaker(
        name="ollama chat",
        wire="ollama",
        targets=("/api/chat",) * 2,
        history="messages",
        says=_said,
        beside={"model": _MODEL},
        heard=_lines,
    ),
)
WIRES = tuple(dict.fromkeys(speaker.wire for speaker in SPEAKERS))
