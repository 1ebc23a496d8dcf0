"""What the simulated upstream answers, and how it goes wrong.

A ``Reply`` says every byte that leaves and how the connection then ends; the functions
below make the usual ones. A ``Behaviour`` is a reply, or a function that makes one from
the request it answers.

    answer, echo                         a right answer, streamed if the request asks for it
    events                               an event stream with any texts as its events
    api_error, html_error                429, 500 ... in OpenAI's shape, or as a proxy's page
    provider_error                       the same in the shape of the wire that was called
    tool_script                          an answer for each turn of a loop over tools
    hang, reset_before, reset_after_head, reset_after, end_early
    garbage, wrong_type                  a body that is none, a right body named wrongly
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from tests.simulators import wires
from tests.simulators.completions import Choice, Envelope, EventStyle, ToolCall, stream_of
from tests.simulators.wires import EVENT_STREAM, JSON


class Framing(StrEnum):
    """How the end of the body is told (RFC 9112, section 6)."""

    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"


class End(StrEnum):
    """What happens when the last byte that is to leave has left."""

    WHOLE = "whole"  # the connection serves the next request
    CLOSE = "close"  # a FIN, wherever the body stands
    RESET = "reset"  # a RST
    HANG = "hang"  # nothing more, ever


class Level(StrEnum):
    """What the cuts count: bytes of the body, or of the response as it is on the wire."""

    BODY = "body"
    WIRE = "wire"


CutPlan = Sequence[int] | Callable[[bytes], Sequence[int]]


def every_byte(data: bytes) -> range:
    """A cut plan: each byte travels alone."""
    return range(1, len(data))


def every_event(data: bytes) -> list[int]:
    """A cut plan: each event of a stream with ``\\n`` line ends travels alone."""
    return [place + 2 for place in range(len(data) - 1) if data[place : place + 2] == b"\n\n"]


def every_line(data: bytes) -> list[int]:
    """A cut plan: each line travels alone."""
    return [place + 1 for place in range(len(data) - 1) if data[place : place + 1] == b"\n"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Where a response is cut into pieces that arrive one by one.

    Attributes:
        plan: ascending offsets, or a function of the bytes that gives them.
        level: at BODY a piece is a frame of a chunked body, and a write; at WIRE the
            pieces are writes of the framed response, so that a cut may fall into the
            head, a chunk's size or its line end.
    """

    plan: CutPlan = ()
    level: Level = Level.BODY

    def pieces(self, data: bytes) -> list[bytes]:
        """The data in pieces, none of them empty; together they are the data."""
        plan = self.plan(data) if callable(self.plan) else self.plan
        places = sorted({place for place in plan if 0 < place < len(data)})
        starts = [0, *places]
        ends = [*places, len(data)]
        return [data[start:end] for start, end in zip(starts, ends, strict=True) if end > start]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One response, to the byte.

    Attributes:
        status: HTTP status; 0 sends no head at all.
        headers: in order; framing headers are added unless ``bare``.
        body: the bytes of the body before framing.
        framing: see Framing.
        cuts: see Cuts.
        stop: bytes of the framed response (head included) after which ``end`` comes;
            None sends all of it.
        stop_in_body: the same, counted in the unframed body.
        end: see End.
        bare: no framing header is added.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", JSON),)
    body: bytes = field(default=b"", repr=False)
    framing: Framing = Framing.LENGTH
    cuts: Cuts = Cuts()
    stop: int | None = None
    stop_in_body: int | None = None
    end: End = End.WHOLE
    bare: bool = False

    def head(self) -> bytes:
        """Status line and headers with the empty line, or nothing for status 0."""
        if self.status == 0:
            return b""
        lines = [f"HTTP/1.1 {self.status} Simulated"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if not self.bare:
            lines += {
                Framing.LENGTH: [f"content-length: {len(self.body)}"],
                Framing.CHUNKED: ["transfer-encoding: chunked"],
                Framing.CLOSE: ["connection: close"],
            }[self.framing]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def pieces(self) -> list[bytes]:
        """The writes that make up what leaves, ``stop`` applied."""
        body = self.body if self.stop_in_body is None else self.body[: self.stop_in_body]
        parts = self.cuts.pieces(body) if self.cuts.level is Level.BODY else [body] * bool(body)
        framed = [self.head()]
        if self.framing is Framing.CHUNKED:
            framed += [b"%x\r\n%b\r\n" % (len(part), part) for part in parts]
            framed += [b"0\r\n\r\n"] if self.stop_in_body is None else []
        else:
            framed += parts
        if self.cuts.level is Level.WIRE:
            framed = self.cuts.pieces(b"".join(framed))
        return _first([piece for piece in framed if piece], self.stop)


def _first(pieces: list[bytes], size: int | None) -> list[bytes]:
    if size is None:
        return pieces
    kept: list[bytes] = []
    for piece in pieces:
        if size > 0:
            kept.append(piece[:size])
        size -= len(piece)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The facts of a request that an answer depends on; ``number`` counts them from 0."""

    body: dict[str, Any] = field(repr=False)
    target: str = "/v1/chat/completions"
    number: int = 0

    @property
    def endpoint(self) -> wires.Endpoint:
        """The endpoint that was called; raises LookupError if no wire has it."""
        found = wires.find(self.target)
        if found is None:
            raise LookupError(self.target)
        return found

    @property
    def streamed(self) -> bool:
        """Whether the request asks for a stream."""
        return self.endpoint.streamed(self.body, self.target)

    @property
    def usage(self) -> bool:
        """Whether it asks for the chunk of usage."""
        options = self.body.get("stream_options")
        return isinstance(options, dict) and options.get("include_usage") is True

    def last_text(self, role: str = "user") -> str:
        """The text of the last message of a role; parts are joined; empty if none."""
        return self.endpoint.last_text(self.body, role)


Behaviour = Reply | Callable[[Asked], Reply]


def answer(
    *choices: Choice | str,
    envelope: Envelope | None = None,
    style: EventStyle | None = None,
    cuts: Cuts | None = None,
) -> Behaviour:
    """A right answer: one body, or an event stream where the request asks for one.

    Args:
        choices: a text stands for a choice with that content.
        envelope: its ``usage`` is set where the request asks for the usage chunk.
        style: of the events.
        cuts: of body or wire; without any, a stream is cut after each event.
    """
    whole = tuple(Choice(content=one) if isinstance(one, str) else one for one in choices)

    def reply(asked: Asked) -> Reply:
        endpoint, around = asked.endpoint, envelope or Envelope()
        saying = wires.Saying(
            choices=whole,
            around=around,
            body=asked.body,
            target=asked.target,
            number=asked.number,
            style=style,
        )
        if not asked.streamed:
            body = json.dumps(endpoint.whole(saying), ensure_ascii=False)
            return Reply(body=body.encode("utf-8", "surrogatepass"), cuts=cuts or Cuts())
        around = replace(around, usage=around.usage or asked.usage)
        stream = endpoint.stream(replace(saying, around=around))
        return _stream(stream, cuts, content_type=endpoint.content_type)

    return reply


def echo(*, cuts: Cuts | None = None, envelope: Envelope | None = None) -> Behaviour:
    """Answers each request with the text of its last user message."""

    def reply(asked: Asked) -> Reply:
        behaviour = answer(asked.last_text(), cuts=cuts, envelope=envelope)
        return behaviour(asked) if callable(behaviour) else behaviour

    return reply


def computed(
    text: Callable[[Asked], str | Sequence[Choice]], *, cuts: Cuts | None = None
) -> Behaviour:
    """Answers with a text, or choices, that a function makes from the request."""

    def reply(asked: Asked) -> Reply:
        made = text(asked)
        choices: Sequence[Choice | str] = [made] if isinstance(made, str) else made
        behaviour = answer(*choices, cuts=cuts)
        return behaviour(asked) if callable(behaviour) else behaviour

    return reply


def tool_script(*calls: ToolCall, text: str) -> tuple[Behaviour, ...]:
    """Answers for a loop over tools: a call in each turn, and in the last this text."""
    return (*(answer(Choice(tool_calls=(call,))) for call in calls), answer(text))


def _stream(body: bytes, cuts: Cuts | None, *, content_type: str = EVENT_STREAM) -> Reply:
    in_events = content_type == EVENT_STREAM
    return Reply(
        headers=(("content-type", content_type), ("cache-control", "no-cache")),
        body=body,
        framing=Framing.CHUNKED,
        cuts=cuts or Cuts(plan=every_event if in_events else every_line),
    )


def stream_body(
    body: bytes, *, cuts: Cuts | None = None, content_type: str = EVENT_STREAM
) -> Reply:
    """These very bytes as a stream, whatever the request asks for."""
    return _stream(body, cuts, content_type=content_type)


def events(*texts: str, style: EventStyle | None = None, cuts: Cuts | None = None) -> Reply:
    """An event stream with these texts as the data of its events; no ``[DONE]`` is added."""
    return _stream(stream_of(texts, style), cuts)


def api_error(
    status: int, *, code: str, message: str = "simulated", retry_after: int | None = None
) -> Reply:
    """An error in OpenAI's shape.

    Args:
        status: 4xx or 5xx.
        code: for example ``rate_limit_exceeded``.
        message: may quote the request, as real ones do.
        retry_after: seconds for the header of that name.
    """
    kind = "server_error" if status >= 500 else "invalid_request_error"
    body = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    headers = [("content-type", JSON)]
    if retry_after is not None:
        headers.append(("retry-after", str(retry_after)))
    return Reply(status=status, headers=tuple(headers), body=json.dumps(body).encode())


def provider_error(
    status: int, *, message: str = "simulated", retry_after: int | None = None
) -> Behaviour:
    """An error in the shape of the wire that was called; arguments as ``api_error``."""

    def reply(asked: Asked) -> Reply:
        headers = [("content-type", JSON)]
        if retry_after is not None:
            headers.append(("retry-after", str(retry_after)))
        body = json.dumps(asked.endpoint.error(status, message)).encode()
        return Reply(status=status, headers=tuple(headers), body=body)

    return reply


def html_error(status: int, *, text: str = "Bad Gateway") -> Reply:
    """An error page, as a load balancer in between answers."""
    page = f"<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>"
    return Reply(status=status, headers=(("content-type", "text/html"),), body=page.encode())


def hang() -> Reply:
    """Takes the request and never answers."""
    return Reply(status=0, end=End.HANG)


def reset_before() -> Reply:
    """Takes the request and resets the connection."""
    return Reply(status=0, end=End.RESET)


def reset_after_head() -> Reply:
    """Sends the head of a stream and resets."""
    return Reply(
        headers=(("content-type", EVENT_STREAM),),
        framing=Framing.CHUNKED,
        stop_in_body=0,
        end=End.RESET,
    )


def _cut_short(behaviour: Behaviour, size: int, end: End) -> Behaviour:
    def reply(asked: Asked) -> Reply:
        made = behaviour(asked) if callable(behaviour) else behaviour
        return replace(made, stop_in_body=size, end=end)

    return reply


def reset_after(behaviour: Behaviour, *, size: int) -> Behaviour:
    """Sends so many bytes of the body and resets."""
    return _cut_short(behaviour, size, End.RESET)


def end_early(behaviour: Behaviour, *, size: int) -> Behaviour:
    """Sends so many bytes of the body and closes, its framing unfinished."""
    return _cut_short(behaviour, size, End.CLOSE)


def hang_after(behaviour: Behaviour, *, size: int) -> Behaviour:
    """Sends so many bytes of the body, and then nothing, with the connection open."""
    return _cut_short(behaviour, size, End.HANG)


def garbage(body: bytes = b"\x00\xff\xfe not json \x80{") -> Reply:
    """A body that is no JSON, named as JSON."""
    return Reply(body=body)


def wrong_type(behaviour: Behaviour, *, content_type: str = "text/plain") -> Behaviour:
    """The right bytes under a wrong name."""

    def reply(asked: Asked) -> Reply:
        made = behaviour(asked) if callable(behaviour) else behaviour
        return replace(made, headers=(("content-type", content_type),))

    return reply
