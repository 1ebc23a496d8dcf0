"""Reads a finished stream, the slow and plain way, to judge what the quick way gave.

It takes the whole of the bytes at once, so no cut can matter to it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from tests.simulators.completions import DONE

# (choice, field); a call's arguments are ``tool_calls/<index>/arguments``.
LaneKey = tuple[int, str]

_LINE_END = re.compile(r"\r\n|\r|\n")


def events(stream: bytes) -> list[str]:
    """The data of each event that the stream finished, in order.

    Raises:
        UnicodeDecodeError: the bytes are not UTF-8.

    Source: WHATWG HTML, 9.2.6 "Interpreting an event stream", read 2026-11-22.
    """
    text = stream.decode("utf-8").removeprefix("\ufeff")
    found: list[str] = []
    data: list[str] = []
    for line in _LINE_END.split(text)[:-1]:  # the last one has no end
        if not line:
            if data:
                found.append("\n".join(data))
            data = []
        elif line == "data" or line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
    return found


def chunk_bodies(stream: bytes) -> list[dict[str, Any]]:
    """Each event's JSON, without ``[DONE]``; raises ValueError where it is none."""
    return [json.loads(data) for data in events(stream) if data != DONE]


def lanes(stream: bytes) -> dict[LaneKey, str]:
    """The whole text of every lane of a chat completions stream."""
    found: defaultdict[LaneKey, list[str]] = defaultdict(list)
    for body in chunk_bodies(stream):
        for choice in body.get("choices", ()):
            index, delta = choice["index"], choice.get("delta", {})
            for name in ("content", "reasoning_content", "refusal"):
                if delta.get(name):
                    found[index, name].append(delta[name])
            for call in delta.get("tool_calls") or ():
                part = call.get("function", {}).get("arguments")
                if part:
                    found[index, f"tool_calls/{call['index']}/arguments"].append(part)
    return {lane: "".join(parts) for lane, parts in found.items()}
