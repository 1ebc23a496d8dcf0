"""Bodies of OpenAI's chat completions, whole and as the events of a stream.

Pure builders: what they return depends on their arguments alone, so that a test can
name every byte. Shapes follow the published API as the ``openai`` package types it
(``chat_completion.py`` and ``chat_completion_chunk.py``, version 3.54, read 2026-11-22).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

CREATED = 1_700_000_000
IDENTIFIER = "chatcmpl-simulated"
DONE = "[DONE]"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One function call of an answer; ``arguments`` is JSON in a string."""

    name: str
    arguments: str
    identifier: str = "call_simulated0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of an answer.

    Attributes:
        content: the answer's text, or None (a tool call alone).
        reasoning: ``reasoning_content``, as several compatible servers send it.
        refusal: the model's refusal.
        tool_calls: in order of their index.
        finish: the finish reason; None derives it.
    """

    content: str | None = None
    reasoning: str | None = None
    refusal: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    finish: str | None = None

    @property
    def finish_reason(self) -> str:
        """The stated reason, else ``tool_calls`` or ``stop``."""
        return self.finish or ("tool_calls" if self.tool_calls else "stop")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStyle:
    """How the events of a stream are spelled on the wire.

    Attributes:
        line_end: ``\\n``, ``\\r\\n`` or ``\\r``; the three that end a line
            (WHATWG HTML, 9.2.6, read 2026-11-22).
        space: a space after ``data:``.
        bom: a byte order mark in front.
        comment: a keep-alive comment before each event, without its colon, or None.
        lines: the data of each event is spread over lines, one a top-level member.
        named: an ``event: message`` line before the data.
        ascii_only: JSON escapes for all that is not ASCII.
        repeat: index of an event that is sent twice, or None.
        done: whether ``[DONE]`` ends the stream.
    """

    line_end: str = "\n"
    space: bool = True
    bom: bool = False
    comment: str | None = None
    lines: bool = False
    named: bool = False
    ascii_only: bool = False
    repeat: int | None = None
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands around the choices.

    Attributes:
        model: name of the model that answers.
        usage: whether a stream ends with the chunk of usage and no choices.
        piece: characters of text in one delta.
        interleaved: choices take turns, a delta each, instead of one after another.
        extra: further top-level members of every body.
    """

    model: str = "simulated"
    usage: bool = False
    piece: int = 4
    interleaved: bool = True
    extra: Json = field(default_factory=dict)


_USAGE: Json = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}


def completion(choices: Sequence[Choice], envelope: Envelope | None = None) -> Json:
    """The whole ``chat.completion`` body."""
    around = envelope or Envelope()
    return {
        "id": IDENTIFIER,
        "object": "chat.completion",
        "created": CREATED,
        "model": around.model,
        "choices": [_whole(index, choice) for index, choice in enumerate(choices)],
        "usage": _USAGE,
        "system_fingerprint": "fp_simulated",
        **around.extra,
    }


def _whole(index: int, choice: Choice) -> Json:
    message: Json = {
        "role": "assistant",
        "content": choice.content,
        "refusal": choice.refusal,
    }
    if choice.reasoning is not None:
        message["reasoning_content"] = choice.reasoning
    if choice.tool_calls:
        message["tool_calls"] = [
            {
                "id": call.identifier,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in choice.tool_calls
        ]
    return {
        "index": index,
        "message": message,
        "logprobs": None,
        "finish_reason": choice.finish_reason,
    }


def chunks(choices: Sequence[Choice], envelope: Envelope | None = None) -> list[Json]:
    """The ``chat.completion.chunk`` bodies of a stream, in order."""
    around = envelope or Envelope()
    lanes = [_deltas(index, choice, around.piece) for index, choice in enumerate(choices)]
    ordered = _in_turns(lanes) if around.interleaved else (one for lane in lanes for one in lane)
    bodies = [_chunk([delta], around) for delta in ordered]
    if around.usage:
        bodies.append({**_chunk([], around), "usage": _USAGE})
    return bodies


def _chunk(choices: list[Json], around: Envelope) -> Json:
    body: Json = {
        "id": IDENTIFIER,
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": around.model,
        "system_fingerprint": "fp_simulated",
        "choices": choices,
        **around.extra,
    }
    if around.usage:
        body["usage"] = None
    return body


def _in_turns(lanes: Sequence[list[Json]]) -> Iterator[Json]:
    for place in range(max((len(lane) for lane in lanes), default=0)):
        for lane in lanes:
            if place < len(lane):
                yield lane[place]


def _deltas(index: int, choice: Choice, piece: int) -> list[Json]:
    opening: Json = {"role": "assistant", "content": None if choice.tool_calls else ""}
    deltas: list[Json] = [{**opening, "refusal": None}]
    texts = (
        ("reasoning_content", choice.reasoning),
        ("content", choice.content),
        ("refusal", choice.refusal),
    )
    for name, text in texts:
        deltas += [{name: part} for part in _pieces(text or "", piece)]
    for place, call in enumerate(choice.tool_calls):
        deltas += _call_deltas(place, call, piece)
    states: list[Json] = [_state(index, delta, None) for delta in deltas]
    return [*states, _state(index, {}, choice.finish_reason)]


def _call_deltas(place: int, call: ToolCall, piece: int) -> Iterator[Json]:
    opening = {
        "index": place,
        "id": call.identifier,
        "type": "function",
        "function": {"name": call.name, "arguments": ""},
    }
    yield {"tool_calls": [opening]}
    for part in _pieces(call.arguments, piece):
        yield {"tool_calls": [{"index": place, "function": {"arguments": part}}]}


def _state(index: int, delta: Json, finish: str | None) -> Json:
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}


def _pieces(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


def spell(body: Json, style: EventStyle | None = None) -> str:
    """One chunk as the JSON text of an event; line breaks stand only where ``lines`` asks."""
    chosen = style or EventStyle()
    members = (
        f"{json.dumps(name)}:"
        + json.dumps(value, ensure_ascii=chosen.ascii_only, separators=(",", ":"))
        for name, value in body.items()
    )
    return "{" + (",\n" if chosen.lines else ",").join(members) + "}"


def event_stream(bodies: Sequence[Json], style: EventStyle | None = None) -> bytes:
    """The bytes of a whole event stream, ``[DONE]`` included unless the style drops it."""
    chosen = style or EventStyle()
    texts = [spell(body, chosen) for body in bodies]
    if chosen.repeat is not None:
        texts.insert(chosen.repeat, texts[chosen.repeat])
    if chosen.done:
        texts.append(DONE)
    return stream_of(texts, chosen)


def stream_of(texts: Sequence[str], style: EventStyle | None = None) -> bytes:
    """The bytes of a stream whose events carry these texts, whatever they are."""
    chosen = style or EventStyle()
    end = chosen.line_end
    field_name = "data: " if chosen.space else "data:"
    written = ["\ufeff"] if chosen.bom else []
    for text in texts:
        if chosen.comment is not None:
            written.append(f":{chosen.comment}{end}{end}")
        if chosen.named:
            written.append(f"event: message{end}")
        written += [f"{field_name}{line}{end}" for line in text.split("\n")]
        written.append(end)
    return "".join(written).encode("utf-8", "surrogatepass")
