"""The text of the last turn of a request, whatever the wire: what an echo answers.

Each function takes a body and a role, ``user`` or ``tool``; they are plain and forgiving,
and give an empty text where there is none.
"""

from __future__ import annotations

import json
from typing import Any

from tests.simulators.completions import Json


def _joined(content: Any, *types: str) -> str:
    """A text, or the texts of parts; parts of other types than those named give none."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(
        part.get("text", "")
        for part in parts
        if isinstance(part, dict) and (not types or part.get("type") in types)
    )


def _listed(body: Json, name: str) -> list[Json]:
    found = body.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def chat(body: Json, role: str) -> str:
    """Of chat completions, and of Ollama's chat."""
    for message in reversed(_listed(body, "messages")):
        if message.get("role") == role:
            return _joined(message.get("content"))
    return ""


def completions(body: Json, role: str) -> str:
    """Of text completions and of Ollama's generate: the prompt."""
    return "\n".join(texts(body, "prompt")) if role == "user" else ""


def responses(body: Json, role: str) -> str:
    """Of Responses: the last item of the input."""
    given = body.get("input")
    if isinstance(given, str):
        return given if role == "user" else ""
    for item in reversed(_listed(body, "input")):
        kind = str(item.get("type", "message"))
        if role == "tool" and kind.endswith("_call_output"):
            return _joined(item.get("output"), "input_text")
        if role != "tool" and kind == "message" and item.get("role") == role:
            return _joined(item.get("content"), "input_text")
    return ""


def messages(body: Json, role: str) -> str:
    """Of Anthropic's messages; a turn that only carries results is no user's."""
    for message in reversed(_listed(body, "messages")):
        content = message.get("content")
        if isinstance(content, list) and role == "tool":
            results = [part for part in content if part.get("type") == "tool_result"]
            if results:
                return "".join(_joined(one.get("content"), "text") for one in results)
        elif role == message.get("role") and (text := _joined(content, "text")):
            return text
    return ""


def contents(body: Json, role: str) -> str:
    """Of Gemini; a function's response is given as its JSON text."""
    for content in reversed(_listed(body, "contents")):
        parts = [part for part in content.get("parts") or () if isinstance(part, dict)]
        if role == "tool":
            results = [part["functionResponse"] for part in parts if "functionResponse" in part]
            if results:
                return "".join(json.dumps(one.get("response")) for one in results)
        elif content.get("role", "user") == role and (text := _joined(parts)):
            return text
    return ""


def texts(body: Json, name: str) -> list[str]:
    """A member that is a text or a list of texts, or of parts that hold one, as a list."""
    given = body.get(name)
    if isinstance(given, str):
        return [given]
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return [str(one) for one in given]
    return [_joined(given)] if isinstance(given, list) else []


def embedded(body: Json) -> list[str]:
    """Of ``embedContent`` and ``batchEmbedContents``: the text of each content."""
    asked = _listed(body, "requests") or [body]
    found = []
    for one in asked:
        content = one.get("content")
        found.append(_joined(content.get("parts")) if isinstance(content, dict) else "")
    return found
