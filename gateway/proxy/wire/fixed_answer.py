"""An answer whose text the policy has fixed: nobody's model was asked.

Each wire makes it in a file of its own, whole or as a stream with its end event, so that a
chatbot shows it like any other. Where the wire has a place for it, the answer says that it
is not the model's; its id always does, where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gateway.proxy.wire.framing import Framing, one_line
from gateway.proxy.wire.json_tree import write

# What an answer says of its origin, where the wire has a place to say it.
ORIGIN = "discreet_fixed_answer"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedAnswer:
    """What is answered.

    Attributes:
        text: of the policy.
        model: that was asked for.
        stream: whether a stream was asked for.
        id: of this answer, letters and digits.
        created: seconds since 1970-01-01 UTC.
        comment: what the comment line at the end of a stream says, where the wire has such
            lines; empty for none.
    """

    text: str
    model: str = field(repr=False)
    stream: bool
    id: str
    created: int
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedReply:
    """The same as bytes of a wire: a whole response with status 200."""

    content_type: str
    body: bytes = field(repr=False)


def whole(tree: Any) -> FixedReply:
    """An answer that is one body."""
    return FixedReply(content_type=JSON, body=one_line(write(tree)))


def streamed(framing: Framing, pieces: list[bytes], *, comment: str) -> FixedReply:
    """An answer in pieces, the last of which is the end event.

    Args:
        framing: that encoded the pieces.
        pieces: in order.
        comment: of FixedAnswer.
    """
    if comment:
        pieces = [*pieces, framing.comment(comment)]
    body = b"".join((framing.opening, *pieces, framing.closing))
    return FixedReply(content_type=framing.content_type, body=body)


def piece(framing: Framing, tree: Any, *, name: str | None = None) -> bytes:
    """One event, on one line however a client splits lines."""
    return framing.encode(one_line(write(tree)), name)
