"""Ollama's ``/api/chat``, requests.

TABLE says what stands where; docs/coverage.md prints it. What is the same in ``/api/generate``
is in ollama_shapes.py, provider switches included.

End of a stream: the line with ``"done": true``.

Source: Ollama's API document and the types of the ollama package 0.6.3 (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire import ollama_shapes
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.ollama_shapes import COMMON, IMAGES
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import Data, Free, Name, Text, Words
from gateway.proxy.wire.shapes import Items, Members, Variants
from gateway.proxy.wire.turns import Turns

_ROLES = ("user", "assistant", "system", "tool")


def _role(message: Mapping[str, Any]) -> str | None:
    word = message.get("role")
    return word if type(word) is str and word in _ROLES else None


_CALL = Members(
    {
        "id": Name(),
        "type": Words("function"),
        "function": Members(
            {"name": Name(Place.DEFINITION), "arguments": Data(), "index": Free()},
            call=("name", "arguments"),
        ),
    }
)
_MESSAGE = Members(
    {
        "role": Words(*_ROLES),
        "content": Text(said=True),
        "thinking": Free(within=None, example="some words"),
        "images": IMAGES,
        "tool_calls": Items(_CALL),
        "tool_name": Name(Place.DEFINITION),
        "tool_call_id": Name(),
    }
)
_TOOL = Members(
    {
        "type": Words("function"),
        "function": Members(
            {
                "name": Name(Place.DEFINITION),
                "description": Free(within=None),
                "parameters": Free(within=None),
            },
            within=Place.DEFINITION,
        ),
        "items": Free(within=Place.DEFINITION),
    },
    within=Place.DEFINITION,
)
TABLE = Members(
    {
        **COMMON,
        "messages": Turns(rules={"": _MESSAGE}, role_of=_role, roles=_ROLES),
        "tools": Items(
            Variants({"function": _TOOL}, default="function", what="a tool that runs elsewhere")
        ),
    },
    required=frozenset({"messages"}),
)


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    return ollama_shapes.read_request(TABLE, body, options=options)
