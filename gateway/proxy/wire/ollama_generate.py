"""Ollama's ``/api/generate``, requests: a prompt instead of messages.

TABLE says what stands where; docs/coverage.md prints it. What is the same in ``/api/chat``
is in ollama_shapes.py, provider switches included. ``context``, a conversation as tokens,
can be examined by nobody: it is refused here, and taken out of answers.

End of a stream: the line with ``"done": true``.

Source: Ollama's API document and the types of the ollama package 0.6.3 (read 2026-11-22).
"""

from __future__ import annotations

from gateway.proxy.wire import ollama_shapes
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.ollama_shapes import COMMON, IMAGES
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import Free, Refused, Text
from gateway.proxy.wire.shapes import Members
from gateway.proxy.wire.turns import Turn

TABLE = Members(
    {
        **COMMON,
        "system": Turn("system", Text(said=True)),
        "prompt": Turn("user", Text(said=True)),
        "suffix": Turn("user", Text(said=True)),
        "template": Text(),
        "images": IMAGES,
        "context": Refused("a conversation as tokens", example=[Number("1212")]),
        **dict.fromkeys(("raw", "width", "height", "steps"), Free()),
    },
    required=frozenset({"prompt"}),
)


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    return ollama_shapes.read_request(TABLE, body, options=options)
