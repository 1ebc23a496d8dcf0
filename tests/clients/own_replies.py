"""Replies that the gateway makes itself: fixed answers, and streams that it cuts."""

from __future__ import annotations

from typing import Any

from gateway.errors import Refused
from gateway.proxy.context import Wire
from gateway.proxy.wire.fixed_answer import FixedAnswer, FixedReply
from gateway.proxy.wires import find_wire
from tests.clients.openai_chat import MODEL
from tests.clients.places import Place
from tests.gateway.proxy.wire.readers import toward
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.replies import Asked, Cuts, Reply, answer, stream_body

TEXTS = {
    "plain": "We cannot use the assistant without your permission.",
    "quotes and lines": '"Quoted" \\ and\n\nlines\r\n\ttab, data: [DONE]\n\n',
    "line ends": "one\u2028two\u2029three\u0085four\x0bfive\x1csix",
    "emoji": "👩\u200d👩\u200d👧 你好 e\u0301",
    "long": "Ten kB of text, öh. " * 500,
    "markup": '<a href=\'x\'>{"type": "error"}</a>',
}
CONTACT = "privacy@example.com"
REFUSED = Refused(
    "consent_required",
    "The person has withdrawn the consent.",
    status=403,
    details={
        "consent": {
            "purpose": "answering",
            "recipient": "openai-host",
            "notice": "third-party-ai",
            "state": "ConsentWithdrawn",
            "signals": ["gpc"],
            "parts": {"title": 'Your "permission"', "benefits": "one\u2028two\nthree 🙂"},
        }
    },
)
ANSWER = answer(
    Choice(
        content="A long answer. " * 20,
        tool_calls=(ToolCall(name="find_customer", arguments='{"email": "a"}', identifier="c1"),),
    )
)


def told(path: str, *, array: bool = False) -> tuple[Wire, Reply]:
    """The wire at a path and a right stream of it."""
    streams = path.replace(":generateContent", ":streamGenerateContent")
    query = "" if array or "/models/" not in path else "?alt=sse"
    found = find_wire(streams, query.removeprefix("?").encode())
    assert found is not None
    body: dict[str, Any] = {"model": MODEL, "stream": True, "messages": [], "input": "Hello"}
    made = ANSWER(Asked(body=body, target=streams + query)) if callable(ANSWER) else ANSWER
    return found[0], made


def cut(wire: Wire, body: bytes) -> tuple[str, bytes]:
    """What a caller is sent where the stream is cut after these bytes; its content type."""
    reader = wire.new_answer(toward(), max_event_bytes=1 << 20)
    framing = reader.framing
    given = framing.opening + reader.feed(body)
    given += framing.encode(wire.error_body(REFUSED, CONTACT), wire.error_name)
    given += framing.comment("x-discreet-policy: default@0") + framing.closing
    return framing.content_type, given


def fixed(path: str, text: str, *, streamed: bool, query: bytes = b"") -> FixedReply:
    """The answer of the endpoint at a path."""
    found = find_wire(path, query)
    assert found is not None
    assert found[0].fixed_answer is not None
    answer = FixedAnswer(
        text=text,
        model=MODEL,
        stream=streamed,
        id="0123456789abcdef",
        created=1_700_000_000,
        comment="x-discreet-policy: default@0",
    )
    return found[0].fixed_answer(answer)


def served(place: Place, reply: FixedReply, *, cuts: Cuts | None = None) -> None:
    """Has the server that the SDK talks to answer so."""
    if reply.content_type == "application/json":
        headers = (("content-type", reply.content_type),)
        place.upstream.script(Reply(headers=headers, body=reply.body))
    else:
        place.upstream.script(stream_body(reply.body, content_type=reply.content_type, cuts=cuts))
