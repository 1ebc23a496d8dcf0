"""The stream of OpenAI's responses: its numbering, and its error event.

Every event has a ``sequence_number``. The gateway holds events back and makes some of its
own, so it numbers them anew, from the first number that came.

Source: OpenAI API reference, responses streaming (read 2026-11-22): ``{"type": "error",
"code", "message", "param", "sequence_number"}``. The ``error`` object beside these is what
the openai package (3.54) raises its exception from.
"""

from __future__ import annotations

from typing import Any

from gateway.proxy.wire.framing import ServerSentEvents
from gateway.proxy.wire.json_tree import Number, read_body, write

ERROR = "error"
_DEPTH = 20
_DIGITS = 15


class NumberedEvents(ServerSentEvents):
    """``text/event-stream`` whose events are numbered."""

    _next: int | None = None

    def number(self, tree: dict[str, Any]) -> None:
        """Gives an event its number, if the first event has one."""
        came = tree.get("sequence_number")
        if self._next is None:
            if not isinstance(came, Number) or not came.isdecimal() or len(came) > _DIGITS:
                return
            self._next = int(came)
        tree["sequence_number"] = Number(str(self._next))
        self._next += 1

    def encode(self, data: bytes, name: str | None = None) -> bytes:
        """An event as bytes; an error comes in the shape of a whole body."""
        if name == ERROR:
            data = self._error(data)
        return super().encode(data, name)

    def _error(self, body: bytes) -> bytes:
        error = read_body(body, max_depth=_DEPTH)["error"]
        tree: dict[str, Any] = {
            "type": ERROR,
            "code": error.get("code"),
            "message": error.get("message"),
            "param": error.get("param"),
        }
        self.number(tree)
        return write({**tree, "error": error})
