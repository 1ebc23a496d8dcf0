"""Bodies of Ollama's chat and generate, whole and as the lines of a stream.

Shapes follow the ``ollama`` package's own types (version 0.6.3) and the project's API
document (both read 2026-11-22). A server streams unless the request says ``stream: false``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.simulators.completions import Choice, Envelope, Json
from tests.simulators.framing import pieces

MOMENT = "2023-11-14T22:13:20.123456Z"
CONTEXT = [128006, 882, 128007, 271]

_COUNTERS: Json = {
    "total_duration": 1_000_000_000,
    "load_duration": 100_000_000,
    "prompt_eval_count": 9,
    "prompt_eval_duration": 200_000_000,
    "eval_count": 12,
    "eval_duration": 700_000_000,
}


def _around(around: Envelope) -> Json:
    return {"model": around.model, "created_at": MOMENT}


def _end(choice: Choice) -> Json:
    reason = "length" if choice.finish_reason == "length" else "stop"
    return {"done": True, "done_reason": reason, **_COUNTERS}


def _spoken(choice: Choice) -> str:
    return (choice.content or "") + (choice.refusal or "")


def _calls(choice: Choice) -> list[Json]:
    return [
        {
            "id": call.identifier,
            "function": {
                "index": place,
                "name": call.name,
                "arguments": json.loads(call.arguments),
            },
        }
        for place, call in enumerate(choice.tool_calls)
    ]


def chat(choice: Choice, envelope: Envelope | None = None) -> Json:
    """The whole body of ``/api/chat``."""
    around = envelope or Envelope()
    message: Json = {"role": "assistant", "content": _spoken(choice)}
    if choice.reasoning is not None:
        message["thinking"] = choice.reasoning
    if choice.tool_calls:
        message["tool_calls"] = _calls(choice)
    return {**_around(around), "message": message, **_end(choice), **around.extra}


def chat_lines(choice: Choice, envelope: Envelope | None = None) -> list[Json]:
    """The lines of a stream of ``/api/chat``: thought, text, calls one by one, the end."""
    around = envelope or Envelope()
    messages = [*_messages(choice, around.piece), {"role": "assistant", "content": ""}]
    found = [
        {**_around(around), "message": message, "done": False, **around.extra}
        for message in messages
    ]
    found[-1] |= _end(choice)
    return found


def _messages(choice: Choice, piece: int) -> Iterator[Json]:
    for part in pieces(choice.reasoning or "", piece):
        yield {"role": "assistant", "content": "", "thinking": part}
    for part in pieces(_spoken(choice), piece):
        yield {"role": "assistant", "content": part}
    for call in _calls(choice):
        yield {"role": "assistant", "content": "", "tool_calls": [call]}


def generate(choice: Choice, envelope: Envelope | None = None) -> Json:
    """The whole body of ``/api/generate``."""
    around = envelope or Envelope()
    thought = {} if choice.reasoning is None else {"thinking": choice.reasoning}
    return {
        **_around(around),
        "response": _spoken(choice),
        **thought,
        **_end(choice),
        "context": CONTEXT,
        **around.extra,
    }


def generate_lines(choice: Choice, envelope: Envelope | None = None) -> list[Json]:
    """The lines of a stream of ``/api/generate``."""
    around = envelope or Envelope()
    parts: list[Json] = [
        {"response": "", "thinking": part} for part in pieces(choice.reasoning or "", around.piece)
    ]
    parts += [{"response": part} for part in pieces(_spoken(choice), around.piece)]
    found = [{**_around(around), **part, "done": False, **around.extra} for part in parts]
    end = {**_around(around), "response": "", **_end(choice), "context": CONTEXT}
    return [*found, {**end, **around.extra}]


def error(message: str = "simulated") -> Json:
    """An error, as a body and as a line of a stream."""
    return {"error": message}
